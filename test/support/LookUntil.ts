import { Effect } from "effect"
import { performance } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"

/** A slow machine is waited for; whoever looks this long in vain has found something. */
const PATIENCE_MILLIS = 50_000
const LOOK_EVERY_MILLIS = 25

const pause = Effect.promise(() => setTimeout(LOOK_EVERY_MILLIS))

/**
 * Looks until it holds, and gives what it saw last. Its patience is measured by the wall, not by the stage's clock: how much
 * of the stage's time a machine needs for a step depends on what else it does.
 */
export const lookUntil = <A, E, R>(
  what: Effect.Effect<A, E, R>,
  holds: (seen: A) => boolean
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const end = performance.now() + PATIENCE_MILLIS
    const look: Effect.Effect<A, E, R> = Effect.flatMap(
      what,
      (seen) => holds(seen) || performance.now() > end ? Effect.succeed(seen) : Effect.zipRight(pause, look)
    )
    return look
  })
