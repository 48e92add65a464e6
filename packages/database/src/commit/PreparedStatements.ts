import { PgClient } from "@effect/sql-pg"
import { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Redacted } from "effect"
import { DatabaseError, Pool } from "pg"

/** How many statements are under way at once; each has a session of its own while it is. */
const SESSIONS = 5
/** A statement that got no answer in this time is given up: what waits for it is safe to repeat. */
const PATIENCE_MILLIS = 10_000
/**
 * One plan for all calls, made when a session first needs it: for any number of rows (the server would guess ten), and
 * while the tables may still be small. So rows are joined by hashing, and tables are read by index.
 */
const SETTINGS =
  "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_nestloop = off; SET jit = off"

/** A statement worth planning once a session: `name` stands for `text` for as long as this process lives. */
export interface PreparedStatement {
  readonly name: string
  readonly text: string
}

/**
 * Sessions for the few statements that are asked all the time. Each is planned once a session instead of at every call;
 * planning a commit takes about a fifth of the time of running it.
 */
export class PreparedStatements extends Context.Tag("@callsheet/database/PreparedStatements")<PreparedStatements, {
  /** In a transaction of its own, whatever the caller's fiber is in. */
  readonly run: <A extends object>(
    statement: PreparedStatement,
    values: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<A>, SqlError>
}>() {
  static readonly layer = Layer.scoped(this, Effect.suspend(() => make))
}

const failed = (cause: unknown) => new SqlError({ cause, message: "Failed to execute statement" })

const make = Effect.gen(function*() {
  const { config } = yield* PgClient.PgClient
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const made = new Pool({
        connectionString: config.url === undefined ? undefined : Redacted.value(config.url),
        application_name: config.applicationName,
        max: SESSIONS,
        connectionTimeoutMillis: 5_000,
        idleTimeoutMillis: 60_000,
        query_timeout: PATIENCE_MILLIS,
        onConnect: async (client) => {
          await client.query(SETTINGS)
        }
      })
      // A session that breaks while nobody uses it leaves the pool by itself; the next statement opens another.
      made.on("error", () => {})
      return made
    }),
    (made) => Effect.promise(() => made.end()).pipe(Effect.interruptible, Effect.timeoutOption("1 second"))
  )

  return PreparedStatements.of({
    run: <A extends object>({ name, text }: PreparedStatement, values: ReadonlyArray<unknown>) =>
      Effect.async<ReadonlyArray<A>, SqlError>((resume) => {
        pool.connect((refused, client) => {
          if (client === undefined) return resume(Effect.fail(failed(refused)))
          let over = false
          const end = (answer: Effect.Effect<ReadonlyArray<A>, SqlError>, distrust?: Error) => {
            if (over) return
            over = true
            client.off("error", broken)
            client.release(distrust)
            resume(answer)
          }
          const broken = (error: Error) => end(Effect.fail(failed(error)), error)
          client.on("error", broken)
          client.query<A>({ name, text, values: [...values] }, (error: Error | null, result) => {
            if (error === null) return end(Effect.succeed(result.rows))
            if (!isRefusal(error)) return broken(error)
            // The refusal is told before its transaction is undone; until then its rows are still locked for others.
            client.once("drain", () => end(Effect.fail(failed(error))))
          })
        })
      })
  })
})

/** The statement was refused and its session is as it was. After anything else a session is not trusted again. */
const isRefusal = (error: Error): boolean => error instanceof DatabaseError && error.severity === "ERROR"
