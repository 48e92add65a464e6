import { StudioDesk } from "@callsheet/server/library/StudioDesk"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

const probe = { _tag: "probe", path: "/nowhere" } as const

describe("The studio's desk", () => {
  it.scopedLive(
    "serves one org however many files another one brings, and goes on when somebody leaves",
    () =>
      Effect.gen(function*() {
        const desk = yield* StudioDesk
        const flood = yield* Effect.forEach(
          Array.from({ length: 40 }),
          () => Effect.fork(Effect.either(desk.ask("a", probe)))
        )
        const leaver = yield* Effect.fork(desk.ask("b", probe))
        // Who leaves while the child still starts has been served a turn by then.
        yield* Effect.yieldNow()
        yield* Effect.yieldNow()
        yield* Fiber.interrupt(leaver)
        const other = yield* desk.ask("c", probe)
        assert.strictEqual(other._tag, "refused")
        const tags = (yield* Effect.forEach(flood, (one) => Fiber.join(one))).map((one) =>
          one._tag === "Left" ? one.left._tag : one.right._tag
        )
        assert.strictEqual(tags.filter((tag) => tag === "Busy").length, 19)
        assert.strictEqual(tags.filter((tag) => tag === "refused").length, 21)
      }).pipe(Effect.provide(StudioDesk.layer)),
    120_000
  )
})
