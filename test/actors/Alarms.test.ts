import { ActorObserver } from "@callsheet/actors/ActorObserver"
import { AlarmRefused } from "@callsheet/actors/ActorRuntime"
import { makeAlarms } from "@callsheet/actors/Alarms"
import { ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore, type DueAlarm } from "@callsheet/database/commit/ActorStore"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"

/** A store of which only the index of alarms is looked at. */
const indexOf = (due: ReadonlyArray<DueAlarm>) =>
  Layer.succeed(ActorStore, {
    load: () => Effect.die("not asked"),
    answered: () => Effect.die("not asked"),
    commit: () => Effect.die("not asked"),
    commitAll: () => Effect.die("not asked"),
    alarms: (until) => Effect.succeed(due.filter(({ at }) => at <= until))
  })

/** Alarms over an index that a test changes; how often they fired, and how often a failure was counted. */
const alarmsOver = (step: Effect.Effect<null, AlarmRefused>) =>
  Effect.gen(function*() {
    const index: Array<DueAlarm> = [{ id: "pln_1", kind: "plan", at: 1_000 }]
    const seen = { fired: 0, counted: 0 }
    yield* makeAlarms(() => Effect.zipRight(Effect.sync(() => seen.fired += 1), step)).pipe(
      Effect.provide(Layer.mergeAll(indexOf(index), WorkSignal.layer, ShardOwnership.layerAll)),
      Effect.provideService(ActorObserver, {
        committed: () => Effect.void,
        fenced: () => Effect.void,
        refused: () => Effect.void,
        alarmFailed: () => Effect.sync(() => seen.counted += 1)
      })
    )
    return { index, seen }
  })

for (
  const [what, step] of [
    ["refused by the database each time", Effect.fail(new AlarmRefused({ why: "cannot be stored" }))],
    ["a defect each time", Effect.die(new Error("a row of a newer release"))]
  ] as const
) {
  it.scoped(`an alarm whose step is ${what} is tried ever more seldom, counted, and never dropped`, () =>
    Effect.gen(function*() {
      const { index, seen } = yield* alarmsOver(step)
      yield* TestClock.adjust("5 minutes")
      assert.isBelow(seen.fired, 10, "tried in five minutes")
      assert.strictEqual(seen.counted, seen.fired)
      const { fired } = seen
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(seen.fired, fired + 1, "it goes on")
      // A person moved the actor: its next alarm is another one, and is not late for the failures of the first.
      index.splice(0, 1, { id: "pln_1", kind: "plan", at: 605_000 })
      yield* TestClock.adjust("6 seconds")
      assert.strictEqual(seen.fired, fired + 2)
    }))
}
