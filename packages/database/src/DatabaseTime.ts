import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** What the database's own clock says. */
export class DatabaseTime extends Context.Tag("@callsheet/database/DatabaseTime")<DatabaseTime, {
  /** Epoch milliseconds at the moment the statement ran, not when its transaction began. */
  readonly now: Effect.Effect<number, SqlError>
}>() {
  static readonly layer: Layer.Layer<DatabaseTime, never, SqlClient.SqlClient> = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      now: Effect.map(
        sql<{ readonly now: number }>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
        (rows) => rows[0]?.now ?? Number.NaN
      )
    }))
  )
}
