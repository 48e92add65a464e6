import { LIVENESS_LOCK, Workers } from "@callsheet/database/Workers"
import { VERSION } from "@callsheet/domain/Version"
import { Clock, Context, Effect, Layer, Redacted, Schedule } from "effect"
import { Client } from "pg"
import { JobRunner } from "./jobs/JobRunner.ts"

export interface MembershipOptions {
  readonly id: string
  readonly address: string
  readonly kinds: ReadonlyArray<string>
  readonly databaseUrl: Redacted.Redacted
}

const BEAT_EVERY = "2 seconds"
/** How soon the others notice that a process was killed. One small query; take-over follows within a second. */
const LOOK_EVERY = "400 millis"
/** A worker registers before it holds its lock; it is not looked at before this. */
const SETTLE_MILLIS = 3_000

/**
 * This worker's place among the others. Death is seen, not waited for: each worker holds a lock in a database session of
 * its own, which ends with its process; whoever sees it gone takes over at once. Expiring leases and shard locks are only
 * for processes that hang.
 */
export class Membership extends Context.Tag("@callsheet/worker/Membership")<Membership, {
  readonly id: string
}>() {
  static readonly layer = <E, R>(options: Effect.Effect<MembershipOptions, E, R>) =>
    Layer.scoped(this, Effect.flatMap(options, make))
}

/** One session that holds the lock for as long as it lives. Ends when the connection does. */
const holdLock = (url: Redacted.Redacted, session: number) =>
  Effect.async<never, { readonly message: string }>((resume) => {
    const client = new Client({
      connectionString: Redacted.value(url),
      application_name: "callsheet-liveness",
      keepAlive: true,
      connectionTimeoutMillis: 5_000
    })
    client.on("error", (error) => resume(Effect.fail(error)))
    client.on("end", () => resume(Effect.fail({ message: "the session ended" })))
    client.connect()
      .then(() => client.query("SELECT pg_advisory_lock($1, $2)", [LIVENESS_LOCK, session]))
      .catch((error: unknown) => resume(Effect.fail({ message: String(error) })))
    // Ending a connection that is already broken may fail; either way it is gone.
    return Effect.promise(() => client.end().catch(() => undefined))
  })

const make = (options: MembershipOptions) =>
  Effect.gen(function*() {
    const workers = yield* Workers
    const runner = yield* JobRunner
    const session = yield* workers.nextSession
    const register = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      workers.register({ ...options, session, version: VERSION, now }))
    yield* register
    yield* Effect.addFinalizer(() =>
      Effect.ignoreLogged(workers.leave(options.id))
    )
    yield* holdLock(options.databaseUrl, session).pipe(
      Effect.tapError((error) => Effect.logWarning(`The liveness session broke off: ${error.message}`)),
      Effect.retry(Schedule.spaced("500 millis")),
      Effect.forkScoped
    )
    // A person's wish is the same as a signal's: finish, hand over, end.
    const leaveOnce = yield* Effect.once(
      Effect.logInfo("A person asked this worker to drain; it ends when its work has ended.").pipe(
        Effect.zipRight(runner.drain),
        Effect.zipRight(Effect.sync(() => process.kill(process.pid, "SIGTERM")))
      )
    )
    yield* Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const running = yield* runner.running
      const told = yield* workers.beat(options.id, running, now)
      if (told === "draining") yield* leaveOnce
      if (told === "unknown") yield* register
    }).pipe(
      Effect.catchTag("SqlError", (error) => Effect.logWarning(`The heartbeat was not heard: ${error.message}`)),
      Effect.repeat(Schedule.spaced(BEAT_EVERY)),
      Effect.forkScoped
    )
    yield* Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const dead = yield* workers.dead(now - SETTLE_MILLIS)
      for (const other of dead) {
        if (other.id === options.id) continue
        if (yield* workers.bury(other)) {
          yield* Effect.logWarning(`Worker ${other.id} at ${other.address} is dead; its work and its shards are free.`)
        }
      }
    }).pipe(
      Effect.catchTag("SqlError", (error) => Effect.logDebug(`The other workers cannot be seen: ${error.message}`)),
      Effect.repeat(Schedule.spaced(LOOK_EVERY)),
      Effect.forkScoped
    )
    return { id: options.id }
  })
