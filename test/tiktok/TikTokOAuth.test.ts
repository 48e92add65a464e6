import { SANDBOX_CLIENT_KEY } from "@callsheet/process/settings/Together"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import type { TikTokError } from "@callsheet/tiktok/TikTokErrors"
import { makePkce, pkceChallenge, TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Clock, ConfigProvider, Effect, Redacted } from "effect"
import { clientAt, loopback, type Reply } from "./Loopback.ts"

const asked = <A>(reply: Reply, call: Effect.Effect<A, TikTokError, TikTokOAuth>) =>
  Effect.gen(function*() {
    const server = yield* loopback(() => reply)
    const result = yield* Effect.either(Effect.provide(call, clientAt(server.url)))
    return { result, form: new URLSearchParams(server.seen[0]?.body.toString()), seen: server.seen }
  }).pipe(Effect.scoped)

const exchange = Effect.flatMap(TikTokOAuth, (oauth) =>
  oauth.exchangeCode({
    code: Redacted.make("Abc*0!6410"),
    redirectUri: "https://app.example/callback/",
    verifier: Redacted.make("v".repeat(43))
  }))
const refresh = Effect.flatMap(TikTokOAuth, (oauth) => oauth.refresh(Redacted.make("rft.old")))

const granted =
  `{"access_token":"act.sim1","expires_in":7200,"open_id":"-000SimOpenIdExample","refresh_expires_in":15552000,"refresh_token":"rft.sim1","scope":"user.info.basic,video.publish,video.list","token_type":"Bearer"}`

describe("TikTokOAuth", () => {
  it.live("the consent page is asked with TikTok's own names, comma-separated scopes and never skipped", () =>
    Effect.gen(function*() {
      const oauth = yield* TikTokOAuth
      const url = new URL(oauth.authorizeUrl({
        state: "st/ate",
        redirectUri: "http://127.0.0.1:4400/oauth/tiktok/callback",
        scopes: ["user.info.basic", "video.publish"],
        challenge: "cafe"
      }))
      assert.strictEqual(url.pathname, "/v2/auth/authorize/")
      assert.deepStrictEqual(Object.fromEntries(url.searchParams), {
        client_key: "sim_client_key",
        response_type: "code",
        scope: "user.info.basic,video.publish",
        redirect_uri: "http://127.0.0.1:4400/oauth/tiktok/callback",
        state: "st/ate",
        disable_auto_auth: "1",
        code_challenge: "cafe",
        code_challenge_method: "S256"
      })
    }).pipe(Effect.provide(clientAt("http://127.0.0.1:1"))))

  it("the challenge is hex, as TikTok wants it, not base64url", () => {
    assert.strictEqual(
      pkceChallenge("sim-code-verifier-0123456789-abcdefghijklmnopqrst"),
      "014cce5eeb6a52296bf4f4ea51290bd209cbb2a230e63bf9bd7221e358766c67"
    )
  })

  it.effect("a fresh verifier has TikTok's alphabet and length", () =>
    Effect.gen(function*() {
      const { challenge, verifier } = yield* makePkce
      assert.match(Redacted.value(verifier), /^[A-Za-z0-9\-._~]{43,128}$/)
      assert.strictEqual(challenge, pkceChallenge(Redacted.value(verifier)))
    }))

  it.live("a code is exchanged for tokens whose lives come from the answer, counted from before the call", () =>
    Effect.gen(function*() {
      const before = yield* Clock.currentTimeMillis
      const { form, result, seen } = yield* asked({ body: granted }, exchange)
      const after = yield* Clock.currentTimeMillis
      if (result._tag === "Left") throw result.left
      const grant = result.right
      assert.strictEqual(grant.openId, "-000SimOpenIdExample")
      assert.strictEqual(Redacted.value(grant.accessToken), "act.sim1")
      assert.strictEqual(Redacted.value(grant.refreshToken), "rft.sim1")
      assert.deepStrictEqual(grant.scopes, ["user.info.basic", "video.publish", "video.list"])
      assert.isTrue(grant.accessExpiresAt >= before + 7_200_000 && grant.accessExpiresAt <= after + 7_200_000)
      assert.strictEqual(grant.refreshExpiresAt - grant.accessExpiresAt, 15_552_000_000 - 7_200_000)
      assert.strictEqual(seen[0]?.headers["content-type"], "application/x-www-form-urlencoded")
      assert.deepStrictEqual(Object.fromEntries(form), {
        client_key: "sim_client_key",
        client_secret: "sim_client_secret",
        grant_type: "authorization_code",
        code: "Abc*0!6410",
        redirect_uri: "https://app.example/callback/",
        code_verifier: "v".repeat(43)
      })
    }))

  for (const status of [200, 400, 401]) {
    it.live(`D28: a dead refresh token is told by the body, here with HTTP ${status}`, () =>
      Effect.gen(function*() {
        const { form, result } = yield* asked({
          status,
          body:
            `{"error":"invalid_grant","error_description":"Refresh token is invalid or expired.","log_id":"20261122X"}`
        }, refresh)
        assert.strictEqual(form.get("refresh_token"), "rft.old")
        if (result._tag === "Right") throw new Error("expected a refusal")
        assert.isTrue(result.left._tag === "TikTokTokenInvalid" && !result.left.refreshHelps)
        assert.strictEqual(result.left.logId, "20261122X")
        assert.notInclude(JSON.stringify(result.left), "rft.old")
      }))
  }

  for (
    const [what, reply, tag] of [
      ["a server error by name", { body: `{"error":"server_error","error_description":""}` }, "TikTokUnavailable"],
      ["a 500 page", { status: 500, body: "oops" }, "TikTokUnavailable"],
      ["a 429", { status: 429, body: "" }, "TikTokRateLimited"],
      ["wrong credentials", { body: `{"error":"invalid_client"}` }, "TikTokRefused"],
      ["an error in the other calls' form", {
        body: `{"data":{},"error":{"code":"rate_limit_exceeded","message":"","log_id":"x"}}`
      }, "TikTokRateLimited"],
      ["no token", { body: `{"expires_in":7200}` }, "TikTokAnswerUnreadable"],
      ["half an answer", { body: granted.slice(0, 60) }, "TikTokAnswerUnreadable"],
      ["silence", { instead: () => {} }, "TikTokUnavailable"]
    ] as ReadonlyArray<readonly [string, Reply, TikTokError["_tag"]]>
  ) {
    it.live(`${what} at a refresh is ${tag}`, () =>
      Effect.gen(function*() {
        const { result } = yield* asked(reply, refresh)
        assert.strictEqual(result._tag === "Left" && result.left._tag, tag)
        assert.notInclude(JSON.stringify(result), "act.sim1")
      }))
  }

  it.live("a lifetime with a fraction of a second ends at a whole millisecond", () =>
    Effect.gen(function*() {
      const { result } = yield* asked({ body: granted.replace("7200", "7200.00025") }, refresh)
      if (result._tag === "Left") return assert.fail(result.left.message)
      assert.isTrue(Number.isInteger(result.right.accessExpiresAt), `${result.right.accessExpiresAt}`)
    }))

  it.live("revoking takes an empty answer and {} alike", () =>
    Effect.gen(function*() {
      const revoke = Effect.flatMap(TikTokOAuth, (oauth) => oauth.revoke(Redacted.make("act.sim1")))
      for (const body of ["", "{}"]) {
        const { form, result } = yield* asked({ body }, revoke)
        assert.strictEqual(result._tag, "Right")
        assert.strictEqual(form.get("token"), "act.sim1")
      }
      const { result } = yield* asked({ status: 404, body: "" }, revoke)
      assert.strictEqual(result._tag === "Left" && result.left._tag, "TikTokAnswerUnreadable")
    }))
})

