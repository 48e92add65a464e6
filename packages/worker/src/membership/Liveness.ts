import { LIVENESS_LOCK, Workers } from "@callsheet/database/jobs/Workers"
import { VERSION } from "@callsheet/domain/Version"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Data, Deferred, Effect, Layer, Redacted, Schedule } from "effect"
import { Client } from "pg"

export interface LivenessOptions {
  readonly id: string
  /** `host:port`, as the cluster knows it. */
  readonly address: string
  readonly kinds: ReadonlyArray<string>
  readonly databaseUrl: Redacted.Redacted
}

class SessionEnded extends Data.TaggedError("SessionEnded")<{ readonly message: string }> {}

/** A session that broke is replaced at once: until then the others wonder. A database that is away is asked twice a second. */
const again = Schedule.exponential("20 millis").pipe(
  Schedule.union(Schedule.spaced("500 millis")),
  // A session that held for a while starts again at the shortest delay.
  Schedule.resetAfter("5 seconds")
)

/**
 * The sign by which the others see that this worker lives: a lock in a database session of its own, which ends with the
 * process. The lock is held before the worker is listed, and the worker is listed before it joins the cluster, so there is
 * no moment in which it owns something and could die unseen.
 */
export class Liveness extends Context.Tag("@callsheet/worker/Liveness")<Liveness, {
  readonly id: string
  /** Lists this worker again after the others took it off. */
  readonly listAgain: Effect.Effect<void, SqlError>
}>() {
  static readonly layer = <E, R>(options: Effect.Effect<LivenessOptions, E, R>) =>
    Layer.scoped(this, Effect.flatMap(options, make))
}

/** A connection of its own, and what fails as soon as it has ended. */
const connection = (url: Redacted.Redacted) =>
  Effect.gen(function*() {
    const ended = yield* Deferred.make<never, SessionEnded>()
    const client = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const opened = new Client({
          connectionString: Redacted.value(url),
          application_name: "callsheet-liveness",
          keepAlive: true,
          connectionTimeoutMillis: 5_000
        })
        opened.on("error", (cause) => Deferred.unsafeDone(ended, new SessionEnded({ message: cause.message })))
        opened.on("end", () => Deferred.unsafeDone(ended, new SessionEnded({ message: "the session ended" })))
        return opened
      }),
      // Ending a connection that is already broken may fail; either way it is gone.
      (opened) =>
        Effect.promise(() => opened.end().catch(() => undefined)).pipe(
          // A finalizer cannot be interrupted unless it says so, and then no time-out would ever end it.
          Effect.interruptible,
          Effect.timeoutOption("1 second")
        )
    )
    const ask = (run: () => Promise<unknown>) =>
      Effect.raceFirst(
        Effect.tryPromise({
          try: run,
          catch: (cause) => new SessionEnded({ message: cause instanceof Error ? cause.message : String(cause) })
        }),
        Deferred.await(ended)
      )
    yield* ask(() => client.connect())
    return { ask: (text: string, values: ReadonlyArray<unknown>) => ask(() => client.query(text, [...values])), ended }
  })

const make = (options: LivenessOptions) =>
  Effect.gen(function*() {
    const workers = yield* Workers
    const held = yield* Deferred.make<void>()
    let session: number | null = null
    const list = (number: number) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        workers.register({ ...options, session: number, version: VERSION, now }))

    /** From one connection to its end. A new number each time: the old session may linger where a wire was cut unheard. */
    const hold = Effect.scoped(Effect.gen(function*() {
      const { ask, ended } = yield* connection(options.databaseUrl)
      const number = yield* workers.nextSession
      yield* ask("SELECT pg_advisory_lock($1, $2)", [LIVENESS_LOCK, number])
      yield* list(number)
      session = number
      yield* Deferred.succeed(held, undefined)
      return yield* Deferred.await(ended)
    }))
    yield* hold.pipe(
      Effect.tapError((error) =>
        Effect.logWarning(`The liveness session broke off: ${error.message}`)
      ),
      Effect.retry(again),
      Effect.forkScoped
    )
    yield* Deferred.await(held)
    // Runs before the session ends and after everything that stands on this: anyone who leaves has handed over.
    yield* Effect.addFinalizer(() => Effect.ignoreLogged(workers.leave(options)))
    return { id: options.id, listAgain: Effect.suspend(() => session === null ? Effect.void : list(session)) }
  })
