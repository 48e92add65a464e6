import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect } from "effect"

/**
 * Builds an index while others write to its table. Outside of a transaction, and safe to repeat: what an earlier attempt left
 * unfinished is built again.
 */
export const buildIndex = (name: string, of: string): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const unfinished = yield* sql`
      SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(${name}) AND NOT indisvalid`
    if (unfinished.length > 0) yield* dropIndex(name)
    yield* sql.unsafe(`CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON ${of}`)
  })

/** Drops an index without making writers wait. */
export const dropIndex = (name: string): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.asVoid(sql.unsafe(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`)))
