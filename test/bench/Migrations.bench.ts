import { latestMigration, migrate, migrateTo } from "@callsheet/database/migrations/Migrations"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { summary, withPostgres } from "./Ground.ts"

export const name = "migrations beside a busy release"

/** The last migration before the first that builds indexes on tables with rows. */
const BEFORE = 7
const ROWS = Number(process.env["CALLSHEET_BENCH_ROWS"] ?? "1000000")
const PAUSE_MILLIS = 5

/** Actors, jobs and events as a year leaves them: most have ended. */
const fill = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`SET statement_timeout = 0`
  yield* sql`
    INSERT INTO actor (id, kind, org_id, version, status, slot, since, state)
    SELECT 'ast_' || lpad(n::text, 26, '0'), CASE WHEN n % 500 = 0 THEN 'account' ELSE 'asset' END, 'org_1', 1, 'tracked', n, n,
      jsonb_build_object('openId', n, 'status', jsonb_build_object('video', jsonb_build_object('sha256', md5(n::text))))
    FROM generate_series(1, ${ROWS}) AS n`
  yield* sql`
    INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, state, payload, created_at, ended_at)
    SELECT n::text, 'tell', 'asset', 'ast_' || lpad(n::text, 26, '0'), 'org_1', 0, n, 'completed', '{}', n, n
    FROM generate_series(1, ${ROWS}) AS n`
  yield* sql`
    INSERT INTO event (actor_id, kind, org_id, version, at, tag, to_status, by, body, command_id)
    SELECT 'ast_' || lpad(n::text, 26, '0'), 'asset', 'org_1', 1, n, 'AssetStarted', 'pending', 'key:1', '{}', n::text
    FROM generate_series(1, ${ROWS}) AS n`
  yield* sql`ANALYZE`
})

/** What the release before goes on doing: moves of an actor with a job, each in one statement. */
const commit = (n: number) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql`
      WITH moved AS (
        UPDATE actor SET version = version + 1 WHERE id = 'ast_' || lpad((${n}::int % ${ROWS} + 1)::text, 26, '0') RETURNING id
      )
      INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
      SELECT 'busy-' || ${n}::text, 'tell', 'asset', id, 'org_1', 0, ${n}, '{}', ${n} FROM moved`)

export const run = () =>
  withPostgres((sql) =>
    Effect.gen(function*() {
      yield* migrateTo(BEFORE)
      yield* fill
      const release = { busy: true }
      const took: Array<number> = []
      const busy = Effect.gen(function*() {
        for (let n = 1; release.busy; n++) {
          const started = performance.now()
          yield* commit(n)
          took.push(performance.now() - started)
          yield* Effect.sleep(PAUSE_MILLIS)
        }
      })
      const started = performance.now()
      const [, ids] = yield* Effect.all([
        busy,
        Effect.ensuring(migrate, Effect.sync(() => release.busy = false))
      ], { concurrency: 2 })
      const seconds = (performance.now() - started) / 1_000
      return {
        rows: `${ROWS} actors, jobs and events each`,
        migrations: `${ids[0]} to ${latestMigration}`,
        seconds,
        "commits meanwhile": took.length,
        "milliseconds of a commit": summary(took)
      }
    }).pipe(Effect.provide(sql), Effect.runPromise)
  )
