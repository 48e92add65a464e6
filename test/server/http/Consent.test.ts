import { passesWithoutPage } from "@callsheet/server/http/ConsentRoutes"
import * as Headers from "@effect/platform/Headers"
import { assert, describe, expect, layer, test } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, baseUrl, begun, send, testServer } from "./TestServer.ts"

const page = "/oauth/tiktok/start?state=s"
const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" }

/** A press of the page's button. */
const goOn = (headers: Readonly<Record<string, string>>, state = "s") =>
  send("/oauth/tiktok/start", {
    method: "POST",
    headers: { ...browser, "content-type": "application/x-www-form-urlencoded", ...headers },
    body: `state=${state}`
  })

const cookieOf = (headers: Answer["headers"]) => (headers.get("set-cookie") ?? "").split(";", 1)[0] ?? ""

describe("Who needs no page", () => {
  test("programs at a stand-in; at TikTok itself nobody", () => {
    const program = Headers.fromInput({ accept: "*/*" })
    const shown = Headers.fromInput(browser)
    const inAPage = Headers.fromInput({ accept: "*/*", "sec-fetch-dest": "empty" })
    const at = (url: string) => [program, shown, inAPage].map((headers) => passesWithoutPage(headers, url))
    expect(at("http://127.0.0.1:4401/v2/auth/authorize/")).toEqual([true, false, false])
    expect(at("https://www.tiktok.com/v2/auth/authorize/")).toEqual([false, false, false])
  })
})

layer(testServer, { excludeTestServices: true })("The way through TikTok's consent page", (it) => {
  it.effect("our page says whose org gets the account before anything leads to TikTok", () =>
    Effect.gen(function*() {
      const { headers, status, text } = yield* send(page, { headers: browser })
      assert.strictEqual(status, 200)
      assert.include(text, "Connect a TikTok account to &lt;b&gt;Org&lt;/b&gt;")
      assert.include(text, "the key “Ana”")
      assert.include(text, "post videos to your account")
      assert.include(text, "SANDBOX: nothing reaches TikTok")
      assert.notInclude(text, "<b>Org")
      assert.notInclude(text, "<script")
      assert.deepStrictEqual(begun, [], "looking, as programs that show previews of links do, begins nothing")
      assert.strictEqual(headers.get("cache-control"), "no-store")
      const policy = headers.get("content-security-policy") ?? ""
      assert.include(policy, "default-src 'none'")
      assert.include(policy, "frame-ancestors 'none'")
      // Browsers hold the form to this also where it leads on.
      assert.include(policy, "form-action 'self' http://127.0.0.1:9;")
      assert.strictEqual(headers.get("referrer-policy"), "same-origin")
      const german = yield* send(page, { headers: { ...browser, "accept-language": "de-DE,de;q=0.9,en;q=0.8" } })
      assert.include(german.text, "<html lang=\"de\">")
      assert.include(german.text, "Weiter zu TikTok")
    }))

  it.effect("the browser that goes on is the one that comes back; with any other nothing happens", () =>
    Effect.gen(function*() {
      const origin = yield* baseUrl
      const on = yield* goOn({ origin })
      assert.deepStrictEqual([on.status, on.headers.get("location")], [303, "http://127.0.0.1:9/consent?state=s"])
      const cookie = on.headers.get("set-cookie") ?? ""
      assert.match(cookie, /^callsheet_consent_443=[\w-]{43}; .*/)
      for (const part of ["HttpOnly", "SameSite=Lax", "Path=/oauth/tiktok", "Secure"]) assert.include(cookie, part)
      const callback = "/oauth/tiktok/callback?state=s&code=good&scopes=a,b"
      for (const other of [browser, { ...browser, cookie: `callsheet_consent_443=${"x".repeat(43)}` }]) {
        const refused = yield* send(callback, { headers: other })
        assert.deepStrictEqual([refused.status, refused.text.includes("is connected")], [404, false])
      }
      const good = yield* send(callback, { headers: { ...browser, cookie: cookieOf(on.headers) } })
      assert.strictEqual(good.status, 200)
      assert.include(good.text, "&lt;b&gt;Ana&lt;/b&gt; is connected. You can close this window.")
      // Two tabs of one browser go on with the same cookie.
      const again = yield* goOn({ origin, cookie: cookieOf(on.headers) })
      assert.strictEqual(cookieOf(again.headers), cookieOf(on.headers))
    }))

  it.effect("a form of another site cannot press the button", () =>
    Effect.gen(function*() {
      const before = begun.length
      for (const origin of ["https://evil.example", "null"]) assert.strictEqual((yield* goOn({ origin })).status, 403)
      assert.strictEqual((yield* goOn({})).status, 403)
      assert.lengthOf(begun, before)
    }))

  it.effect("a program at a stand-in goes straight on and comes back without a cookie; a browser never does", () =>
    Effect.gen(function*() {
      const { headers, status } = yield* send(`${page}&creator=ana`)
      assert.deepStrictEqual([status, headers.get("location")], [303, "http://127.0.0.1:9/consent?state=s&creator=ana"])
      const callback = "/oauth/tiktok/callback?state=s&code=good"
      assert.strictEqual((yield* send(callback)).status, 200)
      assert.strictEqual((yield* send(callback, { headers: browser })).status, 404)
      const cookie = `callsheet_consent_443=${encodeURIComponent(begun.at(-1)!)}`
      assert.strictEqual((yield* send(callback, { headers: { ...browser, cookie } })).status, 404)
    }))

  it.effect("what cannot be used is answered in a page, with everything foreign escaped", () =>
    Effect.gen(function*() {
      const bad = yield* send("/oauth/tiktok/callback?state=%3Cscript%3E&error=access_denied", { headers: browser })
      assert.strictEqual(bad.status, 404)
      assert.include(bad.text, "Not connected")
      assert.notInclude(bad.text, "<script>")
      assert.strictEqual((yield* send("/oauth/tiktok/callback?code=good")).status, 422)
      assert.strictEqual((yield* send("/oauth/tiktok/start", { headers: browser })).status, 404)
    }))
})
