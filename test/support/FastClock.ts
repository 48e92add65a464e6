import { Clock, Context, Duration, Effect, Layer } from "effect"
import { performance } from "node:perf_hooks"

/**
 * A clock that runs `speed` times faster than the wall, and can be moved ahead by a leap. Everything that takes time from
 * Effect (time-outs, leases, windows, back-off, the sandbox) lives on it, so hours pass in seconds while sockets and
 * PostgreSQL stay real. Nothing is weakened: every wait keeps its length in the time that everyone here knows.
 *
 * On a machine that is busy with something else this process stands still for a while, and with it everything whose
 * time-outs this clock measures. Only the time in which it really ran is therefore multiplied: a pause of 100 ms at speed 20
 * is not two seconds in which nobody answered.
 */
export class FastClock extends Context.Tag("@callsheet/test/FastClock")<FastClock, {
  /** Moves everyone ahead; what was due meanwhile is due now. */
  readonly leap: (duration: Duration.DurationInput) => Effect.Effect<void>
}>() {
  static readonly layer = (speed: number): Layer.Layer<FastClock> =>
    Layer.suspend(() => {
      const { clock, leap } = make(speed)
      return Layer.merge(Layer.setClock(clock), Layer.succeed(this, { leap }))
    })
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** How often a clock that runs fast looks at the wall, and the longest time between two looks that it takes for its own. */
const LOOK_MILLIS = 4
const LONGEST_MILLIS = 10

const make = (speed: number) => {
  const longest = speed === 1 ? Infinity : LONGEST_MILLIS
  const sleepers = new Set<Sleeper>()
  let timer: NodeJS.Timeout | undefined
  let at = Date.now()
  let seen = performance.now()
  const exact = () => {
    const wall = performance.now()
    at += Math.min(wall - seen, longest) * speed
    seen = wall
    return at
  }
  const now = () => Math.floor(exact())

  /** One timer, at the latest for the earliest sleeper; the rest cost nothing. */
  const wind = (): void => {
    clearTimeout(timer)
    if (sleepers.size === 0) return
    const next = Math.min(...[...sleepers].map(({ at }) => at))
    const wait = Math.max(0, (next - exact()) / speed)
    timer = setTimeout(ring, speed === 1 ? wait : Math.min(wait, LOOK_MILLIS))
  }
  const ring = (): void => {
    const due = [...sleepers].filter(({ at }) => at <= exact()).toSorted((a, b) => a.at - b.at)
    for (const sleeper of due) {
      sleepers.delete(sleeper)
      sleeper.wake()
    }
    wind()
  }

  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: now,
    unsafeCurrentTimeNanos: () => BigInt(now()) * 1_000_000n,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanos: Effect.sync(() => BigInt(now()) * 1_000_000n),
    sleep: (duration) =>
      Effect.async<void>((resume) => {
        const sleeper: Sleeper = { at: exact() + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        sleepers.add(sleeper)
        wind()
        return Effect.sync(() => {
          sleepers.delete(sleeper)
        })
      })
  }
  const leap = (duration: Duration.DurationInput) =>
    Effect.sync(() => {
      at += Duration.toMillis(duration)
      wind()
    })
  return { clock, leap }
}
