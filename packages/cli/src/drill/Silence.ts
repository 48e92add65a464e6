import { Pulse } from "@callsheet/database/Pulse"
import { Effect, Schedule } from "effect"

const LOOK_EVERY = "250 millis"

/** Watches the feed: the longest time with unfinished plans and no commit, whatever the reason. */
export const watchSilence = Effect.map(Pulse, (pulse) => {
  let longest = 0
  let newest = ""
  let moved = performance.now()
  let unfinished = 0
  const look = pulse.beat.pipe(
    Effect.tap((beat) =>
      Effect.sync(() => {
        const now = performance.now()
        // Silence with nothing to do is rest.
        if (beat.newest !== newest || unfinished === 0) moved = now
        newest = beat.newest
        unfinished = beat.unfinished
      })
    ),
    // A database that is down is silent too, and the clock goes on.
    Effect.ignore,
    Effect.zipRight(Effect.sync(() => {
      if (unfinished > 0) longest = Math.max(longest, performance.now() - moved)
    }))
  )
  return {
    run: Effect.asVoid(Effect.repeat(look, Schedule.spaced(LOOK_EVERY))),
    longestMillis: () => longest,
    nowMillis: () => unfinished > 0 ? performance.now() - moved : 0
  }
})
