import { VERDICT_MILLIS } from "@callsheet/domain/Doing"
import { Clock, Deferred, Duration, Effect, Runtime, Schema, type Scope } from "effect"
import { type ChildEnd, type ChildSpec, runChild } from "./ChildProcess.ts"

/** A child died at once, again and again: starting it once more would not help. */
export class ChildGaveUp extends Schema.TaggedError<ChildGaveUp>()("ChildGaveUp", {
  child: Schema.String,
  deaths: Schema.Number,
  lastWords: Schema.String,
  log: Schema.String
}) {
  override get message() {
    if (this.deaths === 1) return `The ${this.child} does not start. It says:\n${this.lastWords}`
    return `The ${this.child} ended ${this.deaths} times right after its start. Its last words:\n${this.lastWords}`
  }
  get remedy() {
    return `Fix what it says, then start again. Its log: ${this.log}`
  }
}

export interface Supervision {
  /** So many deaths in a row, each before the child served … */
  readonly deaths: number
  /** … and within so long of its start, end the trying. */
  readonly within: Duration.Duration
  readonly firstPause: Duration.Duration
  /** A child that shows no life for so long is killed; its own watchdog is faster where the process can still act. */
  readonly hangsAfter: Duration.Duration
  readonly grace: Duration.Duration
}

export const standardSupervision = (grace: Duration.Duration): Supervision => ({
  deaths: 5,
  within: Duration.seconds(10),
  firstPause: Duration.millis(200),
  hangsAfter: Duration.millis(VERDICT_MILLIS),
  grace
})

export interface Supervised {
  readonly gaveUp: Effect.Effect<never, ChildGaveUp>
  /** Ends when the child has said for the first time that it serves. */
  readonly serves: Effect.Effect<void>
  /** The id under which the child that runs now answers; null while it does not serve. */
  readonly instance: () => string | null
}

/** Pauses stop doubling here: what died a dozen times is still wanted back soon. */
const MOST_DOUBLINGS = 5

const wordsFor = ({ code, hung, lastWords, signal }: ChildEnd, hangsAfter: Duration.Duration): string =>
  hung === true
    ? `showed no life for ${Duration.format(hangsAfter)} and was killed`
    : signal !== null
    ? `was ended by ${signal}`
    : code === 0
    ? "ended"
    : `died with code ${code ?? "none"} (${lastWords.split("\n")[0] ?? ""})`

/**
 * It did not die, it declined: every program of ours that cannot start says so in one message that begins with its name
 * and ends with 1. A setting or a missing tool is not mended by trying again.
 */
const declined = ({ code, lastWords }: ChildEnd): boolean => code === 1 && /^callsheet \w+: /m.test(lastWords)

/**
 * Keeps a program running until the scope closes, and then stops it cleanly. A child that dies is started again, with
 * pauses that double while it keeps dying soon after its start. `gaveUp` fails when it dies again and again before it serves,
 * and at once when the very first start is declined with a reason.
 */
export const supervise = (
  spec: ChildSpec,
  options: Supervision & {
    readonly onSpawn: (pid: number) => void
    readonly tell: (text: string) => Effect.Effect<void>
  }
): Effect.Effect<Supervised, never, Scope.Scope> =>
  Effect.gen(function*() {
    const gaveUp = yield* Deferred.make<never, ChildGaveUp>()
    const serves = yield* Deferred.make<void>()
    let instance: string | null = null
    const runtime = yield* Effect.runtime<never>()
    const hooks = {
      onSpawn: options.onSpawn,
      onNotice: ({ text }: { readonly text: string }) =>
        Runtime.runSync(runtime)(options.tell(`${spec.name}: ${text}`)),
      onServing: (id: string) => {
        instance = id
        Deferred.unsafeDone(serves, Effect.void)
      },
      hangsAfter: options.hangsAfter,
      grace: options.grace
    }
    const within = Duration.toMillis(options.within)
    const giveUp = (deaths: number, { lastWords }: ChildEnd) =>
      Deferred.fail(gaveUp, new ChildGaveUp({ child: spec.name, deaths, lastWords, log: spec.log }))
    let isFirst = true
    const keep = (atOnce: number, inRow: number): Effect.Effect<unknown> =>
      Effect.gen(function*() {
        instance = null
        const started = yield* Clock.currentTimeMillis
        const end = yield* runChild(spec, hooks)
        const lived = (yield* Clock.currentTimeMillis) - started
        const soon = lived < within
        const unserved = soon && instance === null
        if (isFirst && unserved && declined(end)) return yield* giveUp(1, end)
        isFirst = false
        // Who served can serve again: only who dies before that, again and again, is given up.
        // A clean end was asked for, so it is no death.
        const isDeath = end.code !== 0
        const deaths = unserved && isDeath ? atOnce + 1 : 0
        if (deaths >= options.deaths) return yield* giveUp(deaths, end)
        const row = soon && isDeath ? inRow + 1 : 0
        yield* options.tell(`${spec.name} ${wordsFor(end, options.hangsAfter)}; starting it again.`)
        if (soon) yield* Effect.sleep(Duration.times(options.firstPause, 2 ** Math.min(row - 1, MOST_DOUBLINGS)))
        return yield* keep(deaths, row)
      })
    yield* Effect.forkScoped(keep(0, 0))
    return { gaveUp: Deferred.await(gaveUp), serves: Deferred.await(serves), instance: () => instance }
  })
