import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import { type PreparedStatement, VitalStatements } from "./commit/PreparedStatements.ts"

const NOW: PreparedStatement = {
  name: "database_time",
  text: "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now"
}

/** What the database's own clock says. */
export class DatabaseTime extends Context.Tag("@callsheet/database/DatabaseTime")<DatabaseTime, {
  /** Epoch milliseconds at the moment the statement ran, not when its transaction began. */
  readonly now: Effect.Effect<number, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(VitalStatements, (vital) => ({
      now: Effect.map(vital.run<{ readonly now: number }>(NOW, []), (rows) => rows[0]?.now ?? Number.NaN)
    }))
  ).pipe(Layer.provide(VitalStatements.layer))
}
