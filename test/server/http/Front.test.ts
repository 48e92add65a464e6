import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { baseUrl, json, owner, post, send, testServer, upgrade } from "./TestServer.ts"

layer(testServer, { excludeTestServices: true })("The server's door", (it) => {
  it.effect("a page of another site may not act, and its WebSocket is refused", () =>
    Effect.gen(function*() {
      const foreign = { ...owner, origin: "https://evil.example" }
      const answer = yield* post("/api/v1/system/whoami", {}, foreign)
      assert.strictEqual(answer.status, 403)
      assert.nestedPropertyVal(json(answer), "error.tag", "ForeignOrigin")
      assert.strictEqual(yield* upgrade(foreign), 403)
      assert.strictEqual(yield* upgrade({ ...owner, origin: "null" }), 403)
    }))

  it.effect("our own pages and programs without an origin may act", () =>
    Effect.gen(function*() {
      const base = yield* baseUrl
      assert.strictEqual((yield* post("/api/v1/system/whoami", {}, { ...owner, origin: base })).status, 200)
      const publicly = { ...owner, origin: "https://callsheet.example" }
      assert.strictEqual((yield* post("/api/v1/system/whoami", {}, publicly)).status, 200)
      assert.strictEqual(yield* upgrade({ ...owner, origin: base }), 101)
      assert.strictEqual(yield* upgrade(owner), 101)
    }))

  it.effect("D26: every answer says in which mode it was given, and the pages say that nothing reaches TikTok", () =>
    Effect.gen(function*() {
      for (const path of ["/", "/api/docs", "/oauth/tiktok/callback?state=s&code=bad"]) {
        const answer = yield* send(path)
        assert.strictEqual(answer.headers.get("x-callsheet-mode"), "sandbox")
        assert.include(answer.text, "SANDBOX: nothing reaches TikTok")
      }
    }))

  it.effect("every answer can be found again by request id and trace id", () =>
    Effect.gen(function*() {
      const own = yield* send("/", { headers: { "x-request-id": "mine-1" } })
      assert.strictEqual(own.headers.get("x-request-id"), "mine-1")
      assert.match(own.headers.get("x-trace-id") ?? "", /^[0-9a-f]{32}$/)
      const odd = yield* send("/", { headers: { "x-request-id": "a b\"<" } })
      assert.match(odd.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/)
      const traceId = "0af7651916cd43dd8448eb211c80319c"
      const traced = yield* send("/", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } })
      assert.strictEqual(traced.headers.get("x-trace-id"), traceId)
    }))

  it.effect("pages load nothing from elsewhere and cannot be framed", () =>
    Effect.gen(function*() {
      for (const path of ["/", "/api/docs"]) {
        const { headers, text } = yield* send(path)
        assert.match(headers.get("content-security-policy") ?? "", /default-src '(self|none)'/)
        assert.include(headers.get("content-security-policy"), "frame-ancestors 'none'")
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
        assert.notMatch(text, /(src|href)="(https?:)?\/\//)
        assert.notInclude(text, "<script")
      }
    }))
})
