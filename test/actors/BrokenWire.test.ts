import { faraway, patiently } from "@callsheet/actors/Actors"
import { withWriteFaults } from "@callsheet/actors/transport/WriteFaults"
import { Socket, SocketGenericError, TypeId } from "@effect/platform/Socket"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Fiber, TestClock } from "effect"

const broken = Effect.die(new SocketGenericError({ reason: "Write", cause: new Error("write ECONNRESET") }))

describe("a worker that is killed while a command is on its way to it", () => {
  it.effect("is asked again under the same command id, and the caller hears nothing of it", () =>
    Effect.gen(function*() {
      let asked = 0
      const call = Effect.suspend(() => ++asked < 3 ? broken : Effect.succeed("committed"))
      const answer = yield* Effect.fork(patiently("plan pln_1", call))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Fiber.join(answer), "committed")
      assert.strictEqual(asked, 3)
    }))

  it.effect("and never comes back is told as busy, which can be asked again, and not as a defect", () =>
    Effect.gen(function*() {
      const answer = yield* Effect.fork(Effect.flip(patiently("plan pln_1", broken)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(answer))._tag, "Busy")
    }))

  it.effect("that stands still is not waited for to the end: the next owner is asked under the same command id", () =>
    Effect.gen(function*() {
      let asked = 0
      let letGo = 0
      const frozen = Effect.onInterrupt(Effect.never, () => Effect.sync(() => letGo++))
      const call = Effect.suspend(() => ++asked < 3 ? frozen : Effect.succeed("committed"))
      const answer = yield* Effect.fork(faraway("plan", "pln_1", call))
      yield* TestClock.adjust("14 seconds")
      assert.strictEqual(yield* Fiber.join(answer), "committed")
      assert.deepStrictEqual([asked, letGo], [3, 2])
    }))

  it.effect("that stands still for good is told as busy", () =>
    Effect.gen(function*() {
      const answer = yield* Effect.fork(Effect.flip(faraway("plan", "pln_1", Effect.never)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(answer))._tag, "Busy")
    }))

  it.effect("is asked again also where the write itself throws because the connection is gone", () =>
    Effect.gen(function*() {
      const gone = Effect.die(new TypeError("Cannot read properties of undefined (reading 'write')"))
      const socket = withWriteFaults(Socket.of({
        [TypeId]: TypeId,
        run: () => Effect.never,
        runRaw: () => Effect.never,
        writer: Effect.succeed(() => gone)
      }))
      const write = yield* socket.writer
      // The engine makes a defect of what a write fails with.
      const answer = yield* Effect.fork(Effect.flip(patiently("plan pln_1", Effect.orDie(write("command")))))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(answer))._tag, "Busy")
    }).pipe(Effect.scoped))

  it.effect("does not hide a defect of ours", () =>
    Effect.gen(function*() {
      const cause = yield* Effect.flip(Effect.sandbox(patiently("plan pln_1", Effect.die(new Error("a bug")))))
      assert.include(Cause.pretty(cause), "a bug")
    }))
})
