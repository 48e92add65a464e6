import { LedgerAway } from "@callsheet/studio/spending/SpendingErrors"
import { Circuits } from "@callsheet/worker/jobs/Circuits"
import { assert, layer } from "@effect/vitest"
import { Data, Effect, TestClock } from "effect"

class Away extends Data.TaggedError("Away") {}

layer(Circuits.layer)("a circuit around a purchase", (it) => {
  it.effect("F09, T06: what fails on our side of it neither opens nor closes it", () =>
    Effect.gen(function*() {
      const circuits = yield* Circuits
      const guarded = <E>(error: E) =>
        Effect.flip(
          circuits.guard("llm", (failed: E) => failed instanceof Away, Effect.fail(error) as Effect.Effect<never, E>)
        )
      const isOpen = Effect.map(Effect.either(circuits.check("llm")), ({ _tag }) => _tag === "Left")
      const ledger = new LedgerAway({ detail: "no connection" })
      for (let i = 0; i < 20; i++) yield* guarded(ledger)
      assert.isFalse(yield* isOpen, "our own ledger opened the provider's circuit")
      // Four outages with failures of our own between them are four outages in a row; the fifth opens it.
      for (let i = 0; i < 4; i++) yield* Effect.zipRight(guarded(new Away()), guarded(ledger))
      assert.isFalse(yield* isOpen)
      yield* guarded(new Away())
      assert.isTrue(yield* isOpen)
      // The probe that never reached the provider says nothing: the next one is still a probe, and its outage rests longer.
      yield* TestClock.adjust("10 seconds")
      yield* guarded(ledger)
      yield* guarded(new Away())
      yield* TestClock.adjust("19 seconds")
      assert.isTrue(yield* isOpen, "a failure of our own had closed it")
      yield* TestClock.adjust("1 second")
      yield* circuits.guard("llm", () => true, Effect.void)
      assert.isFalse(yield* isOpen)
    }))
})
