import { Effect, Option, Schedule } from "effect"
import { type Beat, ClusterProbe, type OpenJob } from "./ClusterProbe.ts"

const LOOK_EVERY = "250 millis"

/** How a process stands that holds something. */
export type Condition = "living" | "frozen" | "dead"

/** A stretch of time in which something did not happen, and what was the case meanwhile. */
export interface Stretch {
  readonly millis: number
  /** How much of it went by in what way, the longest first; what is most active at a moment names it. */
  readonly parts: ReadonlyArray<{ readonly what: string; readonly millis: number }>
  /** What was struck in it, and how often. */
  readonly struck: ReadonlyArray<{ readonly kind: string; readonly count: number }>
}

const none: Stretch = { millis: 0, parts: [], struck: [] }

export interface Quiet {
  /** Nothing moved although it could have: no commit, no claim, no checkpoint, no progress, and something was due. */
  readonly silence: Stretch
  /** No commit for a plan under way, no matter what moved in between. */
  readonly noCommit: Stretch
  /** One job stayed leased to a process that had been killed, although another worker and the database were there. */
  readonly withDead: Stretch
  /** One job was due while a worker that did nothing of its kind did not take it. */
  readonly untaken: Stretch
}

/** What is the case at one moment. `could`: something was to be done and nothing shows that it was being done. */
interface Moment {
  readonly what: string
  readonly could: boolean
}

/** Adds up one stretch after another and keeps the longest. */
const makeStretch = (strikes: ReadonlyArray<{ readonly at: number; readonly kind: string }>) => {
  let longest = none
  let since: number | null = null
  let last = 0
  let parts = new Map<string, number>()
  return {
    ends: () => {
      since = null
    },
    /** `what` was the case from the last look until `at`. */
    goesOn: (at: number, before: number, what: string) => {
      if (since === null) {
        since = before
        parts = new Map()
      }
      last = at
      parts.set(what, (parts.get(what) ?? 0) + at - before)
      if (at - since <= longest.millis) return
      const struck = new Map<string, number>()
      for (const strike of strikes) {
        if (strike.at >= since && strike.at <= at) struck.set(strike.kind, (struck.get(strike.kind) ?? 0) + 1)
      }
      longest = {
        millis: Math.round(at - since),
        parts: [...parts].map(([what, millis]) => ({ what, millis: Math.round(millis) })).toSorted((a, b) =>
          b.millis - a.millis
        ),
        struck: [...struck].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => b.count - a.count)
      }
    },
    longest: () => longest,
    nowMillis: () => since === null ? 0 : last - since
  }
}

const named = (jobs: ReadonlyArray<OpenJob>): string => [...new Set(jobs.map(({ kind }) => kind))].toSorted().join(", ")

/** What the work under way was at, the most active first. `null`: the database did not answer. */
export const momentOf = (
  beat: Beat | null,
  moved: string | null,
  conditionOf: (pid: number) => Condition
): Moment => {
  if (beat === null) return { what: "the database did not answer", could: true }
  if (moved !== null) return { what: moved, could: false }
  const held = (condition: Condition) =>
    beat.jobs.filter(({ holder }) => holder !== null && conditionOf(holder) === condition)
  const inHand = held("living")
  const isFrozen = beat.workers.some((pid) => conditionOf(pid) === "frozen")
  if (inHand.length > 0) {
    // What a job asks for may be asked of an actor over there, whose lock has to end first.
    const meanwhile = isFrozen ? " while a worker stood frozen" : ""
    return { what: `in hand without a sign${meanwhile}: ${named(inHand)}`, could: true }
  }
  const frozen = held("frozen")
  if (frozen.length > 0) return { what: `held by a frozen worker: ${named(frozen)}`, could: true }
  const dead = held("dead")
  if (dead.length > 0) return { what: `held by a killed worker: ${named(dead)}`, could: true }
  const free = beat.jobs.filter(({ holder }) => holder === null)
  const due = free.filter(({ dueIn }) => dueIn <= 0)
  if (due.length > 0) {
    return beat.workers.some((pid) => conditionOf(pid) === "living")
      ? { what: `due, not taken: ${named(due)}`, could: true }
      : { what: `due, no worker ready: ${named(due)}`, could: true }
  }
  if (beat.alarmIn !== null && beat.alarmIn <= 0) return { what: "an alarm was due", could: true }
  const failed = free.filter(({ failure }) => failure !== null)
  if (failed.length > 0) {
    const why = [...new Set(failed.map(({ failure }) => failure))].toSorted().join(", ")
    return { what: `to be tried again later: ${named(failed)} after ${why}`, could: false }
  }
  if (free.length > 0) return { what: `to be asked again later: ${named(free)}`, could: false }
  if (beat.personal > 0) return { what: "a person was waited for", could: false }
  if (beat.alarmIn !== null) return { what: "a slot or a deadline was waited for", could: false }
  return { what: "nothing showed", could: true }
}

