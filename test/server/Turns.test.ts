import { makeFairQueue } from "@callsheet/server/auth/FairQueue"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Either, Fiber } from "effect"

const limits = { atOnce: 4, perOrg: 3, waiting: 50 }

/** Calls that end when they are told to; who was served in which order. */
const desk = Effect.gen(function*() {
  const turns = makeFairQueue(limits, "This many requests at once")
  const served: Array<string> = []
  const gates: Array<Deferred.Deferred<void>> = []
  const call = (org: string) =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      gates.push(gate)
      served.push(org)
      yield* Deferred.await(gate)
    }).pipe(turns.inTurn(org))
  const settle = Effect.repeatN(Effect.yieldNow(), 20)
  const ask = (org: string) => Effect.zipLeft(Effect.fork(Effect.either(call(org))), settle)
  const finishOne = Effect.suspend(() => Effect.zipRight(Deferred.succeed(gates.shift()!, undefined), settle))
  return { ask, finishOne, served, turns }
})

describe("Turns at the door", () => {
  it.effect("D29: behind one org's flood another org's call is served with the next turn that becomes free", () =>
    Effect.gen(function*() {
      const { ask, finishOne, served } = yield* desk
      for (let n = 0; n < 40; n++) yield* ask("loud")
      assert.strictEqual(served.length, limits.perOrg, "one org alone never holds every turn")
      yield* ask("calm")
      assert.strictEqual(served.at(-1), "calm", "it found the turn that is kept free")
      // All turns are taken now. Two more calm calls stand behind 37 loud ones, and still take every other turn.
      yield* ask("calm")
      yield* ask("calm")
      const before = served.length
      for (let n = 0; n < 4; n++) yield* finishOne
      assert.strictEqual(served.slice(before).filter((org) => org === "calm").length, 2)
    }))

  it.effect("D29: past its line an org is told to come again, while others still get in", () =>
    Effect.gen(function*() {
      const { ask, turns } = yield* desk
      for (let n = 0; n < limits.perOrg + limits.waiting; n++) yield* ask("loud")
      assert.strictEqual(turns.waiting(), limits.waiting)
      const answer = yield* Fiber.join(yield* ask("loud"))
      assert.isTrue(Either.isLeft(answer) && answer.left._tag === "Busy" && answer.left.retryAfterMillis > 0)
      yield* ask("calm")
      assert.strictEqual(turns.waiting(), limits.waiting, "the other org does not wait")
    }))

  it.effect("a caller that leaves gives its turn, or its place in the line, to the next", () =>
    Effect.gen(function*() {
      const { ask, finishOne, served, turns } = yield* desk
      const calls: Array<Fiber.RuntimeFiber<unknown, unknown>> = []
      for (let n = 0; n < 6; n++) calls.push(yield* ask("loud"))
      assert.strictEqual(turns.waiting(), 3)
      yield* Fiber.interrupt(calls[0]!)
      yield* Fiber.interrupt(calls[5]!)
      assert.strictEqual(turns.waiting(), 1)
      for (let n = 0; n < 4; n++) yield* finishOne
      assert.strictEqual(served.length, 5)
      assert.strictEqual(turns.waiting(), 0)
    }))
})
