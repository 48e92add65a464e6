import { challengeOf } from "@callsheet/sandbox/OAuth"
import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { callback, openSandbox, send, verifier } from "./support.ts"

const challenge = "014cce5eeb6a52296bf4f4ea51290bd209cbb2a230e63bf9bd7221e358766c67"

describe("Sandbox OAuth", () => {
  it("the PKCE challenge is lower-case hex, not base64url", () => {
    assert.strictEqual(challengeOf(verifier), challenge)
  })

  it.scoped("consent leads back with code, scopes and state; the code buys tokens for two hours and 180 days", () =>
    Effect.gen(function*() {
      const { books, consent, exchange } = yield* openSandbox()
      const query = yield* consent()
      assert.strictEqual(query.get("state"), "some state")
      assert.include(query.get("scopes") ?? "", "video.publish,video.upload")
      assert.match(query.get("code") ?? "", /\*.*!/)
      const tokens = yield* exchange(query.get("code") ?? "")
      assert.strictEqual(tokens.status, 200)
      assert.strictEqual(tokens.at("expires_in"), 7_200)
      assert.strictEqual(tokens.at("refresh_expires_in"), 15_552_000)
      assert.strictEqual(tokens.at("token_type"), "Bearer")
      assert.match(String(tokens.at("access_token")), /^act\./)
      assert.match(String(tokens.at("open_id")), /^-/)
      assert.strictEqual(books.of("token").length, 1)
    }))

  it.scoped("a code is good once, for five minutes, and for the redirect address it was made for", () =>
    Effect.gen(function*() {
      const { consent, exchange } = yield* openSandbox()
      const code = (yield* consent()).get("code") ?? ""
      assert.strictEqual((yield* exchange(code, { redirect_uri: `${callback}/` })).code, "invalid_grant")
      assert.isUndefined((yield* exchange(code)).code)
      assert.strictEqual((yield* exchange(code)).code, "invalid_grant")
      const late = (yield* consent()).get("code") ?? ""
      yield* TestClock.adjust("301 seconds")
      assert.strictEqual((yield* exchange(late)).code, "invalid_grant")
    }))

  it.scoped("a challenge binds the code to its verifier", () =>
    Effect.gen(function*() {
      const { consent, exchange } = yield* openSandbox()
      const code = (yield* consent()).get("code") ?? ""
      assert.strictEqual((yield* exchange(code, { code_verifier: "" })).code, "invalid_request")
      assert.strictEqual((yield* exchange(code, { code_verifier: `${verifier}x` })).code, "invalid_grant")
      assert.isUndefined((yield* exchange(code, { code_verifier: verifier })).code)
    }))

  it.scoped("the consent page is refused, and leads nowhere, for a wrong app, address, scope or missing state", () =>
    Effect.gen(function*() {
      const { authorizeUrl } = yield* openSandbox()
      const wrong: ReadonlyArray<Record<string, string>> = [
        { client_key: "someone-else" },
        { redirect_uri: "http://app.example/callback" },
        { redirect_uri: "http://127.0.0.1/callback" },
        { redirect_uri: `${callback}?x=1` },
        { scope: "video.publish video.upload" },
        { scope: "" },
        { state: "" },
        { response_type: "token" },
        { code_challenge_method: "plain" }
      ]
      for (const more of wrong) {
        const answer = yield* send(authorizeUrl(more))
        assert.strictEqual(answer.status, 400, JSON.stringify(more))
        assert.isNull(answer.headers.get("location"))
      }
    }))

  it.scoped("a registered address may leave its port open; others are refused then", () =>
    Effect.gen(function*() {
      const { authorizeUrl } = yield* openSandbox({
        settings: { redirectUris: ["http://127.0.0.1:*/oauth/tiktok/callback"] }
      })
      assert.strictEqual((yield* send(authorizeUrl())).status, 302)
      assert.strictEqual((yield* send(authorizeUrl({ redirect_uri: "http://127.0.0.1:4400/else" }))).status, 400)
    }))

  it.scoped("a person can pick the account, grant less, or refuse", () =>
    Effect.gen(function*() {
      const { accountOf, authorizeUrl, call, exchange, url } = yield* openSandbox({ settings: { autoConsent: false } })
      const shown = yield* send(authorizeUrl())
      assert.strictEqual(shown.status, 200)
      for (const name of ["sunny.kitchen", "nordlicht.tv", "stadt.werk", "Continue"]) assert.include(shown.text, name)
      const pressed = (more: string) =>
        Effect.map(
          send(`${authorizeUrl().replace(`${url}/v2/auth/authorize/`, `${url}/sandbox/consent`)}&${more}`),
          (answer) => new URL(answer.headers.get("location") ?? "").searchParams
        )
      const less = yield* pressed("answer=continue&creator=stadt.werk&granted=video.publish&granted=user.info.basic")
      assert.strictEqual(less.get("scopes"), "user.info.basic,video.publish")
      const account = yield* Effect.flatMap(exchange(less.get("code") ?? ""), accountOf)
      const info = yield* call(account, "/v2/post/publish/creator_info/query/")
      assert.strictEqual(info.at("data", "creator_username"), "stadt.werk")
      assert.strictEqual((yield* call(account, "/v2/video/list/?fields=id")).code, "scope_not_authorized")
      const refused = yield* pressed("answer=cancel")
      assert.strictEqual(refused.get("error"), "access_denied")
      assert.strictEqual(refused.get("state"), "some state")
      assert.isNull(refused.get("code"))
    }))

  it.scoped("without a person each consent brings the next creator", () =>
    Effect.gen(function*() {
      const { accountOf, consent, exchange } = yield* openSandbox()
      const next = Effect.flatMap(consent(), (query) => Effect.flatMap(exchange(query.get("code") ?? ""), accountOf))
      const accounts = yield* Effect.all([next, next, next])
      assert.strictEqual(new Set(accounts.map(({ openId }) => openId)).size, 3)
    }))

  it.scoped("once all have granted, a person chooses which of them is meant, or another test account", () =>
    Effect.gen(function*() {
      const { accountOf, authorizeUrl, call, consent, exchange, url } = yield* openSandbox()
      yield* Effect.all(
        [consent(), consent(), consent()].map(Effect.flatMap((query) => exchange(query.get("code") ?? "")))
      )
      const shown = yield* send(authorizeUrl())
      assert.strictEqual(shown.status, 200)
      assert.include(shown.text, "Another test account")
      const pressed = (creator: string) =>
        Effect.gen(function*() {
          const page = authorizeUrl().replace(`${url}/v2/auth/authorize/`, `${url}/sandbox/consent`)
          const granted = "granted=user.info.basic&granted=video.publish"
          const answer = yield* send(`${page}&answer=continue&creator=${encodeURIComponent(creator)}&${granted}`)
          const { searchParams } = new URL(answer.headers.get("location") ?? "")
          const account = yield* Effect.flatMap(exchange(searchParams.get("code") ?? ""), accountOf)
          return (yield* call(account, "/v2/post/publish/creator_info/query/")).at("data", "creator_username")
        })
      assert.strictEqual(yield* pressed("nordlicht.tv"), "nordlicht.tv")
      assert.strictEqual(yield* pressed("+another"), "test.account.4")
      assert.strictEqual(yield* pressed("+another"), "test.account.5")
    }))

  it.scoped("a refresh token dies with its first use, and the 180 days go on", () =>
    Effect.gen(function*() {
      const { accountOf, books, connect, refresh } = yield* openSandbox()
      const first = yield* connect("sunny.kitchen")
      yield* TestClock.adjust("1 days")
      const answer = yield* refresh(first.refreshToken)
      const second = yield* accountOf(answer)
      assert.notStrictEqual(second.refreshToken, first.refreshToken)
      assert.strictEqual(second.openId, first.openId)
      assert.strictEqual(answer.at("refresh_expires_in"), 15_552_000 - 86_400)
      assert.strictEqual((yield* refresh(first.refreshToken)).code, "invalid_grant")
      assert.isUndefined((yield* refresh(second.refreshToken)).code)
      const uses = books.of("token").filter((entry) => entry.grantType === "refresh_token").map((entry) => entry.used)
      assert.strictEqual(new Set(uses).size, 2)
    }))

  it.scoped("in the lenient mode of before November 2026 the refresh token stays", () =>
    Effect.gen(function*() {
      const { accountOf, connect, refresh } = yield* openSandbox({ settings: { rotation: "lenient" } })
      const first = yield* connect("sunny.kitchen")
      const second = yield* Effect.flatMap(refresh(first.refreshToken), accountOf)
      assert.strictEqual(second.refreshToken, first.refreshToken)
      assert.notStrictEqual(second.accessToken, first.accessToken)
    }))

  it.scoped("an access token ends after its lifetime, which a setting can make seconds", () =>
    Effect.gen(function*() {
      const { call, connect } = yield* openSandbox({ settings: { accessTokenSeconds: 3 } })
      const account = yield* connect("sunny.kitchen")
      const ask = call(account, "/v2/post/publish/creator_info/query/")
      assert.strictEqual((yield* ask).code, "ok")
      yield* TestClock.adjust("3 seconds")
      const late = yield* ask
      assert.deepStrictEqual([late.status, late.code], [401, "access_token_invalid"])
    }))

  it.scoped("revoking ends access and refresh tokens; open publications fail", () =>
    Effect.gen(function*() {
      const { app, begin, books, call, connect, form, refresh } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { publish_id } = yield* begin(account, 1_000)
      const answer = yield* form("/v2/oauth/revoke/", { ...app, token: account.accessToken })
      assert.deepStrictEqual([answer.status, answer.text], [200, "{}"])
      assert.strictEqual((yield* call(account, "/v2/post/publish/creator_info/query/")).status, 401)
      assert.strictEqual((yield* refresh(account.refreshToken)).code, "invalid_grant")
      assert.deepInclude(books.of("failed")[0], { publishId: publish_id, reason: "auth_removed" })
    }))

  it.scoped("OAuth errors are flat, under whatever HTTP status the settings say", () =>
    Effect.gen(function*() {
      const { control, form } = yield* openSandbox()
      const wrongSecret = form("/v2/oauth/token/", { client_key: "sandbox-key", client_secret: "no" })
      const answer = yield* wrongSecret
      assert.deepStrictEqual([answer.status, answer.at("error")], [200, "invalid_client"])
      assert.isString(answer.at("error_description"))
      assert.isString(answer.at("log_id"))
      yield* control.settings({ oauthErrorStatus: 400 })
      assert.strictEqual((yield* wrongSecret).status, 400)
    }))
})
