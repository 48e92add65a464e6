import { Schema } from "effect"
import { Failure } from "./Failure.ts"
import { field } from "./Field.ts"
import { By } from "./Ids.ts"
import { Instant, iso } from "./Instant.ts"

/** Somebody stopped all posting of an account or an org. What was under way is finished; nothing new begins. */
export const Paused = Schema.Struct({ by: By, at: Instant, reason: Schema.String })
export type Paused = typeof Paused.Type

export const PausedView = Schema.Struct({
  by: field(Schema.String, "Who paused it."),
  at: field(Schema.String, "Since when."),
  reason: field(Schema.String, "Why; empty where nobody said.")
}).annotations({ identifier: "Paused" })

export const pausedView = ({ at, by, reason }: Paused): typeof PausedView.Type => ({ by, at: iso(at), reason })

/** Why a post does not begin. Nothing goes out by itself after the pause: a person decides about each. */
export const postingPaused = (what: string, { at, by, reason }: Paused, resume: string, planId: string): Failure =>
  new Failure({
    tag: "PostingPaused",
    message: `Its slot came while posting of ${what} was paused by ${by} since ${iso(at)}${
      reason === "" ? "" : `: ${reason}`
    }. Nothing was posted.`,
    remedy:
      `Resume posting (${resume}), then post it now: callsheet plan retry ${planId}. Or give it a new slot: callsheet plan reschedule ${planId} --at next. Or drop it: callsheet plan cancel ${planId}`
  })
