import { PgClient } from "@effect/sql-pg"
import { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Redacted } from "effect"
import { DatabaseError } from "pg"
import { makeSessions } from "../Session.ts"

/**
 * One plan for all calls, made when a session first needs it: for any number of rows (the server would guess ten), and
 * while the tables may still be small. So rows are joined by hashing, and tables are read by index.
 */
const SETTINGS = [
  "plan_cache_mode = force_generic_plan",
  "enable_seqscan = off",
  "enable_nestloop = off",
  "jit = off"
]

/** A statement worth planning once a session: `name` stands for `text` for as long as this process lives. */
export interface PreparedStatement {
  readonly name: string
  readonly text: string
}

export interface StatementRunner {
  /** In a transaction of its own, no matter what the caller's fiber is in. */
  readonly run: <A extends object>(
    statement: PreparedStatement,
    values: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<A>, SqlError>
}

/**
 * Sessions for the few statements that are asked all the time. Each is planned once a session instead of at every call;
 * planning a commit takes about a fifth of the time of running it.
 */
export class PreparedStatements
  extends Context.Tag("@callsheet/database/PreparedStatements")<PreparedStatements, StatementRunner>()
{
  static readonly layer = Layer.scoped(
    this,
    // What got no answer in this time is given up: what waits for it is safe to repeat.
    Effect.suspend(() => make({ sessions: 5, patienceMillis: 10_000 }))
  )
}

/**
 * Sessions of their own for signs of life: heartbeats, the ends of jobs, the clock, the look at other workers. Small
 * statements that nothing else may keep waiting, and whose silence is noticed within a heartbeat.
 */
export class VitalStatements
  extends Context.Tag("@callsheet/database/VitalStatements")<VitalStatements, StatementRunner>()
{
  static readonly layer = Layer.scoped(this, Effect.suspend(() => make({ sessions: 2, patienceMillis: 2_500 })))
}

const failed = (cause: unknown) => new SqlError({ cause, message: "Failed to execute statement" })

const make = ({ patienceMillis, sessions }: { readonly sessions: number; readonly patienceMillis: number }) =>
  Effect.gen(function*() {
    const { config } = yield* PgClient.PgClient
    const pool = yield* makeSessions({
      url: config.url === undefined ? undefined : Redacted.value(config.url),
      applicationName: config.applicationName,
      sessions,
      patienceMillis,
      settings: SETTINGS
    })

    const runner: StatementRunner = {
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
    }
    return runner
  })

/** The statement was refused and its session is as it was. After anything else a session is not trusted again. */
const isRefusal = (error: Error): boolean => error instanceof DatabaseError && error.severity === "ERROR"
