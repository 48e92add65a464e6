import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Account } from "@callsheet/domain/account/Account"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import { AccountId } from "@callsheet/domain/Ids"
import { FinishConnection } from "@callsheet/server/auth/OAuthCallback"
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Option, Redacted, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newKey, newOrg, sandboxControl } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"

/** What the browser brings back after the person agreed on the consent page. */
const consent = (authorizeUrl: string, creator = "sunny.kitchen") =>
  Effect.gen(function*() {
    const client = yield* HttpClient.HttpClient
    if (creator !== "sunny.kitchen") yield* sandboxControl.addCreator({ username: creator })
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
        yield* finish(yield* consent(begun.authorizeUrl, "faithful.creator"))
        return (yield* client("account.connection", { state: begun.state }, owner)).account!
      })
      const first = yield* connect
      yield* client("account.disconnect", { id: first.id as never }, owner)
      const gone = yield* client("account.show", { id: first.id as never }, owner)
      assert.strictEqual(gone.status, "disconnected")
      const refused = yield* Effect.flip(
        client("plan.add", {
          orgId,
          plan: { accountId: first.id as never, topic: "T", notes: notesAbout("cranes"), at: "next" }
        }, owner)
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
      yield* finish(yield* consent(begun.authorizeUrl, "renewing.creator"))
      const [account] = yield* client("account.list", {}, owner)
      const editor = yield* newKey(orgId, "editor")
      yield* client("account.refresh", { id: account!.id as never }, editor)
      const { jobs } = yield* client("job.list", { kind: "refresh_token" }, owner)
      assert.deepStrictEqual(jobs.map(({ ownerId, state }) => [ownerId, state]), [[account!.id, "pending"]])
      assert.isFalse(JSON.stringify(jobs).includes("payload"))
    }))

  it.scoped("F08, D28: an account shows what is left of every limit of TikTok's, also of those it has not used yet", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const actors = yield* Actors
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      yield* finish(yield* consent(begun.authorizeUrl, "budget.creator"))
      const { account } = yield* client("account.connection", { state: begun.state }, owner)
      const id = AccountId.make(account!.id)
      for (let call = 0; call < 2; call++) {
        yield* actors.account(id, asking(), {
          _tag: "Permit",
          window: "init",
          limit: 6,
          windowMillis: 60_000,
          marginMillis: 3_000,
          patienceMillis: 0,
          holder: null
        })
      }
      const shown = yield* client("account.show", { id }, owner)
      const of = (name: string) => shown.windows.find(({ window }) => window === name)
      assert.deepStrictEqual([of("init")?.used, of("init")?.limit, of("init")?.remaining], [2, 6, 4])
      const frees = Date.parse(of("init")?.freesAt ?? "") - Date.parse(of("init")?.latest ?? "")
      // The minute counts from the first of the two, with the margin for how long a call may be on its way.
      assert.isTrue(frees > 60_000 && frees <= 63_000, String(frees))
      assert.deepStrictEqual([of("posts")?.remaining, of("pendingShares")?.remaining], [15, 5])
      assert.strictEqual(of("status")?.remaining, 30)
      assert.isNull(shown.consentEnding)

      const until = Date.now() + 60_000
      yield* actors.account(id, asking(), { _tag: "Freeze", window: "init", until })
      const frozen = (yield* client("account.show", { id }, owner)).windows.find(({ window }) => window === "init")
      assert.deepStrictEqual([frozen?.remaining, frozen?.frozenUntil], [0, new Date(until).toISOString()])
    }))

  it.scoped("F08: a TikTok account that is another org's is refused by name until it is disconnected there", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const first = yield* newOrg()
      const second = yield* newOrg()
      const through = (org: typeof first) =>
        Effect.gen(function*() {
          const begun = yield* client("account.connect", { orgId: org.orgId }, org.owner)
          const returned = yield* Effect.either(finish(yield* consent(begun.authorizeUrl, "shared.creator")))
          return { returned, ...(yield* client("account.connection", { state: begun.state }, org.owner)) }
        })
      const owned = yield* through(first)
      assert.strictEqual(owned.account?.status, "connected")
      const refused = yield* through(second)
      assert.isTrue(Either.isLeft(refused.returned) && refused.returned.left._tag === "OtherOrgsAccount")
      assert.strictEqual(refused.failure?.tag, "OtherOrgsAccount")
      assert.include(refused.failure?.message, "@shared.creator")
      assert.deepStrictEqual(yield* client("account.list", {}, second.owner), [])
      // The first org's tokens still work, and once it lets go the second may have the account.
      assert.strictEqual(
        (yield* client("account.show", { id: AccountId.make(owned.account!.id) }, first.owner)).status,
        "connected"
      )
      yield* client("account.disconnect", { id: AccountId.make(owned.account!.id) }, first.owner)
      assert.strictEqual((yield* through(second)).account?.status, "connected")
      // And back: whoever holds it now is asked first.
      assert.strictEqual((yield* through(first)).failure?.tag, "OtherOrgsAccount")
    }))

  it.scoped("F08: of two orgs that return from the consent page at once, one gets the account", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const finish = yield* FinishConnection
      const orgs = yield* Effect.replicateEffect(newOrg(), 4)
      const returns = yield* Effect.forEach(
        orgs,
        ({ orgId, owner }) =>
          Effect.flatMap(
            client("account.connect", { orgId }, owner),
            ({ authorizeUrl }) => consent(authorizeUrl, "raced.creator")
          )
      )
      const ends = yield* Effect.forEach(returns, (one) => Effect.either(finish(one)), { concurrency: "unbounded" })
      assert.lengthOf(ends.filter(Either.isRight), 1)
    }))
})
