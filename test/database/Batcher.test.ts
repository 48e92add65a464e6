import { makeBatcher } from "@callsheet/database/commit/Batcher"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

interface Item {
  readonly id: string
  readonly org: string
}

describe("group commit", () => {
  it.live("D29: one org's commit stands in the next statement, however many of another org are pending", () =>
    Effect.gen(function*() {
      const statements: Array<ReadonlyArray<string>> = []
      const started = yield* Deferred.make<void>()
      const first = yield* Deferred.make<void>()
      const commit = yield* makeBatcher({
        max: 4,
        parallel: 1,
        key: ({ id }: Item) => id,
        lane: ({ org }) => org,
        flush: (items) =>
          Effect.gen(function*() {
            statements.push(items.map(({ org }) => org))
            if (statements.length > 1) return items
            yield* Deferred.succeed(started, undefined)
            yield* Deferred.await(first)
            return items
          })
      })
      const put = (org: string, n: number) => Effect.fork(commit({ id: `${org}:${n}`, org }))
      // The first statement is under way while all the rest gathers behind it.
      const begun = yield* put("loud", 0)
      yield* Deferred.await(started)
      const flood = yield* Effect.forEach(Array.from({ length: 40 }, (_, n) => n + 1), (n) => put("loud", n))
      const calm = yield* put("calm", 0)
      yield* Effect.yieldNow()
      yield* Deferred.succeed(first, undefined)
      yield* Fiber.joinAll([begun, calm, ...flood])
      assert.deepStrictEqual(statements[1]?.toSorted(), ["calm", "loud", "loud", "loud"])
      assert.strictEqual(statements.flat().length, 42, "nothing is lost on the way")
    }))
})
