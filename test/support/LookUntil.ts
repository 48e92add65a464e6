import { Effect, Schedule } from "effect"
import { performance } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"

/** A slow machine is waited for; anyone who looks this long without success has found something. */
const PATIENCE_MILLIS = 120_000
/** Many who look at once must not be what makes the machine slow: each looks less often the longer it has looked. */
const FIRST_PAUSE_MILLIS = 15
const LONGEST_PAUSE_MILLIS = 150

/** Every idle connection of a pool may have been cut at once, and a new one while it was made. */
const again = { times: 20, schedule: Schedule.spaced("1 second") }

/**
 * Looks until it holds, and gives what it saw last. Its patience is measured by the wall, not by the stage's clock: how much
 * of the stage's time a machine needs for a step depends on what else it does.
 *
 * One look may fail for nothing: a statement that is interrupted is cancelled at the server, and where the server is slow to
 * hear of it, the cancellation meets the next statement of that connection.
 */
export const lookUntil = <A, E, R>(
  what: Effect.Effect<A, E, R>,
  holds: (seen: A) => boolean
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const end = performance.now() + PATIENCE_MILLIS
    const look = (pause: number): Effect.Effect<A, E, R> =>
      Effect.flatMap(Effect.retry(what, again), (seen) =>
        holds(seen) || performance.now() > end
          ? Effect.succeed(seen)
          : Effect.zipRight(
            Effect.promise(() => setTimeout(pause)),
            look(Math.min(LONGEST_PAUSE_MILLIS, pause * 1.4))
          ))
    return look(FIRST_PAUSE_MILLIS)
  })

/**
 * Looks until it holds, and gives what it saw last: at the latest what was asked for `millis` from now, however long the
 * answer took. Anyone who promises something within a time is held to it, and a slow machine is not blamed.
 */
export const lookWithin = <A, E, R>(
  millis: number,
  what: Effect.Effect<A, E, R>,
  holds: (seen: A) => boolean
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const due = performance.now() + millis
    const look = Effect.suspend(() => {
      const last = performance.now() >= due
      return Effect.map(what, (seen) => ({ last, seen }))
    })
    return Effect.map(lookUntil(look, ({ last, seen }) => last || holds(seen)), ({ seen }) => seen)
  })
