import type { Asset } from "@callsheet/domain/asset/Asset"
import { Effect, Option, Schema } from "effect"
import type { JobContext } from "../Activity.ts"
import { readOrg } from "./ReadActor.ts"
import { saidBefore, type ScreeningTools } from "./Screening.ts"

/** More lines make a request long; the latest are the ones that would be noticed. */
const MOST_LINES = 40
const MOST_WORDS = 100

const Told = Schema.Struct({ avoid: Schema.Array(Schema.String), banned: Schema.Array(Schema.String) })
const decodeTold = Schema.decodeUnknownOption(Told)

/**
 * What a writer is told so that it does not write what would be held: the account's latest lines and the org's banned words. It is
 * stored before anything is bought, so that a request that is repeated after a crash says the same.
 */
export const toldBefore = (
  tools: ScreeningTools,
  { checkpoint, job }: Pick<JobContext, "checkpoint" | "job">,
  orgId: string,
  work: Pick<Asset, "accountId" | "planId">
) =>
  Effect.gen(function*() {
    const known = decodeTold(job.checkpoint)
    if (Option.isSome(known)) return known.value
    const { policy } = yield* readOrg(tools.store, orgId)
    const lines = yield* saidBefore(tools, work)
    const told = {
      avoid: lines.slice(0, MOST_LINES),
      banned: [...policy.bannedWords, ...policy.bannedClaims].slice(0, MOST_WORDS)
    }
    yield* checkpoint(told)
    return told
  })
