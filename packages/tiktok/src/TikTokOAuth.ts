import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Clock, Context, Effect, Either, Layer, Redacted, Schema } from "effect"
import { createHash, randomBytes } from "node:crypto"
import { TikTokConfig, type TikTokSettings } from "./TikTokConfig.ts"
import { shapeFault, unreadable, WireId } from "./TikTokEnvelope.ts"
import { errorOfCode, type TikTokError } from "./TikTokErrors.ts"
import { makeSend, retryAfterMillis } from "./TikTokHttp.ts"
import { parseJson } from "./TikTokJson.ts"

/** Everything the product asks for. Creators may grant less: compare with what the grant says. */
export const tikTokScopes = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.publish",
  "video.upload"
] as const

/**
 * A pair of tokens. The instants (epoch milliseconds) count from before the request left, so they are never too late.
 * `openId` names the creator within this app and is opaque: no character of it may be dropped.
 */
export interface TokenGrant {
  readonly openId: string
  readonly accessToken: Redacted.Redacted
  readonly accessExpiresAt: number
  readonly refreshToken: Redacted.Redacted
  readonly refreshExpiresAt: number
  readonly scopes: ReadonlyArray<string>
}

/** Whole milliseconds, no matter what fraction of a second the vendor names. */
const endOf = (askedAt: number, seconds: number): number => askedAt + Math.floor(seconds * 1_000)

/**
 * Proof key for a sign-in on this machine (a callback on localhost). TikTok's challenge is the SHA-256 in lower-case hex,
 * not base64url as everywhere else (Login Kit for desktop, 2026).
 */
export interface Pkce {
  readonly verifier: Redacted.Redacted
  readonly challenge: string
}

export const pkceChallenge = (verifier: string): string => createHash("sha256").update(verifier).digest("hex")

export const makePkce: Effect.Effect<Pkce> = Effect.sync(() => {
  const verifier = randomBytes(48).toString("base64url")
  return { verifier: Redacted.make(verifier), challenge: pkceChallenge(verifier) }
})

const Tokens = Schema.Struct({
  access_token: Schema.Redacted(Schema.NonEmptyString),
  expires_in: Schema.Number,
  refresh_token: Schema.Redacted(Schema.NonEmptyString),
  refresh_expires_in: Schema.Number,
  open_id: WireId,
  scope: Schema.String
})

/** Flat by the reference; but an error in the shape of the other calls is understood as well. */
const Refusal = Schema.Struct({
  error: Schema.Union(
    Schema.NonEmptyString,
    Schema.Struct({ code: Schema.NonEmptyString, message: Schema.optional(Schema.String) })
  ),
  error_description: Schema.optional(Schema.NullOr(Schema.String)),
  log_id: Schema.optional(Schema.NullOr(Schema.String))
})

const tokens = Schema.decodeUnknownEither(Tokens)
const refusal = Schema.decodeUnknownEither(Refusal)

const splitScopes = (text: string): ReadonlyArray<string> => text.split(/[\s,]+/).filter((scope) => scope !== "")

export interface TikTokOAuthCalls {
  /**
   * The consent page. `state` comes back untouched. It always shows, so that a browser signed in as one creator cannot
   * silently connect that one again.
   */
  readonly authorizeUrl: (options: {
    readonly state: string
    readonly redirectUri: string
    readonly scopes?: ReadonlyArray<string>
    readonly challenge?: string
  }) => string
  /** `code` as decoded once from the callback's query; `redirectUri` byte for byte as it was sent to the consent page. */
  readonly exchangeCode: (options: {
    readonly code: Redacted.Redacted
    readonly redirectUri: string
    readonly verifier?: Redacted.Redacted
  }) => Effect.Effect<TokenGrant, TikTokError>
  /** TikTok rotates: afterwards the old refresh token is dead, so the new pair must be stored before it is used. */
  readonly refresh: (refreshToken: Redacted.Redacted) => Effect.Effect<TokenGrant, TikTokError>
  readonly revoke: (accessToken: Redacted.Redacted) => Effect.Effect<void, TikTokError>
}

