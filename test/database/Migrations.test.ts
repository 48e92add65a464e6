import { DatabaseIsNewer, latestMigration, migrate, migrateTo } from "@callsheet/database/migrations/Migrations"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schedule } from "effect"
import { freshDatabase } from "../support/Postgres.ts"

/** What a later release would have left in the table of migrations. */
const later = (breaking: boolean) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql`
      INSERT INTO migration (id, name, breaking) VALUES (${latestMigration + 1}, 'of a later release', ${breaking})
      ON CONFLICT (id) DO UPDATE SET breaking = excluded.breaking`)

layer(freshDatabase({ migrate }), { excludeTestServices: true })("Migrations", (it) => {
  it.effect("run once: whoever comes second finds nothing to do", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* migrate, [])
    }))

  it.effect("a release that is being replaced starts on the tables of its successor, unless those break it", () =>
    Effect.gen(function*() {
      yield* later(false)
      assert.deepStrictEqual(yield* migrate, [])
      yield* later(true)
      const refusal = yield* Effect.flip(migrate)
      assert.instanceOf(refusal, DatabaseIsNewer)
      assert.include(refusal.message, `migration ${latestMigration + 1}`)
    }))
})

layer(freshDatabase(), { excludeTestServices: true })("Migrations beside a busy release", (it) => {
  it.effect(
    "build indexes while others write, and wait for an old transaction without making them wait",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        yield* migrateTo(7)
        yield* sql`
        INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
        SELECT n::text, 'tell', 'plan', 'pln_' || n, 'org_1', 0, n, '{}', n FROM generate_series(1, 100) AS n`
        const looked = yield* Deferred.make<void>()
        const enough = yield* Deferred.make<void>()
        // A report that takes long: it uses none of these tables any more and only remembers how they were.
        const report = sql.withTransaction(Effect.gen(function*() {
          yield* sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`
          yield* sql`SELECT 1 FROM (SELECT pg_current_snapshot()) AS seen`
          yield* Deferred.succeed(looked, undefined)
          const asks = Effect.zipRight(sql`SELECT 1`, Effect.sleep("500 millis"))
          yield* Effect.raceFirst(Deferred.await(enough), Effect.forever(asks))
        }))
        const reporting = yield* Effect.fork(report)
        yield* Deferred.await(looked)
        const migrating = yield* Effect.fork(migrate)
        const building =
          sql`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`
        yield* Effect.repeat(building, { until: (rows) => rows.length > 0, schedule: Schedule.spaced("50 millis") })
          .pipe(
            Effect.timeout("60 seconds")
          )
        yield* sql`
        INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
        VALUES ('meanwhile', 'tell', 'plan', 'pln_1', 'org_1', 0, 1, '{}', 1)`.pipe(Effect.timeout("5 seconds"))
        yield* sql`UPDATE job SET state = 'completed' WHERE key = '1'`.pipe(Effect.timeout("5 seconds"))
        yield* Deferred.succeed(enough, undefined)
        yield* Fiber.join(reporting)
        assert.include(yield* Fiber.join(migrating), latestMigration)
        assert.deepStrictEqual(yield* sql`SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid`, [])
      }),
    120_000
  )
})
