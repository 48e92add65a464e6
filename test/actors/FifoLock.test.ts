import { FifoLock } from "@callsheet/actors/FifoLock"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, TestClock } from "effect"

const patience = { duration: "20 seconds", onTimeout: () => "too long" } as const
const settle = Effect.yieldNow().pipe(Effect.repeatN(20))

it.effect("turns are taken one at a time, in the order of arrival", () =>
  Effect.gen(function*() {
    const turn = new FifoLock()
    const seen: Array<number> = []
    let inside = 0
    yield* Effect.forEach(
      [1, 2, 3, 4, 5],
      (n) =>
        turn.take(
          Effect.gen(function*() {
            inside += 1
            assert.strictEqual(inside, 1)
            seen.push(n)
            yield* settle
            inside -= 1
          }),
          patience
        ),
      { concurrency: "unbounded" }
    )
    assert.deepStrictEqual(seen, [1, 2, 3, 4, 5])
    assert.isTrue(turn.free)
  }))

it.effect("whoever fails, is interrupted inside or leaves the line hands the turn on", () =>
  Effect.gen(function*() {
    const turn = new FifoLock()
    const held = yield* Effect.fork(turn.take(Effect.never, patience))
    yield* settle
    const left = yield* Effect.fork(turn.take(Effect.succeed("never"), patience))
    const failing = yield* Effect.fork(Effect.either(turn.take(Effect.fail("no"), patience)))
    const last = yield* Effect.fork(turn.take(Effect.succeed("last"), patience))
    yield* settle
    yield* Fiber.interrupt(left)
    yield* Fiber.interrupt(held)
    assert.strictEqual((yield* Fiber.join(failing))._tag, "Left")
    assert.strictEqual(yield* Fiber.join(last), "last")
    assert.isTrue(turn.free)
  }))

it.effect("a turn given to one who goes away at that moment goes on to the next", () =>
  Effect.gen(function*() {
    const turn = new FifoLock()
    const door = yield* Deferred.make<void>()
    const first = yield* Effect.fork(turn.take(Deferred.await(door), patience))
    yield* settle
    const second = yield* Effect.fork(turn.take(Effect.never, patience))
    yield* settle
    // Called and interrupted before it ran a single step.
    yield* Deferred.succeed(door, undefined)
    yield* Fiber.join(first)
    yield* Fiber.interrupt(second)
    assert.strictEqual(yield* turn.take(Effect.succeed("mine"), patience), "mine")
    assert.isTrue(turn.free)
  }))

it.effect("who stands in line too long is told so, and the line goes on without", () =>
  Effect.gen(function*() {
    const turn = new FifoLock()
    const door = yield* Deferred.make<void>()
    const first = yield* Effect.fork(turn.take(Deferred.await(door), patience))
    yield* settle
    const second = yield* Effect.fork(Effect.flip(turn.take(Effect.void, patience)))
    yield* settle
    yield* TestClock.adjust("21 seconds")
    assert.strictEqual(yield* Fiber.join(second), "too long")
    yield* Deferred.succeed(door, undefined)
    yield* Fiber.join(first)
    assert.isTrue(turn.free)
  }))
