import { makeBodies } from "@callsheet/server/http/RequestBody"
import * as Headers from "@effect/platform/Headers"
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import { assert, it } from "@effect/vitest"
import { Effect, Either, Fiber, TestClock } from "effect"
import { EventEmitter } from "node:events"
import { PassThrough } from "node:stream"

it.effect(
  "a body that falls silent in its middle is given up in a minute, though requests run uninterruptible",
  () =>
    Effect.gen(function*() {
      const source = new PassThrough()
      const headers = Headers.fromInput({ authorization: "Bearer cs_key", "content-length": "100" })
      const request = {
        method: "PUT",
        headers,
        source,
        response: new EventEmitter(),
        resolvedResponse: new EventEmitter()
      }
      const read = makeBodies()(request as unknown as HttpServerRequest, "/media/upload/upl_1")
      const reading = yield* Effect.fork(Effect.uninterruptible(Effect.either(read)))
      yield* Effect.yieldNow()
      source.write("half")
      yield* TestClock.adjust("59 seconds")
      assert.isNull(yield* Effect.map(Fiber.poll(reading), (exit) => exit._tag === "None" ? null : exit.value))
      yield* TestClock.adjust("2 seconds")
      const [outcome] = yield* Effect.raceFirst(
        Effect.map(Fiber.join(reading), (one) => [one] as const),
        Effect.as(Effect.yieldNow().pipe(Effect.repeatN(1_000)), [null] as const)
      )
      const left = source.listenerCount("data")
      source.destroy()
      assert.isTrue(outcome !== null && Either.isLeft(outcome) && outcome.left._tag === "BodyTooSlow")
      assert.strictEqual(left, 0)
    }),
  5_000
)
