import { makeRequestLimits } from "@callsheet/server/auth/RequestLimits"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, TestClock } from "effect"

describe("A flood of requests", () => {
  it.effect("D19: what is too much for one key is refused with a time to try again, and that time is true", () =>
    Effect.gen(function*() {
      const limits = makeRequestLimits()
      const key = { keyId: "key_1", orgId: "org_1" }
      for (let sent = 0; sent < 2_000; sent++) yield* limits(key)
      const refused = yield* Effect.flip(limits(key))
      assert.strictEqual(refused._tag, "Busy")
      assert.isAbove(refused.retryAfterMillis, 0)
      yield* TestClock.adjust(refused.retryAfterMillis)
      yield* limits(key)
    }))

  it.effect("D29: one org's keys together cannot take more than the org's share, and another org does not notice", () =>
    Effect.gen(function*() {
      const limits = makeRequestLimits()
      let granted = 0
      for (let sent = 0; sent < 10_000; sent++) {
        const outcome = yield* Effect.either(limits({ keyId: `key_${sent % 100}`, orgId: "org_1" }))
        if (Either.isRight(outcome)) granted++
      }
      assert.strictEqual(granted, 3_000)
      yield* limits({ keyId: "key_calm", orgId: "org_2" })
    }))

  it.effect("five thousand plans in a minute are no flood", () =>
    Effect.gen(function*() {
      const limits = makeRequestLimits()
      for (let second = 0; second < 60; second++) {
        for (let sent = 0; sent < 84; sent++) yield* limits({ keyId: "key_1", orgId: "org_1" })
        yield* TestClock.adjust("1 second")
      }
    }))
})
