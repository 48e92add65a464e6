import { Clock, Context, Deferred, type Duration, Effect, Layer } from "effect"

/** For this long after an alert the members are looked at often: a death has been seen, buried and taken over by then. */
const ALERT_MILLIS = 5_000

/**
 * Whether something happens among the members: one joined, one left, or a connection to one has ended. While nothing does, the
 * database is asked seldom; an alert makes everybody who looks do so at once, and often for a while. It is a hint, never the
 * truth: the next ordinary look finds a death that raised no alert.
 */
export class MemberAlert extends Context.Tag("@callsheet/actors/MemberAlert")<MemberAlert, {
  readonly raise: Effect.Effect<void>
  readonly isRaised: Effect.Effect<boolean>
  /** Waits for `often` while there is an alert, else for `seldom` or until the next alert. */
  readonly pause: (every: {
    readonly seldom: Duration.DurationInput
    readonly often: Duration.DurationInput
  }) => Effect.Effect<void>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}

const make = Effect.gen(function*() {
  // A process that has just begun knows nobody yet.
  let until = (yield* Clock.currentTimeMillis) + ALERT_MILLIS
  let next = yield* Deferred.make<void>()
  const isRaised = Effect.map(Clock.currentTimeMillis, (now) => now < until)
  const raise = Effect.gen(function*() {
    until = (yield* Clock.currentTimeMillis) + ALERT_MILLIS
    const heard = next
    next = yield* Deferred.make<void>()
    yield* Deferred.succeed(heard, undefined)
  })
  return MemberAlert.of({
    raise,
    isRaised,
    pause: ({ often, seldom }) =>
      Effect.flatMap(isRaised, (raised) =>
        raised
          ? Effect.sleep(often)
          : Effect.asVoid(Effect.timeoutOption(Deferred.await(next), seldom)))
  })
})
