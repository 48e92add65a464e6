import { ActorStore } from "@callsheet/database/ActorStore"
import { Vault } from "@callsheet/database/Vault"
import { Account } from "@callsheet/domain/account/Account"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import { FinishConnection } from "@callsheet/server/OAuthCallback"
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Redacted, Schema } from "effect"
import { apiClient, ApiStage, newKey, newOrg } from "../support/ApiStage.ts"

/** What the browser brings back after the person agreed on the consent page. */
const consent = (authorizeUrl: string, creator = "sunny.kitchen") =>
  Effect.gen(function*() {
    const client = yield* HttpClient.HttpClient
    const page = new URL(authorizeUrl)
    page.searchParams.set("creator", creator)
    const answer = yield* client.get(page)
    const back = new URL(answer.headers["location"] ?? "http://nowhere").searchParams
    return {
      state: back.get("state") ?? "",
      code: back.get("code"),
      scopes: (back.get("scopes") ?? "").split(","),
      error: back.get("error")
    }
  })

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Connecting accounts", (it) => {
  it.scoped("the way through the consent page ends with a connected account whose tokens are sealed", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const store = yield* ActorStore
      const vault = yield* Vault
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      assert.include(begun.authorizeUrl, encodeURIComponent("http://127.0.0.1:4400/oauth/tiktok/callback"))
      const waiting = yield* client("account.connection", { state: begun.state }, owner)
      assert.deepStrictEqual([waiting.ended, waiting.account, waiting.failure], [false, null, null])

      const returned = yield* consent(begun.authorizeUrl)
      assert.strictEqual((yield* finish(returned)).name, "@sunny.kitchen")
      const ended = yield* client("account.connection", { state: begun.state }, owner)
      assert.isTrue(ended.ended)
      assert.strictEqual(ended.account?.status, "connected")
      assert.deepStrictEqual(ended.account?.missingScopes, [])

      const id = ended.account!.id
      const stored = Option.getOrThrow(yield* store.load(id))
      const { tokens } = yield* Schema.decodeUnknown(Account)(stored.state)
      const access = Redacted.value(yield* vault.open(tokens.access, tokenOf({ id, orgId }, "access")))
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql<{ text: string }>`
        SELECT state::text AS text FROM actor UNION ALL SELECT body::text FROM event UNION ALL SELECT payload::text FROM job`
      assert.isFalse(rows.some(({ text }) => text.includes(access)), "D26: no row holds a token")

      // A page that is loaded again changes nothing.
      yield* finish(returned)
      assert.strictEqual((yield* client("account.list", {}, owner)).length, 1)
    }))

  it.scoped("an account that is connected again keeps its id, also after it was disconnected", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const { orgId, owner } = yield* newOrg()
      const connect = Effect.gen(function*() {
        const begun = yield* client("account.connect", { orgId }, owner)
        yield* finish(yield* consent(begun.authorizeUrl))
        return (yield* client("account.connection", { state: begun.state }, owner)).account!
      })
      const first = yield* connect
      yield* client("account.disconnect", { id: first.id as never }, owner)
      const gone = yield* client("account.show", { id: first.id as never }, owner)
      assert.strictEqual(gone.status, "disconnected")
      const refused = yield* Effect.flip(
        client("plan.add", { orgId, plan: { accountId: first.id as never, topic: "T", at: "next" } }, owner)
      )
      assert.include(refused.message, "callsheet account connect")
      const second = yield* connect
      assert.deepStrictEqual([second.id, second.status], [first.id, "connected"])
    }))

  it.scoped("a person who says no, and a code that TikTok refuses, leave a reason and no account", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const { orgId, owner } = yield* newOrg()
      for (const answer of [{ code: null, error: "access_denied" }, { code: "made-up", error: null }]) {
        const { state } = yield* client("account.connect", { orgId }, owner)
        const error = yield* Effect.flip(finish({ state, scopes: [], ...answer }))
        assert.isNotEmpty(error.remedy)
        const ended = yield* client("account.connection", { state }, owner)
        assert.isTrue(ended.ended)
        assert.isNull(ended.account)
        assert.strictEqual(ended.failure?.message, error.message)
      }
      const unknown = yield* Effect.flip(finish({ state: "who", code: "c", scopes: [], error: null }))
      assert.strictEqual(unknown._tag, "NotFound")
      assert.deepStrictEqual(yield* client("account.list", {}, owner), [])
    }))

  it.scoped("a consent page that nobody finished in time cannot be finished later", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const sql = yield* SqlClient.SqlClient
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      const returned = yield* consent(begun.authorizeUrl)
      yield* sql`UPDATE oauth_request SET expires_at = 1 WHERE state = ${begun.state}`
      const late = yield* client("account.connection", { state: begun.state }, owner)
      assert.deepStrictEqual([late.ended, late.failure?.tag], [true, "ConnectionExpired"])
      yield* Effect.flip(finish(returned))
      assert.deepStrictEqual(yield* client("account.list", {}, owner), [])
    }))

  it.scoped("renewing is asked of the account, and done by a job", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      yield* finish(yield* consent(begun.authorizeUrl))
      const [account] = yield* client("account.list", {}, owner)
      const editor = yield* newKey(orgId, "editor")
      yield* client("account.refresh", { id: account!.id as never }, editor)
      const { jobs } = yield* client("job.list", { kind: "refresh_token" }, owner)
      assert.deepStrictEqual(jobs.map(({ ownerId, state }) => [ownerId, state]), [[account!.id, "pending"]])
      assert.isFalse(JSON.stringify(jobs).includes("payload"))
    }))
})
