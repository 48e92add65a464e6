import { unclaimedOf } from "@callsheet/cli/commands/status"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { UnclaimedJobs } from "@callsheet/database/jobs/UnclaimedJobs"
import { Workers } from "@callsheet/database/jobs/Workers"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { scrape } from "@callsheet/process/PrometheusText"
import { makeQueueMetrics } from "@callsheet/server/live/QueueMetrics"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Logger, LogLevel } from "effect"
import { freshDatabase } from "../support/Postgres.ts"

const stores = Layer.mergeAll(JobQueue.layer, UnclaimedJobs.layer, Workers.layer).pipe(
  Layer.provideMerge(freshDatabase({ migrate }))
)

/** A due job of this kind, as anyone who knows the kind would have written it. */
const owe = (kind: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql`
      INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
      VALUES (${kind}, ${kind}, 'asset', 'ast_x', 'org_x', 0, 0, '{}', 0)`)

const worker = (id: string, kinds: ReadonlyArray<string>) =>
  Effect.flatMap(
    Workers,
    (workers) => workers.register({ id, session: 1, address: id, version: "0", kinds, now: Date.now() })
  )

layer(stores, { excludeTestServices: true })("work that nobody does", (it) => {
  it.effect("D08: a job of a kind no worker knows is kept, shown as a metric and said once, until a worker knows it", () => {
    const errors: Array<string> = []
    const heard = Logger.add(Logger.make(({ logLevel, message }) => {
      if (logLevel === LogLevel.Error) errors.push(String(message))
    }))
    return Effect.gen(function*() {
      const look = yield* makeQueueMetrics
      const shown = (kind: string) =>
        Effect.map(
          Effect.zipRight(look, scrape),
          (text) => new RegExp(`^callsheet_queue_unclaimed_jobs\\{kind="${kind}"\\} (\\d+)$`, "m").exec(text)?.[1]
        )
      yield* worker("one", JobKind.literals)
      yield* owe("hologram")
      yield* owe("publish")
      assert.strictEqual(yield* shown("hologram"), "1")
      assert.strictEqual(yield* shown("hologram"), "1")
      assert.strictEqual(yield* shown("publish"), undefined, "a kind that is done is not lacking")
      assert.lengthOf(errors, 1)
      assert.match(errors[0] ?? "", /No worker does hologram; 1 such job waits/)
      yield* worker("two", ["hologram"])
      assert.strictEqual(yield* shown("hologram"), "0")
      assert.lengthOf(errors, 1)
      const sql = yield* SqlClient.SqlClient
      assert.deepStrictEqual(yield* sql`SELECT state FROM job WHERE kind = 'hologram'`, [{ state: "pending" }])
    }).pipe(Effect.provide(heard))
  })

  it("D08: the status screen names it next to the queues", () => {
    const queues = [
      { kind: "hologram", state: "pending", count: 2, oldestMillis: 0 },
      { kind: "hologram", state: "waiting", count: 1, oldestMillis: 0 },
      { kind: "publish", state: "pending", count: 1, oldestMillis: 0 }
    ]
    assert.deepStrictEqual(unclaimedOf(queues, [{ kinds: ["publish"] }]), [{ kind: "hologram", count: 3 }])
    assert.deepStrictEqual(unclaimedOf(queues, []), [])
  })
})
