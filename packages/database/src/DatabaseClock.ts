import { Clock, Duration, Effect, Layer, Option, Schedule, type Scope } from "effect"
import { DatabaseTime } from "./DatabaseTime.ts"

/** How often the clock is held against the database's. Quartz drifts by a few milliseconds in this time. */
const COMPARE_EVERY = "30 seconds"
/** An answer that took longer says too little about the moment at which it was true. */
const TOO_SLOW_MILLIS = 250
/** A process that finds the database always slow begins with the best answer it got, */
const TRIES = 20
/** unless that is worse than this: what the windows of TikTok's limits are widened by is for two such clocks. */
const MOST_DOUBT_MILLIS = 1_000
const AGAIN_AFTER = Duration.millis(100)
/** A host whose own clock is further off than this is told so. */
const WORTH_A_WORD_MILLIS = 1_000

/** A wall clock that moved ahead of the steady one by more than this: the machine slept, or somebody set the clock. */
const LEAP_MILLIS = 2_000
/** How long anyone who asks for the time after a leap waits for the database's. */
const LEAP_PATIENCE = Duration.seconds(5)
/** After that a question for the time waits so long for the database's, once in a tenth of a second, until it is known. */
const GUESS_PATIENCE = Duration.seconds(1)

interface Comparison {
  /** What has to be added to the steady clock to get the database's time. */
  readonly offset: number
  /** How far off that may be. */
  readonly doubt: number
}

/** What is added to the steady clock, and whether a leap that the database did not explain is part of it. */
interface Held {
  offset: number
  /** A clock that was set looks like a machine that slept. */
  guessed: boolean
}

/** Tells the time only after a machine that slept, or whose clock was set, has asked the database for it. */
const afterLeaps = ({ compare, held, longLook, own, steady }: {
  readonly own: Clock.Clock
  readonly steady: () => number
  readonly held: Held
  readonly compare: Effect.Effect<Comparison | null>
  readonly longLook: Effect.Effect<Comparison>
}) =>
  Effect.gen(function*() {
    const ahead = () => own.unsafeCurrentTimeMillis() - steady()
    /** By how much the wall clock was ahead of the steady one when the database's time was last known to be right. */
    let known = ahead()
    const oneLook = yield* Effect.makeSemaphore(1)
    /** The steady clock stops while a machine sleeps. Afterwards the database is asked before anything else happens. */
    const lookAgain = oneLook.withPermits(1)(Effect.suspend(() => {
      const leap = ahead() - known
      if (leap <= LEAP_MILLIS) return Effect.void
      return Effect.map(Effect.timeoutOption(longLook, LEAP_PATIENCE), (found) => {
        // Without an answer a machine that slept believes its own clock: hours late is worse than seconds off.
        held.offset = Option.isSome(found) ? found.value.offset : held.offset + leap
        known += leap
        held.guessed = Option.isNone(found)
      })
    })).pipe(Effect.withClock(own))
    let triedAt = Number.NEGATIVE_INFINITY
    const isGuess = () => held.guessed && steady() - triedAt >= Duration.toMillis(AGAIN_AFTER)
    /** The next write goes to a database that answers again; its time is then known first. */
    const replaceGuess = oneLook.withPermits(1)(Effect.suspend(() => {
      if (!isGuess()) return Effect.void
      triedAt = steady()
      return Effect.map(Effect.timeoutOption(compare, GUESS_PATIENCE), (answer) => {
        const found = Option.getOrNull(answer)
        if (found === null || found.doubt > MOST_DOUBT_MILLIS) return
        held.offset = found.offset
        held.guessed = false
      })
    })).pipe(Effect.withClock(own))
    const awake = <A>(time: () => A): Effect.Effect<A> =>
      Effect.suspend(() => {
        const leap = ahead() - known
        // A clock that was set back says nothing about sleep.
        if (leap < 0) known += leap
        if (leap > LEAP_MILLIS) return Effect.map(lookAgain, time)
        return isGuess() ? Effect.map(replaceGuess, time) : Effect.succeed(time())
      })

    return awake
  })

/**
 * A clock that all processes share: the database's, carried on by this process' steady clock between two looks at it. A wall
 * clock that is set while the process runs moves nothing here: what one process writes down as past is past for all others.
 */
export const makeDatabaseClock: Effect.Effect<Clock.Clock, never, DatabaseTime | Scope.Scope> = Effect.gen(function*() {
  const database = yield* DatabaseTime
  const own = yield* Effect.clock
  // Effect's nanoseconds come from the operating system's monotonic clock; its milliseconds are the wall's.
  const steady = () => Number(own.unsafeCurrentTimeNanos() / 1_000n) / 1_000

  const compare: Effect.Effect<Comparison | null> = Effect.suspend(() => {
    const asked = steady()
    return Effect.map(database.now, (now): Comparison | null => {
      const doubt = (steady() - asked) / 2
      return Number.isFinite(now) ? { offset: now - (asked + doubt), doubt } : null
    })
  }).pipe(
    Effect.catchTag(
      "SqlError",
      (error) => Effect.as(Effect.logDebug(`The database's time is not known: ${error.message}`), null)
    )
  )
  const good = (found: Comparison): boolean => found.doubt * 2 <= TOO_SLOW_MILLIS

  /** The first good look, or the best of many; while the database is away, or far too slow, it is asked again. */
  const firstLook = (best: Comparison | null, tries: number): Effect.Effect<Comparison> =>
    Effect.flatMap(compare, (found) => {
      const better = found !== null && (best === null || found.doubt < best.doubt) ? found : best
      return better !== null && (good(better) || (tries <= 1 && better.doubt <= MOST_DOUBT_MILLIS))
        ? Effect.succeed(better)
        : Effect.zipRight(own.sleep(AGAIN_AFTER), firstLook(better, tries - 1))
    })
  const held: Held = { offset: (yield* firstLook(null, TRIES)).offset, guessed: false }

  const tellHowFarOff = Effect.suspend(() => {
    const off = Math.round(own.unsafeCurrentTimeMillis() - (steady() + held.offset))
    return Math.abs(off) < WORTH_A_WORD_MILLIS
      ? Effect.void
      : Effect.logWarning(
        `This host's clock is ${Math.abs(off)} ms ${off > 0 ? "ahead of" : "behind"} the database's, which is used.`
      )
  })
  yield* tellHowFarOff

  yield* compare.pipe(
    Effect.flatMap((found) => {
      // What lies within the doubt of a look is no news.
      if (found === null || !good(found) || Math.abs(found.offset - held.offset) <= found.doubt + 1) return Effect.void
      held.offset = found.offset
      held.guessed = false
      return tellHowFarOff
    }),
    Effect.schedule(Schedule.spaced(COMPARE_EVERY)),
    Effect.forkScoped
  )

  const awake = yield* afterLeaps({ own, steady, held, compare, longLook: firstLook(null, TRIES) })

  const millis = () => Math.floor(steady() + held.offset)
  const nanos = () => own.unsafeCurrentTimeNanos() + BigInt(Math.round(held.offset * 1_000)) * 1_000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: awake(millis),
    currentTimeNanos: awake(nanos),
    sleep: (duration) => own.sleep(duration)
  }
})

/** Everything that is built on top tells time by the database's clock. */
export const layer: Layer.Layer<never, never, DatabaseTime> = Layer.unwrapScoped(
  Effect.map(makeDatabaseClock, Layer.setClock)
)
