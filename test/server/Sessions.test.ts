import { Keys } from "@callsheet/database/secrets/Keys"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Option, Redacted, Stream } from "effect"
import { apiClient, ApiStage, newKey, newOrg } from "../support/ApiStage.ts"

/** The cookie as the request that opened the WebSocket carries it. */
const byCookie = (cookie: Redacted.Redacted) => ({
  headers: { cookie: `other=1; callsheet_session_4400=${Redacted.value(cookie)}` }
})

const signedIn = (link: { readonly url: string }) =>
  Effect.gen(function*() {
    const sessions = yield* Sessions
    const token = new URL(link.url).pathname.slice("/open/".length)
    const { cookie, holder } = yield* Effect.flatten(sessions.redeem(Redacted.make(token), "a browser"))
    return { ...byCookie(cookie), id: holder.sessionId }
  })

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Sessions of browsers", (it) => {
  it.scoped("a session acts in its key's name and role, and no further", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId } = yield* newOrg()
      const viewer = yield* newKey(orgId, "viewer", "Vera")
      const browser = yield* signedIn(yield* client("session.link", { to: "/review" }, viewer))
      const me = yield* client("system.whoami", {}, browser)
      assert.deepInclude(me, { keyId: viewer.id, orgId, role: "viewer", name: "Vera" })
      const error = yield* Effect.flip(client("key.list", { orgId }, browser))
      assert.strictEqual(error._tag, "Forbidden")
    }))

  it.scoped("a link leads to a page of the panel and nowhere else", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { owner } = yield* newOrg()
      for (const to of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]) {
        assert.strictEqual((yield* Effect.flip(client("session.link", { to }, owner)))._tag, "InvalidInput", to)
      }
    }))

  it.scoped("of one key the newest hundred browsers and links are kept, however many are asked for", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const sessions = yield* Sessions
      const sql = yield* SqlClient.SqlClient
      const { orgId, owner } = yield* newOrg()
      const editor = yield* newKey(orgId, "editor")
      const other = yield* signedIn(yield* client("session.link", {}, owner))
      const holder = { keyId: editor.id, orgId, role: "editor" as const, name: "spare" }
      const first = yield* sessions.open(holder, "the first")
      yield* Effect.forEach(Array.from({ length: 120 }), () => sessions.link(editor.id), { discard: true })
      yield* Effect.forEach(Array.from({ length: 120 }), () => sessions.open(holder, "another"), { discard: true })
      const newest = yield* sessions.open(holder, "the newest")
      const rows = (table: string) =>
        Effect.map(
          sql<{ rows: number }>`SELECT count(*)::int AS rows FROM ${sql(table)} WHERE key_id = ${editor.id}`,
          ([found]) => found?.rows
        )
      assert.deepStrictEqual([yield* rows("session"), yield* rows("sign_in_link")], [100, 100])
      assert.isTrue(Option.isNone(yield* sessions.find(first.cookie)))
      assert.isTrue(Option.isSome(yield* sessions.find(newest.cookie)))
      assert.deepInclude(yield* client("system.whoami", {}, other), { orgId, role: "owner" })
    }))

  it.scoped("an owner sees and ends every session of the org, others their own, nobody another org's", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const other = yield* newOrg()
      const editor = yield* newKey(orgId, "editor")
      const mine = yield* signedIn(yield* client("session.link", {}, editor))
      const theirs = yield* signedIn(yield* client("session.link", {}, owner))
      const ids = (key: typeof owner) =>
        Effect.map(client("session.list", {}, key), (all) => all.map(({ id }) => id).toSorted())
      assert.deepStrictEqual(yield* ids(owner), [mine.id, theirs.id].toSorted())
      assert.deepStrictEqual(yield* ids(editor), [mine.id])
      assert.deepStrictEqual(yield* ids(other.owner), [])
      assert.strictEqual((yield* Effect.flip(client("session.end", { id: theirs.id }, editor)))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(client("session.end", { id: mine.id }, other.owner)))._tag, "NotFound")
      assert.isNotNull((yield* client("session.end", { id: mine.id }, owner)).endedAt)
      yield* Effect.sleep("2200 millis")
      assert.strictEqual((yield* Effect.flip(client("system.whoami", {}, mine)))._tag, "Unauthorized")
    }))

  it.scoped("a feed that is open ends when its session or its key does", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const keys = yield* Keys
      const { orgId, owner } = yield* newOrg()
      const editor = yield* newKey(orgId, "editor")
      const browser = yield* signedIn(yield* client("session.link", {}, owner))
      const follow = (key: { readonly headers: Readonly<Record<string, string>> }) =>
        Effect.fork(Effect.flip(Stream.runDrain(client("events.follow", {}, key))))
      const bySession = yield* follow(browser)
      const byKey = yield* follow(editor)
      yield* client("session.end", { id: browser.id }, owner)
      yield* keys.revoke(orgId, editor.id)
      assert.strictEqual((yield* Fiber.join(bySession))._tag, "Unauthorized")
      assert.strictEqual((yield* Fiber.join(byKey))._tag, "Unauthorized")
    }))

  it.scoped("the position of the feed is where a reader of the state goes on from", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const { position } = yield* client("system.info", {}, owner)
      yield* client("org.setPolicy", { id: orgId, change: { bannedWords: ["x"] } }, owner)
      const [first] = yield* Stream.runCollect(
        client("events.follow", { since: position }, owner).pipe(
          Stream.filter(({ event }) => event === "PolicySet" || event.includes("Policy")),
          Stream.take(1)
        )
      )
      assert.strictEqual(first?.orgId, orgId)
    }))
})