const make = (client: HttpClient.HttpClient, settings: TikTokSettings): TikTokOAuthCalls => {
  const send = makeSend(client, settings)

  /** The HTTP status of OAuth errors is not documented: the body decides. */
  const call = Effect.fnUntraced(function*(operation: string, path: string, form: Readonly<Record<string, string>>) {
    const answer = yield* send(
      operation,
      HttpClientRequest.post(`${settings.apiUrl}/v2/oauth/${path}/`).pipe(
        HttpClientRequest.bodyUrlParams({
          client_key: settings.clientKey,
          client_secret: Redacted.value(settings.clientSecret),
          ...form
        })
      )
    )
    const json = parseJson(answer.text)
    const refused = Either.flatMap(json, refusal)
    const now = yield* Clock.currentTimeMillis
    if (Either.isRight(refused)) {
      const { error, error_description, log_id } = refused.right
      const code = typeof error === "string" ? error : error.code
      if (code !== "ok") {
        return yield* errorOfCode({
          operation,
          code,
          logId: log_id ?? answer.headers["x-tt-logid"] ?? null,
          detail: error_description ?? (typeof error === "string" ? "" : error.message ?? ""),
          status: answer.status,
          retryAfterMillis: retryAfterMillis(answer.headers, now)
        })
      }
    }
    if (answer.status === 429) {
      return yield* errorOfCode({
        operation,
        code: "rate_limit_exceeded",
        logId: null,
        detail: "",
        status: 429,
        retryAfterMillis: retryAfterMillis(answer.headers, now)
      })
    }
    return { answer, json }
  })

  const grant = (operation: string, form: Readonly<Record<string, string>>) =>
    Effect.gen(function*() {
      const askedAt = yield* Clock.currentTimeMillis
      const { answer, json } = yield* call(operation, "token", form)
      if (Either.isLeft(json)) return yield* unreadable(operation, answer, json.left)
      const decoded = tokens(json.right)
      if (Either.isLeft(decoded)) return yield* unreadable(operation, answer, shapeFault(decoded.left))
      const pair = decoded.right
      return {
        openId: pair.open_id,
        accessToken: pair.access_token,
        accessExpiresAt: endOf(askedAt, pair.expires_in),
        refreshToken: pair.refresh_token,
        refreshExpiresAt: endOf(askedAt, pair.refresh_expires_in),
        scopes: splitScopes(pair.scope)
      }
    }).pipe(Effect.withSpan(`TikTokOAuth.${operation}`))

  return {
    authorizeUrl: ({ challenge, redirectUri, scopes = tikTokScopes, state }) => {
      const url = new URL(settings.authorizeUrl)
      url.searchParams.set("client_key", settings.clientKey)
      url.searchParams.set("response_type", "code")
      url.searchParams.set("scope", scopes.join(","))
      url.searchParams.set("redirect_uri", redirectUri)
      url.searchParams.set("state", state)
      url.searchParams.set("disable_auto_auth", "1")
      if (challenge !== undefined) {
        url.searchParams.set("code_challenge", challenge)
        url.searchParams.set("code_challenge_method", "S256")
      }
      return url.href
    },
    exchangeCode: ({ code, redirectUri, verifier }) =>
      grant("exchangeCode", {
        grant_type: "authorization_code",
        code: Redacted.value(code),
        redirect_uri: redirectUri,
        ...(verifier === undefined ? {} : { code_verifier: Redacted.value(verifier) })
      }),
    refresh: (refreshToken) =>
      grant("refresh", { grant_type: "refresh_token", refresh_token: Redacted.value(refreshToken) }),
    revoke: (accessToken) =>
      call("revoke", "revoke", { token: Redacted.value(accessToken) }).pipe(
        Effect.flatMap(({ answer }) =>
          answer.status < 300
            // Success is an empty body or `{}`.
            ? Effect.void
            : Effect.fail(unreadable("revoke", answer, "it is neither a success nor a known refusal"))
        ),
        Effect.withSpan("TikTokOAuth.revoke")
      )
  }
}

/** Sign-in with TikTok: consent, tokens, refresh, goodbye. */
export class TikTokOAuth extends Context.Tag("@callsheet/tiktok/TikTokOAuth")<TikTokOAuth, TikTokOAuthCalls>() {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function*() {
      return make(yield* HttpClient.HttpClient, yield* TikTokConfig)
    })
  )
}
