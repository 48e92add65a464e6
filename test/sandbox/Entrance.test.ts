import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { command, openSandbox, send } from "./support.ts"

describe("The sandbox's entrance", () => {
  it.scoped("commands need the token; a refused one changes nothing and is not in the books", () =>
    Effect.gen(function*() {
      const { books, sandbox, url } = yield* openSandbox()
      const before = books.since(0).length
      const body = JSON.stringify({ username: "a.stranger" })
      for (
        const authorization of [undefined, "Bearer", "Bearer another-token-of-it", "Basic control-of-a-sandbox-test"]
      ) {
        const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
        for (
          const [method, path] of [["POST", "creators"], ["POST", "reset"], ["GET", "books"], ["GET", "posts"], [
            "POST",
            "settings"
          ], ["GET", "nothing"]] as const
        ) {
          const answer = yield* send(`${url}/sandbox/${path}`, {
            method,
            headers,
            ...(method === "POST" ? { body } : {})
          })
          assert.strictEqual(answer.status, 401, `${method} ${path} ${authorization}`)
          assert.include(String(answer.at("remedy")), "Authorization: Bearer")
        }
      }
      assert.strictEqual(books.since(0).length, before)
      assert.isUndefined(sandbox.world.store.get("creators", "a.stranger"))
      assert.strictEqual((yield* command(`${url}/sandbox/creators`, { method: "POST", body })).status, 200)
    }))

  it.scoped("started without a token it takes no commands at all", () =>
    Effect.gen(function*() {
      const { url } = yield* openSandbox({ proofs: { control: null, consent: null } })
      const answer = yield* command(`${url}/sandbox/books`)
      assert.strictEqual(answer.status, 401)
      assert.include(String(answer.at("remedy")), "CALLSHEET_SANDBOX_TOKEN")
    }))

  it.scoped("the consent page and its buttons open by the whole link alone, and pictures for every browser", () =>
    Effect.gen(function*() {
      const pass = "pass-of-a-sandbox-test"
      const { authorizeUrl, url } = yield* openSandbox({ proofs: { control: null, consent: pass } })
      const withPass = authorizeUrl({ auto: "0", pass })
      for (const link of [authorizeUrl(), authorizeUrl({ pass: "another" }), authorizeUrl({ auto: "0" })]) {
        const answer = yield* send(link)
        assert.strictEqual(answer.status, 403)
        assert.notInclude(answer.text, "sunny.kitchen")
        const buttons = link.replace("/v2/auth/authorize/", "/sandbox/consent")
        assert.strictEqual((yield* send(`${buttons}&answer=continue&creator=sunny.kitchen`)).status, 403)
      }
      const shown = yield* send(withPass)
      assert.strictEqual(shown.status, 200)
      assert.include(shown.text, `name="pass" value="${pass}"`)
      assert.strictEqual((yield* send(authorizeUrl({ pass }))).status, 302)
      assert.strictEqual((yield* send(`${url}/sandbox/avatars/sunny.kitchen.svg`)).status, 200)
    }))

  it.scoped("a body is read no further than its request allows; chunks of uploads that were begun are", () =>
    Effect.gen(function*() {
      const { begin, connect, put, url } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const large = new Uint8Array(6_000_000)
      for (const path of ["/v2/post/publish/video/init/", "/v2/oauth/token/", "/upload?upload_id=1&upload_token=2"]) {
        const sent = yield* Effect.either(
          send(`${url}${path}`, { method: path.startsWith("/upload") ? "PUT" : "POST", body: large })
        )
        // A client that goes on sending may meet the closed connection before the answer.
        assert.isTrue(sent._tag === "Left" || [400, 404].includes(sent.right.status), path)
      }
      const started = yield* begin(account, large.length)
      assert.strictEqual((yield* put(started.upload_url, large, 0, large.length)).status, 201)
    }))
})