describe("TikTokConfig", () => {
  const load = (variables: Readonly<Record<string, string>>) =>
    TikTokConfig.pipe(
      Effect.provide(TikTokConfig.layerConfig),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )

  it.effect("live, it speaks to TikTok, honestly named", () =>
    Effect.gen(function*() {
      const settings = yield* load({
        CALLSHEET_MODE: "live",
        CALLSHEET_TIKTOK_CLIENT_KEY: "k",
        CALLSHEET_TIKTOK_CLIENT_SECRET: "s"
      })
      assert.strictEqual(settings.apiUrl, "https://open.tiktokapis.com")
      assert.strictEqual(settings.authorizeUrl, "https://www.tiktok.com/v2/auth/authorize/")
      assert.strictEqual(settings.userAgent, "callsheet/0.1.0")
    }))

  it.effect("the consent page keeps the slash at its end, with which TikTok documents it", () =>
    Effect.gen(function*() {
      const settings = yield* load({
        CALLSHEET_TIKTOK_AUTH_URL: "http://127.0.0.1:9/v2/auth/authorize/",
        CALLSHEET_TIKTOK_API_URL: "http://127.0.0.1:9"
      })
      assert.strictEqual(settings.authorizeUrl, "http://127.0.0.1:9/v2/auth/authorize/")
    }))

  it.effect("without any variable it speaks to the sandbox on this machine, never to TikTok", () =>
    Effect.gen(function*() {
      const settings = yield* load({})
      assert.strictEqual(settings.apiUrl, "http://127.0.0.1:4401")
      assert.strictEqual(settings.authorizeUrl, "http://127.0.0.1:4401/v2/auth/authorize/")
      assert.strictEqual(settings.userAgent, "callsheet/0.1.0")
      assert.strictEqual(settings.clientKey, SANDBOX_CLIENT_KEY)
    }))

  it.effect("D26: live mode without credentials does not start and names everything that is wrong at once", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(load({ CALLSHEET_MODE: "live", CALLSHEET_TIKTOK_API_URL: "nonsense" }))
      const text = Cause.pretty(Cause.fail(error))
      for (
        const name of ["CALLSHEET_TIKTOK_CLIENT_KEY", "CALLSHEET_TIKTOK_CLIENT_SECRET", "CALLSHEET_TIKTOK_API_URL"]
      ) assert.include(text, name)
    }))

  it.effect("any stand-in takes TikTok's place by its address alone", () =>
    Effect.gen(function*() {
      const settings = yield* load({ CALLSHEET_TIKTOK_API_URL: "http://127.0.0.1:9/" })
      assert.strictEqual(settings.apiUrl, "http://127.0.0.1:9")
    }))
})
