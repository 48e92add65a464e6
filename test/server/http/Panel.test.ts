import { Keys } from "@callsheet/database/secrets/Keys"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { type Answer, baseUrl, json, orgId, send, testServer } from "./TestServer.ts"

const stores = Layer.merge(Keys.layer, Sessions.layer)

const cookieIn = ({ headers }: Answer) => (headers.get("set-cookie") ?? "").split(";", 1)[0] ?? ""

const ownerKey = Effect.gen(function*() {
  const keys = yield* Keys
  return yield* keys.create({ orgId, role: "owner", name: "Mara", expiresAt: null, by: "setup" })
})

const newLink = Effect.gen(function*() {
  const sessions = yield* Sessions
  const { key, view } = yield* ownerKey
  const { token } = yield* sessions.link(view.id)
  return { key, view, address: `/open/${Redacted.value(token)}` }
})

const whoIs = (cookie: string) => Effect.map(send("/session", { headers: { cookie } }), json)

layer(Layer.provideMerge(stores, testServer), { excludeTestServices: true })("The panel's door", (it) => {
  it.effect("every page is the same document, says the mode, and allows nothing inline or from elsewhere", () =>
    Effect.gen(function*() {
      for (const path of ["/", "/review?status=due", "/plans/pln_1", "/plans/pln_1/release"]) {
        const { headers, status, text } = yield* send(path)
        assert.strictEqual(status, 200)
        assert.include(text, "data-mode=\"sandbox\"")
        const policy = headers.get("content-security-policy") ?? ""
        assert.include(policy, "default-src 'none'")
        assert.notInclude(policy, "unsafe")
        assert.strictEqual(headers.get("cache-control"), "no-cache")
        const again = yield* send(path, { headers: { "if-none-match": headers.get("etag") ?? "" } })
        assert.strictEqual(again.status, 304)
      }
    }))

  it.effect("files with their hash in the name are kept for ever, and come compressed", () =>
    Effect.gen(function*() {
      const { headers, status } = yield* send("/assets/main-ABC.js", { headers: { "accept-encoding": "gzip" } })
      assert.strictEqual(status, 200)
      assert.strictEqual(headers.get("cache-control"), "public, max-age=31536000, immutable")
      assert.strictEqual(headers.get("content-encoding"), "gzip")
      const both = yield* send("/assets/main-ABC.js", { headers: { "accept-encoding": "gzip, deflate, br;q=1" } })
      assert.strictEqual(both.headers.get("content-encoding"), "br")
      const plain = yield* send("/assets/main-ABC.js", { headers: { "accept-encoding": "identity" } })
      assert.strictEqual(plain.headers.get("content-encoding"), null)
      assert.strictEqual((yield* send("/assets/main-ABC.js.br")).status, 404, "it is no file of its own")
      assert.strictEqual((yield* send("/assets/../../../etc/passwd")).status, 404)
      assert.strictEqual((yield* send("/assets/none.js")).status, 404)
    }))

  it.effect("a link signs in once, leads to a page of the panel alone, and its cookie is out of reach", () =>
    Effect.gen(function*() {
      const { address, view } = yield* newLink
      const ahead = yield* send(address, { headers: { "sec-purpose": "prefetch" }, redirect: "manual" })
      assert.strictEqual(ahead.status, 204, "a fetch ahead of the person does not use it up")
      const opened = yield* send(`${address}?to=%2Freview`, { redirect: "manual" })
      assert.strictEqual(opened.status, 303)
      assert.strictEqual(opened.headers.get("location"), "/review")
      const set = opened.headers.get("set-cookie") ?? ""
      for (const part of ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"]) assert.include(set, part)
      assert.nestedInclude(yield* whoIs(cookieIn(opened)), { keyId: view.id, role: "owner", mode: "sandbox" })
      assert.strictEqual((yield* send(address, { redirect: "manual" })).status, 410)
      const ways = {
        "//evil.example": "/",
        "/\t/evil.example": "/",
        "/\n/evil.example": "/",
        "/\\evil.example": "/",
        "/.//evil.example": "/",
        "/a/..//evil.example": "/",
        "https://evil.example/": "/",
        "/plans/\u20ac?a=\u{1f600}#x": "/plans/%E2%82%AC?a=%F0%9F%98%80#x",
        "/a\r\nset-cookie:b": "/aset-cookie:b"
      }
      for (const [to, place] of Object.entries(ways)) {
        const elsewhere = (yield* newLink).address
        const led = yield* send(`${elsewhere}?to=${encodeURIComponent(to)}`, { redirect: "manual" })
        assert.strictEqual(led.status, 303, to)
        assert.strictEqual(led.headers.get("location"), place, to)
      }
    }))

  it.effect("of a hundred that open one link at once, one is signed in", () =>
    Effect.gen(function*() {
      const { address } = yield* newLink
      const answers = yield* Effect.all(Array.from({ length: 100 }, () => send(address, { redirect: "manual" })), {
        concurrency: 20
      })
      assert.lengthOf(answers.filter(({ status }) => status === 303), 1)
    }))

  it.effect("an API key signs in; another text does not, and says so", () =>
    Effect.gen(function*() {
      const { key } = yield* ownerKey
      const base = yield* baseUrl
      const post = (key: string) =>
        send("/session", {
          method: "POST",
          headers: { "content-type": "application/json", origin: base },
          body: JSON.stringify({ key })
        })
      const good = yield* post(Redacted.value(key))
      assert.nestedInclude(yield* whoIs(cookieIn(good)), { name: "Mara" })
      const bad = yield* post("cs_0000000000_no")
      assert.strictEqual(bad.status, 401)
      assert.nestedPropertyVal(json(bad), "error.tag", "Unauthorized")
      assert.isNull(bad.headers.get("set-cookie"))
    }))

  it.effect("a session ends when it is given up, and with its key; no row holds a secret", () =>
    Effect.gen(function*() {
      const base = yield* baseUrl
      const keys = yield* Keys
      yield* ownerKey
      const first = yield* newLink
      const one = cookieIn(yield* send(first.address, { redirect: "manual" }))
      const left = yield* send("/session", { method: "DELETE", headers: { cookie: one, origin: base } })
      assert.strictEqual(left.status, 204)
      assert.nestedInclude(yield* whoIs(one), { sessionId: null })

      const second = yield* newLink
      const two = cookieIn(yield* send(second.address, { redirect: "manual" }))
      assert.nestedInclude(yield* whoIs(two), { keyId: second.view.id })
      yield* keys.revoke(orgId, second.view.id)
      assert.nestedInclude(yield* whoIs(two), { sessionId: null })

      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ row: string }>`
        SELECT row_to_json(session)::text AS row FROM session UNION ALL SELECT row_to_json(sign_in_link)::text FROM sign_in_link`
      const secrets = [one, two].map((cookie) => cookie.split(".").at(-1) ?? "?")
      assert.isTrue(rows.every(({ row }) => secrets.every((secret) => !row.includes(secret))))
    }))

  it.effect("a secret that is an hour old is replaced; the one before it opens for the other tab, a moment longer", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const { address } = yield* newLink
      const old = cookieIn(yield* send(address, { redirect: "manual" }))
      const id = (old.split("=")[1] ?? "").split(".")[0] ?? ""
      yield* sql`UPDATE session SET rotated_at = rotated_at - 3700000 WHERE id = ${id}`
      const rotated = yield* send("/session", { headers: { cookie: old } })
      const next = cookieIn(rotated)
      assert.notStrictEqual(next, "")
      assert.notStrictEqual(next, old)
      assert.nestedInclude(yield* whoIs(next), { sessionId: id })
      assert.nestedInclude(yield* whoIs(old), { sessionId: id })
      yield* sql`UPDATE session SET rotated_at = rotated_at - 130000 WHERE id = ${id}`
      assert.nestedInclude(yield* whoIs(old), { sessionId: null })
      assert.nestedInclude(yield* whoIs(next), { sessionId: id })
    }))

  it.effect("a change that carries a session's cookie names its origin", () =>
    Effect.gen(function*() {
      const { address } = yield* newLink
      const cookie = cookieIn(yield* send(address, { redirect: "manual" }))
      const hidden = yield* send("/session", { method: "DELETE", headers: { cookie } })
      assert.strictEqual(hidden.status, 403)
      const foreign = yield* send("/session", { method: "DELETE", headers: { cookie, origin: "https://evil.example" } })
      assert.strictEqual(foreign.status, 403)
      assert.notNestedInclude(yield* whoIs(cookie), { sessionId: null })
    }))
})
