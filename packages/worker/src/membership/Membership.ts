import { MemberAlert } from "@callsheet/actors/MemberAlert"
import { type WorkerRow, Workers } from "@callsheet/database/jobs/Workers"
import { Clock, Effect, Layer, Schedule } from "effect"
import { connect } from "node:net"
import { JobRunner } from "../jobs/JobRunner.ts"
import { Liveness } from "./Liveness.ts"

/** A worker counts as alive for ten seconds after it. */
const BEAT_EVERY = "4 seconds"
/**
 * How soon the others notice that a process was killed. The end of its connections raises the alert, and take-over follows
 * within a second; the seldom look is for an end that nobody heard.
 */
const LOOK_EVERY = { seldom: "2 seconds", often: "200 millis" } as const
/** Where somebody still listens at a worker's address, its session may be about to be replaced: so long it may take. */
const REPLACE_MILLIS = 1_500
const ANSWER_MILLIS = 250

/** True where nobody listens any more at an address: then no process can own what is listed under it. */
const isDeserted = (address: string): Effect.Effect<boolean> =>
  Effect.async((resume) => {
    const at = address.lastIndexOf(":")
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), timeout: ANSWER_MILLIS })
    const tell = (deserted: boolean) => {
      socket.destroy()
      resume(Effect.succeed(deserted))
    }
    socket.once("connect", () => tell(false))
    socket.once("timeout", () => tell(false))
    socket.once("error", (cause: NodeJS.ErrnoException) => tell(cause.code === "ECONNREFUSED"))
    return Effect.sync(() => socket.destroy())
  })

/** What this worker and the others tell each other: that they work, that one is to drain, that one is dead. */
const make = Effect.gen(function*() {
  const workers = yield* Workers
  const runner = yield* JobRunner
  const { id, listAgain } = yield* Liveness
  const alert = yield* MemberAlert
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
    const told = yield* workers.beat(id, running, now)
    if (told === "draining") yield* leaveOnce
    if (told === "unknown") yield* listAgain
  }).pipe(
    Effect.catchTag("SqlError", (error) => Effect.logWarning(`The heartbeat was not heard: ${error.message}`)),
    Effect.repeat(Schedule.spaced(BEAT_EVERY)),
    Effect.forkScoped
  )

  /** Those whose lock is missing, and since when it has been. */
  let missing = new Map<string, number>()
  const bury = (other: WorkerRow, since: number, now: number) =>
    Effect.gen(function*() {
      if (now - since < REPLACE_MILLIS && !(yield* isDeserted(other.address))) return
      if (yield* workers.bury(other)) {
        yield* Effect.logWarning(`Worker ${other.id} at ${other.address} is dead; its work and its shards are free.`)
      }
    })
  yield* Effect.gen(function*() {
    const dead = (yield* workers.dead).filter((other) => other.id !== id)
    const now = yield* Clock.currentTimeMillis
    missing = new Map(dead.map((other) => [other.id, missing.get(other.id) ?? now]))
    yield* Effect.forEach(dead, (other) => bury(other, missing.get(other.id) ?? now, now), {
      concurrency: "unbounded",
      discard: true
    })
  }).pipe(
    Effect.catchTag("SqlError", (error) => Effect.logDebug(`The other workers cannot be seen: ${error.message}`)),
    Effect.zipRight(alert.pause(LOOK_EVERY)),
    Effect.forever,
    Effect.forkScoped
  )
})

/**
 * This worker's place among the others. Death is seen, not waited for: anyone who sees a worker's lock gone takes over at once.
 * Expiring leases and shard locks are only for processes that hang.
 */
export const layer = Layer.scopedDiscard(make)
