import type { ClaimedJob } from "@callsheet/database/jobs/JobQueue"
import { Option, Schema } from "effect"

/** What a publish job stores before a publication is asked for, and again once it is known that none was opened. */
const decodeAsked = Schema.decodeUnknownOption(Schema.Struct({ asked: Schema.Boolean }))
/** What the asset knows of the publish job before this one; the release before did not say. */
const decodeOwed = Schema.decodeUnknownOption(Schema.Struct({ unheard: Schema.optional(Schema.Boolean) }))

/**
 * TikTok may have opened a publication, and counts it, though nobody heard its name: for an earlier try of this publish job,
 * or, while this one has not asked for any, for the one before it.
 */
export const lostInitsBefore = ({ checkpoint, payload }: Pick<ClaimedJob, "checkpoint" | "payload">): boolean =>
  checkpoint === null
    ? Option.exists(decodeOwed(payload), ({ unheard }) => unheard === true)
    : Option.exists(decodeAsked(checkpoint), ({ asked }) => asked)
