import { Clock, Effect } from "effect"
import { minutes } from "./Instant.ts"

/**
 * Noise from outside is one line a minute however much of it there is: `tell` gets how often it came since the last line,
 * this time included.
 */
export const makeOnceAMinute = () => {
  let unsaid = 0
  let toldAt = Number.NEGATIVE_INFINITY
  return (tell: (times: number) => Effect.Effect<void>): Effect.Effect<void> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      unsaid++
      if (now - toldAt < minutes(1)) return Effect.void
      const times = unsaid
      toldAt = now
      unsaid = 0
      return tell(times)
    })
}

/** What a line says about the times that it stands for; nothing where it stands for itself. */
export const timesOf = (times: number): string => (times > 1 ? ` ${times} times since the last such line.` : "")
