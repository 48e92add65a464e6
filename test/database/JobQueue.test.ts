import { JobQueue, MOST_HISTORY, NEIGHBOUR_MILLIS, PASSED_OVER_MILLIS } from "@callsheet/database/jobs/JobQueue"
import { Failure } from "@callsheet/domain/Failure"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { RoadLive } from "../support/ActorHarness.ts"

const LEASE = 9_000
const failure = new Failure({ tag: "Broken", message: "It broke.", remedy: "Mend it." })

layer(RoadLive, { excludeTestServices: true })("the job queue", (it) => {
  /** A kind of its own for each test keeps them apart in one table. */
  const put = (kind: string, org: string, priority = 0, runAt = 0, shard: number | null = null) =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ id: string }>`
        INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at, shard)
        VALUES (${randomUUID()}, ${kind}, 'plan', 'pln_x', ${org}, ${priority}, ${runAt}, '{}'::jsonb, 0, ${shard}) RETURNING id::text`
      return rows[0]!.id
    })
  const claim = (kind: string, slots: number, now = 1_000, worker = "w1", shards: ReadonlyArray<number> = []) =>
    Effect.flatMap(
      JobQueue,
      (queue) => queue.claim({ slots: new Map([[kind, slots]]), shards, worker, now, leaseMillis: LEASE })
    )
  const stateOf = (id: string) =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ state: string; attempts: number; history: ReadonlyArray<{ event: string }> }>`
        SELECT state, attempts, history FROM job WHERE id = ${id}::bigint`
      return rows[0]!
    })

  it.effect("gives a job to one worker only, however many ask at once", () =>
    Effect.gen(function*() {
      yield* Effect.all(Array.from({ length: 20 }, () => put("race", "o1")))
      const taken = yield* Effect.all(
        Array.from({ length: 8 }, (_, i) => claim("race", 5, 1_000, `w${i}`)),
        { concurrency: "unbounded" }
      )
      const ids = taken.flat().map((job) => job.id)
      assert.strictEqual(new Set(ids).size, ids.length)
      const rest = yield* claim("race", 20)
      assert.strictEqual(ids.length + rest.length, 20)
    }))

  it.effect("D19: serves sooner slots first, and one org's flood does not hold up another's work", () =>
    Effect.gen(function*() {
      for (let i = 0; i < 30; i++) yield* put("fair", "flood", i)
      const urgent = yield* put("fair", "flood", -5)
      const other = yield* put("fair", "small", 1_000)
      const first = (yield* claim("fair", 2)).map((job) => job.id)
      assert.includeMembers(first, [urgent, other])
    }))

  it.effect("a lease that ran out is taken over, and the late riser can store nothing any more", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("lease", "o1")
      const [mine] = yield* claim("lease", 1, 1_000, "sleeper")
      assert.strictEqual((yield* claim("lease", 1, 1_000 + LEASE - 1, "early")).length, 0)
      const [theirs] = yield* claim("lease", 1, 1_000 + LEASE + 1, "later")
      assert.strictEqual(theirs!.id, id)
      assert.isTrue(theirs!.takenOver)
      assert.isFalse(yield* queue.checkpoint(mine!, { n: 1 }))
      assert.isFalse(yield* queue.complete(mine!, 1))
      assert.strictEqual((yield* queue.renew([mine!], 1, LEASE)).size, 0)
      assert.isTrue(yield* queue.checkpoint(theirs!, { n: 2 }))
      assert.isTrue(yield* queue.complete(theirs!, 1))
    }))

  it.effect("D22, F10, T13: what was checkpointed is what the next owner starts from", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      yield* put("check", "o1")
      const [first] = yield* claim("check", 1)
      yield* queue.checkpoint(first!, { segment: 7 })
      yield* queue.abandonLeasesOf("w1")
      const [second] = yield* claim("check", 1, 2_000, "w2")
      assert.deepStrictEqual(second!.checkpoint, { segment: 7 })
    }))

  it.effect("F17, D23: a buried job keeps its cause and its history, and one command runs it again", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("dead", "o1")
      const [job] = yield* claim("dead", 1)
      yield* queue.postpone(job!, 1_000, 1_500, failure)
      const [again] = yield* claim("dead", 1, 1_600)
      assert.strictEqual(again!.attempts, 1)
      yield* queue.bury(again!, 2_000, failure)
      assert.strictEqual((yield* stateOf(id)).state, "dead")
      assert.strictEqual((yield* claim("dead", 1, 9_999_999)).length, 0)
      assert.isTrue(yield* queue.retry(id, 3_000, "key:test"))
      assert.isFalse(yield* queue.retry(id, 3_000, "key:test"), "a pending job cannot be retried")
      const [third] = yield* claim("dead", 1, 4_000)
      assert.strictEqual(third!.id, id)
      assert.deepStrictEqual((yield* stateOf(id)).history.map((entry) => entry.event), ["Postpone", "Bury", "Retry"])
    }))

  it.effect("an outage of our own is shown as the cause of the waiting, and uses up no try", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("own", "o1")
      const [job] = yield* claim("own", 1)
      yield* queue.postpone(job!, 1_000, 1_500, new Failure({ ...failure, tag: "DatabaseUnreachable" }))
      assert.deepStrictEqual((yield* stateOf(id)).history, [])
      const [again] = yield* claim("own", 1, 1_600)
      assert.strictEqual(again!.attempts, 0)
    }))

  it.effect("D29: whatever one org has queued and under way, another org's first job is the next to be taken", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      for (let n = 0; n < 40; n++) yield* put("flood", "loud", n % 3)
      const running = yield* claim("flood", 4)
      assert.strictEqual(running.length, 4)
      const calm = yield* put("flood", "calm", 9)
      // One slot becomes free: the org that holds the others has had its turns.
      yield* queue.complete(running[0]!, 2_000)
      assert.deepStrictEqual((yield* claim("flood", 1, 2_000)).map(({ id }) => id), [calm])
      // With as much under way as the other, it takes turns with it.
      const second = yield* put("flood", "calm", 9)
      for (const job of running.slice(1, 3)) yield* queue.complete(job, 2_000)
      const next = yield* claim("flood", 2, 2_000)
      assert.deepStrictEqual(next.map(({ orgId }) => orgId).toSorted(), ["calm", "loud"])
      assert.include(next.map(({ id }) => id), second)
    }))

  it.effect("a job is not due before its time, and the runner knows when the next one is", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      yield* put("later", "o1", 0, 50_000)
      assert.strictEqual((yield* claim("later", 1, 49_999)).length, 0)
      assert.strictEqual(yield* queue.nextDue(["later"], []), 50_000)
      assert.strictEqual((yield* claim("later", 1, 50_000)).length, 1)
    }))

  it.effect("a job is left to the owner of its actor for a moment, and to nobody for longer", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("near", "o1", 0, 1_000, 7)
      const between = 1_000 + NEIGHBOUR_MILLIS
      assert.lengthOf(yield* claim("near", 1, between - 1, "stranger", [6, 8]), 0)
      assert.strictEqual(yield* queue.nextDue(["near"], [6, 8]), between)
      assert.strictEqual(yield* queue.nextDue(["near"], [7]), 1_000)
      assert.deepStrictEqual((yield* claim("near", 1, 1_000, "owner", [7])).map((job) => job.id), [id])
      yield* put("near", "o1", 0, 1_000, 7)
      assert.lengthOf(yield* claim("near", 1, between, "stranger", [6, 8]), 1)
    }))

  it.effect("D19: own work comes before that of others, which is passed over for a while and not for longer", () =>
    Effect.gen(function*() {
      const urgent = yield* put("passed", "o1", -9, 1_000, 3)
      const own = yield* put("passed", "o1", 0, 1_000, 7)
      const second = yield* put("passed", "o2", 5, 1_000, 7)
      const between = 1_000 + NEIGHBOUR_MILLIS
      assert.sameMembers((yield* claim("passed", 2, between, "w1", [7])).map((job) => job.id), [own, second])
      assert.deepStrictEqual((yield* claim("passed", 2, between, "w1", [7])).map((job) => job.id), [urgent])

      const late = yield* put("aged", "o1", -9, 1_000, 3)
      yield* put("aged", "o1", 0, 1_000, 7)
      const aged = yield* claim("aged", 1, 1_000 + PASSED_OVER_MILLIS, "w1", [7])
      assert.deepStrictEqual(aged.map((job) => job.id), [late])
    }))

  it.effect("a lease that ran out is anyone's at once", () =>
    Effect.gen(function*() {
      const id = yield* put("orphan", "o1", 0, 1_000, 7)
      yield* claim("orphan", 1, 1_000, "owner", [7])
      const [taken] = yield* claim("orphan", 1, 1_000 + LEASE, "stranger", [])
      assert.deepInclude(taken, { id, takenOver: true })
    }))

  it.effect("own work behind much work of others is not overlooked", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      yield* Effect.all(Array.from({ length: 50 }, (_, i) => put("behind", "o1", 0, 1_000 + i, 3)))
      const own = yield* put("behind", "o1", 0, 1_100, 7)
      assert.isAtMost((yield* queue.nextDue(["behind"], [7])) ?? 0, 1_000 + NEIGHBOUR_MILLIS)
      assert.deepStrictEqual((yield* claim("behind", 1, 1_100, "owner", [7])).map((job) => job.id), [own])
    }))

  it.effect("a cancelled job is lost to its worker at the next heartbeat", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("cancel", "o1")
      const [job] = yield* claim("cancel", 1)
      assert.isTrue(yield* queue.cancel(id, 1, "key:test"))
      assert.strictEqual((yield* queue.renew([job!], 1, LEASE)).size, 0)
      assert.strictEqual((yield* stateOf(id)).state, "cancelled")
    }))

  it.effect("keeps the latest of a waiting job's history, and says the same thing once", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("patient", "o1")
      const wait = (told: Failure) =>
        Effect.gen(function*() {
          const [job] = yield* claim("patient", 1)
          assert.isTrue(yield* queue.postpone(job!, 1_000, 0, told))
        })
      for (let n = 0; n < 20; n++) yield* wait(failure)
      const same = yield* stateOf(id)
      assert.strictEqual(same.history.length, 1)
      assert.strictEqual(same.attempts, 20)
      for (let n = 0; n < 60; n++) yield* wait(new Failure({ ...failure, message: `It broke at ${n}.` }))
      assert.strictEqual((yield* stateOf(id)).history.length, MOST_HISTORY)
    }))

  it.effect("does not hand a worker what it runs already, though the lease ran out", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* put("own", "o1")
      yield* claim("own", 1, 1_000)
      const later = 1_000 + LEASE + 1
      const ask = (worker: string, except: ReadonlyArray<string>) =>
        queue.claim({ slots: new Map([["own", 1]]), shards: [], worker, now: later, leaseMillis: LEASE, except })
      assert.deepStrictEqual(yield* ask("w1", [id]), [])
      assert.deepStrictEqual((yield* ask("w2", [])).map((job) => job.id), [id])
    }))
})
