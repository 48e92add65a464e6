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
    return `The ${this.child} ended ${this.deaths} times right after its start. Its last words:\n${this.lastWords}`
  }
  get remedy() {
    return `Put right what it says, then start again. Its log: ${this.log}`
  }
}

export interface Supervision {
  /** So many deaths in a row … */
  readonly deaths: number
  /** … each within so long of its start end the trying. */
  readonly within: Duration.Duration
  readonly firstPause: Duration.Duration
  readonly grace: Duration.Duration
}

export const standardSupervision = (grace: Duration.Duration): Supervision => ({
  deaths: 5,
  within: Duration.seconds(10),
  firstPause: Duration.millis(200),
  grace
})

const wordsFor = ({ code, signal }: ChildEnd): string =>
  signal !== null ? `was ended by ${signal}` : code === 0 ? "ended" : `died with code ${code ?? "none"}`

/**
 * Keeps a program running until the scope closes, and then stops it cleanly. A child that dies is started again, with
 * pauses that double while it keeps dying at once; `gaveUp` fails when that is pointless.
 */
export const supervise = (
  spec: ChildSpec,
  options: Supervision & {
    readonly onSpawn: (pid: number) => void
    readonly tell: (text: string) => Effect.Effect<void>
  }
): Effect.Effect<{ readonly gaveUp: Effect.Effect<never, ChildGaveUp> }, never, Scope.Scope> =>
  Effect.gen(function*() {
    const gaveUp = yield* Deferred.make<never, ChildGaveUp>()
    const runtime = yield* Effect.runtime<never>()
    const hooks = {
      onSpawn: options.onSpawn,
      onNotice: ({ text }: { readonly text: string }) =>
        Runtime.runSync(runtime)(options.tell(`${spec.name}: ${text}`)),
      grace: options.grace
    }
    const within = Duration.toMillis(options.within)
    const keep = (deaths: number): Effect.Effect<void> =>
      Effect.gen(function*() {
        const started = yield* Clock.currentTimeMillis
        const end = yield* runChild(spec, hooks)
        const lived = (yield* Clock.currentTimeMillis) - started
        const early = lived < within ? deaths + 1 : 1
        if (early >= options.deaths && lived < within) {
          return yield* Deferred.fail(
            gaveUp,
            new ChildGaveUp({ child: spec.name, deaths: early, lastWords: end.lastWords, log: spec.log })
          )
        }
        yield* options.tell(`${spec.name} ${wordsFor(end)}; starting it again.`)
        yield* Effect.sleep(Duration.times(options.firstPause, lived < within ? 2 ** (early - 1) : 0))
        return yield* keep(lived < within ? early : 0)
      })
    yield* Effect.forkScoped(keep(0))
    return { gaveUp: Deferred.await(gaveUp) }
  })
