import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Random, Schema } from "effect"

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
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

/** Others change the same row all the time; anyone who came second looks again. */
const FIRST_PAUSE_MILLIS = 4
const MOST_TRIES = 200

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<AppLimits> => {
  /** Within this process one at a time, so that only other processes are competitors. */
  const turns = new Map<string, Effect.Semaphore>()
  const turnOf = (name: string) => {
    const known = turns.get(name) ?? Effect.unsafeMakeSemaphore(1)
    turns.set(name, known)
    return known
  }
  return AppLimits.of({
    change: ({ initial, name, schema }, f) => {
      const encode = Schema.encodeSync(schema)
      const textOf = (state: typeof initial) => JSON.stringify(encode(state))
      const read = Effect.map(
        sql<{ state: string }>`SELECT state::text AS state FROM app_limit WHERE name = ${name}`,
        (rows) => rows[0]?.state
      )
      const birth = sql`
        INSERT INTO app_limit (name, state) VALUES (${name}, ${textOf(initial)}::jsonb) ON CONFLICT DO NOTHING`
      // No lock outlives a statement: a process that stops between two of them keeps nobody waiting.
      const attempt = (tries: number): Effect.Effect<ReturnType<typeof f>["answer"], SqlError> =>
        Effect.gen(function*() {
          const stored = (yield* read) ?? (yield* Effect.zipRight(birth, read))
          const before = yield* Effect.orDie(Schema.decodeUnknown(Schema.parseJson(schema))(stored))
          const { answer, self } = f(before)
          if (self === before) return answer
          const changed = yield* sql`
            UPDATE app_limit SET state = ${textOf(self)}::jsonb
            WHERE name = ${name} AND state = ${stored ?? ""}::jsonb RETURNING name`
          if (changed.length === 1) return answer
          if (tries >= MOST_TRIES) {
            return yield* new SqlError({ message: `The limit ${name} is contended.`, cause: null })
          }
          yield* Effect.sleep(yield* Random.nextIntBetween(1, FIRST_PAUSE_MILLIS * Math.min(tries + 1, 10)))
          return yield* attempt(tries + 1)
        })
      return turnOf(name).withPermits(1)(attempt(0)).pipe(Effect.withTracerEnabled(false))
    }
  })
}
