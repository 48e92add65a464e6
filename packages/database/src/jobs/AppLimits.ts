import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Schema } from "effect"
import { transaction } from "../Transaction.ts"

/** How one shared limit is read, and what it is before anyone counted. */
export interface SharedState<S, I> {
  readonly name: string
  readonly schema: Schema.Schema<S, I>
  readonly initial: S
}

/**
 * What the vendor counts for the whole app. Every worker changes the same row, one at a time, so that no two of them grant
 * what there is only once.
 */
export class AppLimits extends Context.Tag("@callsheet/database/AppLimits")<AppLimits, {
  readonly change: <S, I, A>(
    state: SharedState<S, I>,
    f: (now: S) => { readonly self: S; readonly answer: A }
  ) => Effect.Effect<A, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) =>
      AppLimits.of({
        change: ({ initial, name, schema }, f) => {
          const encode = Schema.encodeSync(schema)
          const textOf = (state: typeof initial) => JSON.stringify(encode(state))
          return transaction(sql)(Effect.gen(function*() {
            yield* sql`
              INSERT INTO app_limit (name, state)
              VALUES (${name}, ${textOf(initial)}::jsonb) ON CONFLICT DO NOTHING`
            const rows = yield* sql<{ state: unknown }>`SELECT state FROM app_limit WHERE name = ${name} FOR UPDATE`
            const before = yield* Effect.orDie(Schema.decodeUnknown(schema)(rows[0]?.state))
            const { answer, self } = f(before)
            if (self !== before) {
              yield* sql`
                UPDATE app_limit SET state = ${textOf(self)}::jsonb WHERE name = ${name}`
            }
            return answer
          })).pipe(Effect.withTracerEnabled(false))
        }
      }))
  )
}