/** What moved between two looks, or null. */
const movementOf = (before: Beat, now: Beat): string | null => {
  if (before.newest !== now.newest) return "commits"
  const marks = new Map(before.jobs.map(({ id, mark }) => [id, mark]))
  const moving = now.jobs.filter(({ id, mark }) => marks.get(id) !== mark)
  return moving.length > 0 ? `moving: ${named(moving)}` : null
}

/** Takes one look after another and knows the longest stretches, each with what filled it. */
export const makeQuiet = (conditionOf: (pid: number) => Condition) => {
  const strikes: Array<{ readonly at: number; readonly kind: string }> = []
  const silence = makeStretch(strikes)
  const noCommit = makeStretch(strikes)
  let withDead = none
  let untaken = none
  const dead = new Map<string, ReturnType<typeof makeStretch>>()
  const due = new Map<string, ReturnType<typeof makeStretch>>()
  let known: Beat | null = null
  let last: number | null = null

  const eachJob = (
    stretches: Map<string, ReturnType<typeof makeStretch>>,
    jobs: ReadonlyArray<OpenJob>,
    longest: Stretch,
    at: number,
    before: number
  ): Stretch => {
    for (const id of stretches.keys()) if (!jobs.some((job) => job.id === id)) stretches.delete(id)
    return jobs.reduce((longest, { id, kind }) => {
      const stretch = stretches.get(id) ?? makeStretch(strikes)
      stretches.set(id, stretch)
      stretch.goesOn(at, before, kind)
      const own = stretch.longest()
      return own.millis > longest.millis ? own : longest
    }, longest)
  }

  return {
    struck: (at: number, kind: string): void => {
      strikes.push({ at, kind })
    },
    /** What there was at `at` (milliseconds); null: the database did not answer. */
    look: (at: number, beat: Beat | null): void => {
      const before = last ?? at
      last = at
      const previous = known
      // What was known before an outage is compared with what comes after it.
      known = beat ?? known
      if (previous === null) return
      // Silence with nothing to do is rest.
      if ((beat ?? previous).unfinished === 0) {
        silence.ends()
        noCommit.ends()
        dead.clear()
        due.clear()
        return
      }
      const moved = beat === null ? null : movementOf(previous, beat)
      const { could, what } = momentOf(beat, moved, conditionOf)
      if (could) silence.goesOn(at, before, what)
      else silence.ends()
      if (moved === "commits") noCommit.ends()
      else noCommit.goesOn(at, before, what)
      if (beat === null) {
        dead.clear()
        due.clear()
        return
      }
      const living = beat.workers.filter((pid) => conditionOf(pid) === "living")
      /** Every worker does at least one of each kind at a time. */
      const someCould = ({ kind }: OpenJob) =>
        living.some((pid) => !beat.jobs.some((job) => job.holder === pid && job.kind === kind))
      withDead = eachJob(
        dead,
        living.length === 0
          ? []
          : beat.jobs.filter(({ holder }) => holder !== null && conditionOf(holder) === "dead"),
        withDead,
        at,
        before
      )
      untaken = eachJob(
        due,
        beat.jobs.filter((job) => job.holder === null && job.dueIn <= 0 && someCould(job)),
        untaken,
        at,
        before
      )
    },
    nowMillis: () => ({ silence: silence.nowMillis(), noCommit: noCommit.nowMillis() }),
    longest: (): Quiet => ({ silence: silence.longest(), noCommit: noCommit.longest(), withDead, untaken })
  }
}

/** Looks at the stack four times a second until it is interrupted. */
export const detectStalls = (conditionOf: (pid: number) => Condition, sawNoDatabase: () => void) =>
  Effect.map(ClusterProbe, (pulse) => {
    const quiet = makeQuiet(conditionOf)
    const look = pulse.beat.pipe(
      // A database that hangs is silent too, and the clock goes on.
      Effect.timeout("2 seconds"),
      Effect.option,
      Effect.map((seen) => {
        if (Option.isNone(seen)) sawNoDatabase()
        quiet.look(performance.now(), Option.getOrNull(seen))
      })
    )
    return {
      run: Effect.asVoid(Effect.repeat(look, Schedule.spaced(LOOK_EVERY))),
      struck: (kind: string) => quiet.struck(performance.now(), kind),
      longest: quiet.longest
    }
  })
