import { ActorStore, type Commit } from "@callsheet/database/commit/ActorStore"
import { commitStatement } from "@callsheet/database/commit/CommitStatement"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { allShards } from "@callsheet/domain/Shard"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { RoadLive } from "../support/ActorHarness.ts"

const owed = (key: string, kind: "render" | "publish") => ({
  key,
  kind,
  priority: 0,
  runAt: 0,
  payload: "{}",
  traceId: null
})

const commitOf = (id: string, expected: number, more: Partial<Commit> = {}): Commit => ({
  id,
  kind: "asset",
  orgId: "org_1",
  accountId: null,
  planId: null,
  expected,
  status: "pending",
  slot: null,
  since: 0,
  alarmAt: null,
  state: "{}",
  at: 1_000,
  commandId: `${id}:${expected}`,
  event: {
    tag: "Happened",
    from: null,
    by: "test",
    reason: null,
    traceId: null,
    body: "{}",
    bodyHash: null,
    answer: null
  },
  jobs: [],
  abandon: false,
  closes: null,
  ledger: [],
  ...more
})

layer(RoadLive, { excludeTestServices: true })("the store of actors", (it) => {
  it.effect("a refused commit has let go of its rows by the time its refusal is heard", () =>
    Effect.gen(function*() {
      const store = yield* ActorStore
      const queue = yield* JobQueue
      yield* store.commit(commitOf("ast_refused", 0, { jobs: [owed("refused", "render")] }))
      for (let round = 0; round < 100; round++) {
        // It would drop the job, but its command id is taken.
        const refusal = yield* Effect.flip(
          store.commit(commitOf("ast_refused", 1, { commandId: "ast_refused:0", abandon: true }))
        )
        assert.strictEqual(refusal._tag, "DuplicateCommand")
        const now = round * 1_000
        const claimed = yield* queue.claim({
          slots: new Map([["render", 1]]),
          shards: allShards,
          worker: "w1",
          now,
          leaseMillis: 500
        })
        assert.lengthOf(claimed, 1, `round ${round}`)
      }
    }))

  it.effect("a commit that cannot be written down fails alone, and its neighbours are stored", () =>
    Effect.gen(function*() {
      const store = yield* ActorStore
      const commits = [commitOf("ast_left", 0), commitOf("ast_broken", 0, { alarmAt: 1.5 }), commitOf("ast_right", 0)]
      const exits = yield* Effect.all(commits.map((commit) => Effect.exit(store.commit(commit))), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(exits.map(({ _tag }) => _tag), ["Success", "Failure", "Success"])
      assert.isTrue(Option.isNone(yield* store.load("ast_broken")))
      yield* store.commit(commitOf("ast_left", 1))
    }))

  it.effect("a commit closes jobs of its own actor alone", () =>
    Effect.gen(function*() {
      const store = yield* ActorStore
      const queue = yield* JobQueue
      yield* store.commit(commitOf("ast_owner", 0, { jobs: [owed("owned", "publish")] }))
      const slots = new Map([["publish", 1]])
      const [job] = yield* queue.claim({ slots, shards: allShards, worker: "w1", now: 2_000, leaseMillis: 9_000 })
      const closes = { job: job!.id, failure: null }
      yield* store.commit(commitOf("ast_stranger", 0, { closes }))
      assert.strictEqual((yield* queue.renew([job!], 3_000, 9_000)).size, 1)
      yield* store.commit(commitOf("ast_owner", 1, { closes }))
      assert.strictEqual((yield* queue.renew([job!], 3_000, 9_000)).size, 0)
    }))

  const plans = {
    "by hashing": "SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off",
    "by sorting": "SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = off",
    "by loops": "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off"
  }
  for (const [joined, settings] of Object.entries(plans)) {
    it.effect(`events and owed work are numbered in the order asked for, also where rows are joined ${joined}`, () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        // Names in an order of their own, so that neither the order of ids nor of keys is the order asked for.
        const names = Array.from({ length: 40 }, (_, i) => `${(i * 17) % 40}`)
        const commits = names.map((name) =>
          commitOf(`ast_${joined}_${name}`, 0, {
            jobs: [owed(`${joined}:${name}:b`, "render"), owed(`${joined}:${name}:a`, "render")]
          })
        )
        const { statement, values } = commitStatement(commits)
        yield* sql.withTransaction(Effect.zipRight(sql.unsafe(settings), sql.unsafe(statement.text, values)))
        const events = yield* sql<{ id: string }>`
          SELECT actor_id AS id FROM event WHERE actor_id LIKE ${`ast_${joined}_%`} ORDER BY position`
        assert.deepStrictEqual(events.map(({ id }) => id), commits.map(({ id }) => id))
        const jobs = yield* sql<{ key: string }>`SELECT key FROM job WHERE key LIKE ${`${joined}:%`} ORDER BY id`
        assert.deepStrictEqual(
          jobs.map(({ key }) => key),
          names.flatMap((n) => [`${joined}:${n}:b`, `${joined}:${n}:a`])
        )
      }))
  }
})
