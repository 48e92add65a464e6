import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { isActorKind } from "@callsheet/domain/ActorKinds"
import type { Busy } from "@callsheet/domain/Envelope"
import { Cause, Clock, Context, Effect, Exit, FiberMap, Layer, Option, Schedule } from "effect"
import { ActorObserver } from "./ActorObserver.ts"
import type { AlarmRefused } from "./ActorRuntime.ts"
import { ActorRuntimes } from "./ActorRuntimes.ts"
import { ShardOwnership } from "./ShardOwnership.ts"
import { WorkSignal } from "./WorkSignal.ts"

/** Alarms due within this are held in memory; the rest sleep in an index and cost nothing. */
const HORIZON_MILLIS = 30_000
/** How often the index is asked for what a crash, a take-over or another process' commit brought due. */
const SWEEP_EVERY = "1 second"
const SWEEP_LIMIT = 20_000
/** An actor that could not be woken (its database is away) is tried again. */
const AGAIN_MILLIS = 1_000

/** An alarm whose step fails in a way that does not pass is tried after this long, and each time after twice as long. */
const FAILED_AGAIN_MILLIS = 2_000
const MOST_AGAIN_MILLIS = 600_000

/** An alarm that failed: which one, how often, and when it is tried again. Gone once the actor has another alarm. */
interface Failing {
  readonly at: number
  readonly times: number
  readonly notBefore: number
}

/**
 * Every actor has one alarm. Those of this process' own actors that are due soon sleep here as one fiber each and fire
 * within milliseconds; the index on `alarm_at` finds what this memory never knew of.
 */
export class Alarms extends Context.Tag("@callsheet/actors/Alarms")<Alarms, {
  /** How many alarms are held in memory. */
  readonly held: () => number
}>() {
  static readonly layer = Layer.scoped(this, Effect.flatMap(ActorRuntimes, (runtimes) => makeAlarms(wakeOf(runtimes))))
}

/** Lets one actor look at itself; see `ActorRuntime.wake`. */
type Wake = (kind: string, id: string) => Effect.Effect<number | null, Busy | AlarmRefused>

const wakeOf = (runtimes: Context.Tag.Service<ActorRuntimes>): Wake => (kind, id) =>
  isActorKind(kind)
    ? runtimes[kind].wake(id)
    // A newer release brought the kind; its own workers wake it.
    : Effect.as(Effect.logDebug(`No machine here knows ${kind} ${id}.`), null)

/** The alarms of this process' own actors, of every kind. */
export const makeAlarms = (wake: Wake) =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const { owns } = yield* ShardOwnership
    const workSignal = yield* WorkSignal
    const fibers = yield* FiberMap.make<string>()
    const observer = yield* ActorObserver
    const held = new Map<string, number>()
    const failing = new Map<string, Failing>()

    /** The row keeps its alarm, so nothing is lost: a mended release, or another owner, fires it. */
    const failed = (id: string, kind: string, at: number, why: string) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const earlier = failing.get(id)
        const times = earlier?.at === at ? earlier.times + 1 : 1
        const pause = Math.min(MOST_AGAIN_MILLIS, FAILED_AGAIN_MILLIS * 2 ** (times - 1))
        failing.set(id, { at, times, notBefore: now + pause })
        yield* observer.alarmFailed(kind)
        yield* Effect.logError(
          `The alarm of ${kind} ${id} failed ${times} times; it is tried again in ${
            Math.round(pause / 1_000)
          } s: ${why}`
        )
        return null
      })

    const woken = (id: string, kind: string, at: number): Effect.Effect<number | null> =>
      Effect.exit(wake(kind, id)).pipe(Effect.flatMap(Exit.match({
        onSuccess: (next) => {
          failing.delete(id)
          return Effect.succeed(next)
        },
        onFailure: (cause) => {
          if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
          const error = Option.getOrUndefined(Cause.failureOption(cause))
          return error?._tag === "Busy"
            ? Effect.logWarning(error.message).pipe(
              Effect.zipRight(Clock.currentTimeMillis),
              Effect.map((now) => now + AGAIN_MILLIS)
            )
            : failed(id, kind, at, error?.why ?? Cause.pretty(cause).split("\n")[0] ?? "")
        }
      })))

    const set = (id: string, kind: string, at: number): Effect.Effect<void> =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const known = failing.get(id)
        if (known !== undefined && known.at !== at) failing.delete(id)
        const due = known?.at === at ? Math.max(at, known.notBefore) : at
        if (due > now + HORIZON_MILLIS || held.get(id) === at || !owns(id)) return
        held.set(id, at)
        const fire = Effect.gen(function*() {
          yield* Effect.sleep(Math.max(0, due - now))
          held.delete(id)
          if (!owns(id)) {
            failing.delete(id)
            return
          }
          // The commit must not be cut short when a new alarm takes this one's place: it is what sets the new one.
          const next = yield* Effect.uninterruptible(woken(id, kind, at))
          // Inside its own fiber the entry cannot replace itself; a moment later it can.
          if (next !== null) {
            yield* Effect.forkDaemon(Effect.zipRight(Effect.yieldNow(), set(id, kind, next)))
          }
        })
        yield* FiberMap.run(fibers, id, fire)
      })

    const sweep = Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const due = yield* store.alarms(now + HORIZON_MILLIS, SWEEP_LIMIT)
      yield* Effect.forEach(due, ({ at, id, kind }) => set(id, kind, at), { discard: true })
    }).pipe(Effect.catchTag("SqlError", (error) => Effect.logWarning(`Alarms cannot be read: ${error.message}`)))

    const signals = yield* workSignal.listen
    yield* signals.take.pipe(
      Effect.flatMap((ring) => ring._tag === "Alarm" ? set(ring.id, ring.kind, ring.at) : Effect.void),
      Effect.forever,
      Effect.forkScoped
    )
    yield* sweep.pipe(Effect.repeat(Schedule.spaced(SWEEP_EVERY)), Effect.forkScoped)
    return { held: () => held.size }
  })
