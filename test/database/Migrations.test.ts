import { DatabaseIsNewer, latestMigration, migrate } from "@callsheet/database/migrations/Migrations"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
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
