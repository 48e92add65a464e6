import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { Busy } from "@callsheet/domain/Envelope"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { backoff, Failure } from "@callsheet/domain/Failure"
import type { ActivityError, KnownJob } from "@callsheet/worker/jobs/Activity"
import { JobFailed } from "@callsheet/worker/jobs/Activity"
import { databaseAway, hopeless, orAway } from "@callsheet/worker/jobs/JobFailures"
import { conclude } from "@callsheet/worker/jobs/JobOutcome"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"

/** More tries than any kind of work allows. */
const EXHAUSTED = 200_000

/** How a job ends that has used up all its tries and fails once more; `held`: nobody else has taken it over meanwhile. */
const ending = (
  kind: JobKind,
  work: Effect.Effect<never, ActivityError>,
  { attempts = EXHAUSTED, held = true }: { readonly attempts?: number; readonly held?: boolean } = {}
) => {
  const told: Array<string> = []
  const job: KnownJob = {
    id: "1",
    token: 1,
    kind,
    ownerKind: "asset",
    ownerId: "ast_x",
    orgId: "org_x",
    planId: "pln_x",
    payload: {},
    checkpoint: null,
    attempts,
    traceId: null,
    takenOver: false
  }
  const tools = Layer.merge(
    Layer.mock(JobQueue, {
      renew: (leases) => Effect.succeed(new Set(held ? leases.map(({ id }) => id) : [])),
      postpone: (_lease, now, runAt, failure) =>
        Effect.sync(() => {
          told.push(runAt > now ? "again" : "at once")
          if (attempts !== EXHAUSTED) told.push(failure?.tag ?? "no reason")
          return true
        })
    }),
    Layer.mock(JobReporter, { giveUp: () => Effect.sync(() => told.push("given up") > 0) })
  )
  return Effect.gen(function*() {
    yield* work.pipe(conclude(job, { queue: yield* JobQueue, reporter: yield* JobReporter }))
    return told
  }).pipe(Effect.provide(tools))
}

const refusedWith = (code: string) =>
  new SqlError({ cause: Object.assign(new Error("refused"), { code }), message: "Failed to execute statement" })

describe("how a job ends", () => {
  it.effect("F09: no outage of our own ends a job, however often it was met and whatever kind of work it is", () =>
    Effect.gen(function*() {
      for (const kind of JobKind.literals) {
        assert.deepStrictEqual(yield* ending(kind, Effect.fail(databaseAway(refusedWith("57P01")))), ["again"], kind)
        const busy = new Busy({ what: "org org_x", retryAfterMillis: 1_000 })
        assert.deepStrictEqual(yield* ending(kind, Effect.fail(busy)), ["again"], kind)
      }
    }))

  for (const code of ["57014", "57P01", "57P02", "57P03", "08006", "08000", "53100", "40P01", "ECONNRESET"]) {
    it.effect(`D11, F09: a job that dies of ${code} met an outage, not a defect`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* ending("publish", Effect.die(refusedWith(code))), ["again"])
        assert.strictEqual(
          (yield* Effect.flip(orAway(Effect.fail(refusedWith(code))))).failure.tag,
          "DatabaseUnreachable"
        )
      }))
  }

  for (const code of ["42P01", "22P02", "23505"]) {
    it.effect(`D11: a job that dies of ${code} has a defect of ours, however it came to light`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* ending("publish", Effect.die(refusedWith(code))), ["given up"])
        assert.deepStrictEqual(yield* ending("publish", orAway(Effect.fail(refusedWith(code)))), ["given up"])
      }))
  }

  it.effect("D11: a defect of ours stays one when an outage comes on top of it", () =>
    Effect.gen(function*() {
      const both = Effect.ensuring(Effect.die(new TypeError("a bug")), Effect.die(refusedWith("57P01")))
      assert.deepStrictEqual(yield* ending("publish", both), ["given up"])
    }))

  it.effect("work that fails by itself is given up when its tries are used up", () =>
    Effect.gen(function*() {
      const failure = new Failure({ tag: "RenderFailed", message: "It broke.", remedy: "Mend it." })
      const broke = new JobFailed({ failure, retry: backoff, unsure: false })
      assert.deepStrictEqual(yield* ending("render", Effect.fail(broke)), ["given up"])
    }))

  it.effect("whoever no longer holds a job fails nobody with it, be it hopeless, unsure or a defect", () =>
    Effect.gen(function*() {
      const failure = new Failure({ tag: "RenderFailed", message: "It broke.", remedy: "Mend it." })
      for (const work of [hopeless(failure), new JobFailed({ failure, retry: backoff, unsure: true })]) {
        assert.deepStrictEqual(yield* ending("render", Effect.fail(work)), ["given up"])
        assert.deepStrictEqual(yield* ending("render", Effect.fail(work), { held: false }), [])
      }
      assert.deepStrictEqual(yield* ending("render", Effect.die(new TypeError("a bug")), { held: false }), [])
    }))

  it.effect("work that fails beside running work is a failed try with its cause, not an interrupted one", () =>
    Effect.gen(function*() {
      const failure = new Failure({ tag: "VoiceFailed", message: "It broke.", remedy: "Mend it." })
      const broke = new JobFailed({ failure, retry: backoff, unsure: false })
      const branches = Effect.all([Effect.fail(broke), Effect.never], { concurrency: 2 })
      const beside = branches.pipe(Effect.zipRight(Effect.never))
      assert.deepStrictEqual(yield* ending("render", beside, { attempts: 0 }), ["again", "VoiceFailed"])
      assert.deepStrictEqual(yield* ending("render", beside), ["given up"])
    }))

  it.effect("work that interrupts itself is a defect that counts: nobody asked it to stop", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* ending("render", Effect.interrupt, { attempts: 0 }), ["again", "ProgrammingDefect"])
      assert.deepStrictEqual(yield* ending("render", Effect.interrupt), ["given up"])
    }))

  it.effect("work that somebody else stops says nothing to the queue, even where it dies of being stopped", () =>
    Effect.gen(function*() {
      const begun = yield* Deferred.make<void>()
      const work = Deferred.succeed(begun, undefined).pipe(
        Effect.zipRight(Effect.never),
        Effect.onInterrupt(() => Effect.die(new Error("the wrench is stuck")))
      )
      const told: Array<string> = []
      const fiber = yield* Effect.fork(
        Effect.tap(ending("render", work), (said) => Effect.sync(() => told.push(...said)))
      )
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(told, [])
    }))
})
