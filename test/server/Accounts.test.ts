import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Account } from "@callsheet/domain/account/Account"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import { AccountId } from "@callsheet/domain/Ids"
import { Consents } from "@callsheet/server/auth/Consents"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Option, Redacted, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newKey, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { BROWSER, comeBack, consentTo } from "../support/ThroughConsent.ts"

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Connecting accounts", (it) => {
  it.scoped("the way through the consent page ends with a connected account whose tokens are sealed", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const store = yield* ActorStore
      const vault = yield* Vault
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      assert.strictEqual(begun.authorizeUrl, `http://127.0.0.1:4400/oauth/tiktok/start?state=${begun.state}`)
      const waiting = yield* client("account.connection", { state: begun.state }, owner)
      assert.deepStrictEqual([waiting.ended, waiting.account, waiting.failure], [false, null, null])

      const returned = yield* consentTo(begun.state)
      assert.strictEqual((yield* comeBack(returned)).name, "@sunny.kitchen")
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
      yield* comeBack(returned)
      assert.strictEqual((yield* client("account.list", {}, owner)).length, 1)
    }))

  it.scoped("connections that nobody goes through with do not pile up, and another org's stay", () =>
    Effect.gen(function*() {
      const requests = yield* OAuthRequests
      const sql = yield* SqlClient.SqlClient
      const { orgId } = yield* newOrg()
      const other = yield* requests.open((yield* newOrg()).orgId, "key:test")
      yield* sql`
        INSERT INTO oauth_request (state, org_id, by, created_at, expires_at)
        SELECT 'left-' || n, ${orgId}, 'key:test', n, n + 900000 FROM generate_series(1, 1500) n`
      const newest = yield* requests.open(orgId, "key:test")
      const [left] = yield* sql<{ rows: number }>`
        SELECT count(*)::int AS rows FROM oauth_request WHERE org_id = ${orgId}`
      assert.isAtMost(left?.rows ?? 9_999, 1_000)
      assert.isTrue(Option.isSome(yield* requests.find(newest.state)))
      assert.isTrue(Option.isSome(yield* requests.find(other.state)))
    }))

  it.scoped("an account that is connected again keeps its id, also after it was disconnected", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const connect = Effect.gen(function*() {
        const begun = yield* client("account.connect", { orgId }, owner)
        yield* comeBack(yield* consentTo(begun.state, "faithful.creator"))
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
      const { orgId, owner } = yield* newOrg()
      for (const answer of [{ code: null, error: "access_denied" }, { code: "made-up", error: null }]) {
        const { state } = yield* client("account.connect", { orgId }, owner)
        yield* Effect.flatMap(Consents, ({ begin }) => begin(state, BROWSER))
        const error = yield* Effect.flip(comeBack({ state, scopes: [], ...answer }))
        assert.isNotEmpty(error.remedy)
        const ended = yield* client("account.connection", { state }, owner)
        assert.isTrue(ended.ended)
        assert.isNull(ended.account)
        assert.strictEqual(ended.failure?.message, error.message)
      }
      const unknown = yield* Effect.flip(comeBack({ state: "who", code: "c", scopes: [], error: null }))
      assert.strictEqual(unknown._tag, "NotFound")
      assert.deepStrictEqual(yield* client("account.list", {}, owner), [])
    }))

  it.scoped("a consent page that nobody finished in time cannot be finished later", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const sql = yield* SqlClient.SqlClient
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      const returned = yield* consentTo(begun.state)
      yield* sql`UPDATE oauth_request SET expires_at = 1 WHERE state = ${begun.state}`
      const late = yield* client("account.connection", { state: begun.state }, owner)
      assert.deepStrictEqual([late.ended, late.failure?.tag], [true, "ConnectionExpired"])
      yield* Effect.flip(comeBack(returned))
      assert.deepStrictEqual(yield* client("account.list", {}, owner), [])
    }))

  it.scoped("renewing is asked of the account, and done by a job", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      yield* comeBack(yield* consentTo(begun.state, "renewing.creator"))
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
      const actors = yield* Actors
      const { orgId, owner } = yield* newOrg()
      const begun = yield* client("account.connect", { orgId }, owner)
      yield* comeBack(yield* consentTo(begun.state, "budget.creator"))
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
      const first = yield* newOrg()
      const second = yield* newOrg()
      const through = (org: typeof first) =>
        Effect.gen(function*() {
          const begun = yield* client("account.connect", { orgId: org.orgId }, org.owner)
          const returned = yield* Effect.either(comeBack(yield* consentTo(begun.state, "shared.creator")))
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
      // And back: anyone who holds it now is asked first.
      assert.strictEqual((yield* through(first)).failure?.tag, "OtherOrgsAccount")
    }))

  it.scoped("F08: of two orgs that return from the consent page at once, one gets the account", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const orgs = yield* Effect.replicateEffect(newOrg(), 4)
      const returns = yield* Effect.forEach(
        orgs,
        ({ orgId, owner }) =>
          Effect.flatMap(
            client("account.connect", { orgId }, owner),
            ({ state }) => consentTo(state, "raced.creator")
          )
      )
      const ends = yield* Effect.forEach(returns, (one) => Effect.either(comeBack(one)), { concurrency: "unbounded" })
      assert.lengthOf(ends.filter(Either.isRight), 1)
    }))

  it.scoped("what another browser brings back neither connects nor refuses, and a link that is in use opens no second way", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const consents = yield* Consents
      const { orgId, owner } = yield* newOrg()
      const { state } = yield* client("account.connect", { orgId }, owner)
      const stranger = "s".repeat(43)
      const untouched = Effect.gen(function*() {
        const { account, ended, failure } = yield* client("account.connection", { state }, owner)
        assert.deepStrictEqual([account, ended, failure], [null, false, null])
      })
      const refused = { state, code: null, scopes: [], error: "access_denied" }
      // Before anybody saw our page, nothing that comes back is believed.
      for (const browser of ["", stranger]) {
        assert.strictEqual((yield* Effect.flip(consents.finish(refused, browser)))._tag, "Refused")
        yield* untouched
      }
      const returned = yield* consentTo(state, "bound.creator")
      assert.strictEqual((yield* Effect.flip(consents.begin(state, stranger)))._tag, "Refused")
      for (const browser of ["", stranger]) {
        yield* Effect.flip(consents.finish(refused, browser))
        yield* Effect.flip(consents.finish(returned, browser))
        yield* untouched
      }
      assert.deepStrictEqual(yield* client("account.list", {}, owner), [])
      assert.strictEqual((yield* comeBack(returned)).name, "@bound.creator")
      // What is over cannot begin again.
      assert.strictEqual((yield* Effect.flip(consents.begin(state, BROWSER)))._tag, "Refused")
    }))

  it.scoped("the same answer that arrives twice at once connects once and leaves no failure", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const { state } = yield* client("account.connect", { orgId }, owner)
      const returned = yield* consentTo(state, "doubled.creator")
      const ends = yield* Effect.all([comeBack(returned), comeBack(returned)].map(Effect.either), {
        concurrency: "unbounded"
      })
      for (const end of ends) if (Either.isLeft(end)) assert.strictEqual(end.left._tag, "Busy")
      const { account, failure } = yield* client("account.connection", { state }, owner)
      assert.deepStrictEqual([account?.username, failure], ["doubled.creator", null])
    }))

  it.scoped("the page before TikTok's knows the org, the key that began, and what is asked for", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const consents = yield* Consents
      const { orgId } = yield* newOrg()
      const { state } = yield* client("account.connect", { orgId }, yield* newKey(orgId, "owner", "Ana's laptop"))
      const { by, orgName, scopes } = yield* consents.terms(state)
      assert.deepStrictEqual([orgName, by], ["Studio", "Ana's laptop"])
      assert.include(scopes, "video.publish")
      const page = new URL(yield* consents.begin(state, BROWSER)).searchParams
      assert.strictEqual(page.get("redirect_uri"), "http://127.0.0.1:4400/oauth/tiktok/callback")
      assert.strictEqual(page.get("code_challenge_method"), "S256")
      for (const odd of ["", "who", "a\u0000", "%".repeat(32)]) {
        assert.strictEqual((yield* Effect.flip(consents.terms(odd)))._tag, "NotFound")
      }
    }))
})
