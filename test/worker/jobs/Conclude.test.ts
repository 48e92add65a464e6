import { type ClaimedJob, JobQueue } from "@callsheet/database/JobQueue"
import { Busy } from "@callsheet/domain/Envelope"
import { backoff, Failure } from "@callsheet/domain/Failure"
import { JobKind } from "@callsheet/domain/job/Job"
import type { ActivityError } from "@callsheet/worker/jobs/Activity"
import { JobFailed } from "@callsheet/worker/jobs/Activity"
import { conclude } from "@callsheet/worker/jobs/Conclude"
import { databaseAway } from "@callsheet/worker/jobs/Failing"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

/** More tries than any kind of work allows. */
const EXHAUSTED = 200_000

/** How a job ends that has used up all its tries and fails once more. */
const ending = (kind: JobKind, error: ActivityError) => {
  const told: Array<string> = []
  const job: ClaimedJob = {
    id: "1",
    token: 1,
    kind,
    ownerKind: "asset",
    ownerId: "ast_x",
    orgId: "org_x",
    planId: "pln_x",
    payload: {},
    checkpoint: null,
    attempts: EXHAUSTED,
    traceId: null,
    takenOver: false
  }
  const tools = Layer.merge(
    Layer.mock(JobQueue, {
      postpone: (_lease, now, runAt) => Effect.sync(() => told.push(runAt > now ? "again" : "at once") > 0)
    }),
    Layer.mock(JobReporter, { giveUp: () => Effect.sync(() => told.push("given up") > 0) })
  )
  return Effect.gen(function*() {
    yield* Effect.fail(error).pipe(conclude(job, { queue: yield* JobQueue, reporter: yield* JobReporter }))
    return told
  }).pipe(Effect.provide(tools))
}

describe("how a job ends", () => {
  it.effect("F09: no outage of our own ends a job, however often it was met and whatever kind of work it is", () =>
    Effect.gen(function*() {
      for (const kind of JobKind.literals) {
        assert.deepStrictEqual(yield* ending(kind, databaseAway("connection refused")), ["again"], kind)
        const busy = new Busy({ what: "org org_x", retryAfterMillis: 1_000 })
        assert.deepStrictEqual(yield* ending(kind, busy), ["again"], kind)
      }
    }))

  it.effect("work that fails by itself is given up when its tries are used up", () =>
    Effect.gen(function*() {
      const failure = new Failure({ tag: "RenderFailed", message: "It broke.", remedy: "Mend it." })
      const broke = new JobFailed({ failure, retry: backoff, unsure: false })
      assert.deepStrictEqual(yield* ending("render", broke), ["given up"])
    }))
})
