import { seededEntropy } from "@callsheet/sandbox/Entropy"
import { addFault } from "@callsheet/sandbox/Faults"
import { httpClient } from "@callsheet/sandbox/InProcess"
import { challengeOf } from "@callsheet/sandbox/OAuth"
import { Sandbox } from "@callsheet/sandbox/Sandbox"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { callback, someDay, verifier } from "./support.ts"

const authorize = `https://www.tiktok.com/v2/auth/authorize/?${new URLSearchParams({
  client_key: "sandbox-key",
  response_type: "code",
  scope: "video.publish",
  redirect_uri: callback,
  state: "s",
  code_challenge: challengeOf(verifier),
  code_challenge_method: "S256"
})}`

describe("Sandbox in process", () => {
  it.effect("answers an Effect client without a socket, and the same seed gives the same history", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(someDay)
      const history = Effect.gen(function*() {
        const client = httpClient(new Sandbox({ entropy: seededEntropy("one") }))
        const consent = yield* client.execute(HttpClientRequest.get(authorize))
        assert.strictEqual(consent.status, 302)
        const code = new URL(consent.headers["location"] ?? "").searchParams.get("code") ?? ""
        const tokens = yield* client.execute(
          HttpClientRequest.post("https://open.tiktokapis.com/v2/oauth/token/").pipe(HttpClientRequest.bodyUrlParams({
            client_key: "sandbox-key",
            client_secret: "sandbox-secret",
            grant_type: "authorization_code",
            code,
            redirect_uri: callback,
            code_verifier: verifier
          }))
        )
        return yield* tokens.text
      })
      const first = yield* history
      assert.include(first, "act.")
      assert.strictEqual(yield* history, first)
    }))

  it.effect("a cut is a transport error, and a delay waits on the clock of the program", () =>
    Effect.gen(function*() {
      const sandbox = new Sandbox()
      const client = httpClient(sandbox)
      addFault(sandbox.world, { endpoint: "user_info", kind: "dropAfter", nth: 1 })
      addFault(sandbox.world, { endpoint: "user_info", kind: "delay", nth: 2, delayMillis: 60_000 })
      const ask = client.execute(HttpClientRequest.get("https://open.tiktokapis.com/v2/user/info/?fields=open_id"))
      const error = yield* Effect.flip(ask)
      assert.deepStrictEqual([error._tag, error.reason], ["RequestError", "Transport"])
      const waiting = yield* Effect.fork(ask)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual((yield* Fiber.poll(waiting))._tag, "None")
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 401)
    }))
})
