import { Actors } from "@callsheet/actors/Actors"
import { JobQueue, wakeAccount } from "@callsheet/database/jobs/JobQueue"
import { type OAuthRequest, OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { sealedTokens } from "@callsheet/database/secrets/SealedTokens"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import { OtherOrgsAccount } from "@callsheet/domain/account/AccountError"
import { refused as refusal, refusedBy } from "@callsheet/domain/api/ApiError"
import { Busy } from "@callsheet/domain/Envelope"
import { type Failure, failureOf, failureWith } from "@callsheet/domain/Failure"
import { AccountId, deriveCommandId, OrgId } from "@callsheet/domain/Ids"
import { step } from "@callsheet/domain/Remedy"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { type Pkce, pkceChallenge, TikTokOAuth, tikTokScopes, type TokenGrant } from "@callsheet/tiktok/TikTokOAuth"
import { Clock, type Context, Effect, Layer, Option, Redacted } from "effect"
import { createHmac } from "node:crypto"
import { ServerConfig } from "../Config.ts"
import { derivedId, found, orBusy } from "../handlers/Commands.ts"
import { Consents, type ReturnedFromTikTok } from "./Consents.ts"

export const CONSENT_PATH = "/oauth/tiktok/start"

/** Byte for byte the same on the way out and in the exchange, as TikTok asks. */
export const callbackUrl = (publicUrl: string): string => `${publicUrl}/oauth/tiktok/callback`

/** Our page that says whose org gets the account. It leads on to TikTok's page. */
export const consentPageUrl = (publicUrl: string, state: string): string =>
  `${publicUrl}${CONSENT_PATH}?state=${encodeURIComponent(state)}`

/**
 * The proof key binds the code to who asked for it. TikTok asks apps on a person's own machine for one and says nothing of
 * web apps (Login Kit, 2026), so it is always sent. It follows from the state and the app's secret, so any server can
 * finish what another began and nothing needs to be stored.
 */
const proofOf = Effect.map(TikTokConfig, ({ clientSecret }) => (state: string): Pkce => {
  const verifier = createHmac("sha256", Redacted.value(clientSecret)).update(`callsheet pkce ${state}`).digest(
    "base64url"
  )
  return { verifier: Redacted.make(verifier), challenge: pkceChallenge(verifier) }
})

const again = (orgId: string) => step("Begin again", "account.connect", { orgId })

export const expired = (orgId: string): Failure =>
  failureWith(
    { tag: "ConnectionExpired", message: "Nobody finished TikTok's consent page in fifteen minutes." },
    again(orgId)
  )

const refused = (orgId: string, said: string): Failure =>
  failureWith({ tag: "ConsentRefused", message: `TikTok's consent page answered: ${said}` }, again(orgId))

const ended = (orgId: string): Failure =>
  failureWith(
    { tag: "ConnectionEnded", message: "This connection was already finished or refused." },
    again(orgId)
  )

/** Another browser went on with it, or none did: the person before this one never saw whose org gets the account. */
const otherBrowser = refusal(
  "This connection was not begun in this browser, so nothing was connected.",
  step("Open the address of a new connection yourself, in this browser, and go on from there", "account.connect")
)

const taken = refusal(
  "Another browser goes on with this connection.",
  step("Go on in that browser, or begin again", "account.connect")
)

/** The name of the key that began it. */
const nameOf = (by: string): string => by.replace(/^key:/, "")

/** What is missing, late or over cannot begin. */
const open = (request: OAuthRequest) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    request.endedAt !== null
      ? refusedBy(request.failure ?? ended(request.orgId))
      : now > request.expiresAt
      ? refusedBy(expired(request.orgId))
      : Effect.succeed(request))

const unknown = (state: string) => found("connection", state.slice(0, 40), "account.connect")

type Requests = Context.Tag.Service<OAuthRequests>

const failing = (requests: Requests) => (request: OAuthRequest, failure: Failure) =>
  Effect.zipRight(requests.end(request.state, { accountId: null, failure }), refusedBy(failure))

/** Connects the account that a grant is for. */
const makeConnecting = Effect.gen(function*() {
  const actors = yield* Actors
  const api = yield* TikTokApi
  const queue = yield* JobQueue
  const requests = yield* OAuthRequests
  const vault = yield* Vault

  /** The names are for people; without them the account works all the same. */
  const names = (grant: TokenGrant) =>
    api.userInfo({ token: grant.accessToken, scopes: grant.scopes }).pipe(
      Effect.map((user) => ({ username: user.username ?? "", nickname: user.displayName ?? "" })),
      Effect.catchAll((error) =>
        Effect.as(
          Effect.logWarning(`The names of a connected account could not be read: ${error.message}`),
          { username: "", nickname: "" }
        )
      )
    )

  return (request: OAuthRequest, grant: TokenGrant) =>
    Effect.gen(function*() {
      const orgId = OrgId.make(request.orgId)
      const id = AccountId.make(derivedId("acc", orgId, grant.openId))
      const { nickname, username } = yield* names(grant)
      // Its consent is not given back: TikTok would end it for the org it belongs to as well.
      if (!(yield* requests.claim(request.state, orgId, grant.openId))) {
        const error = new OtherOrgsAccount({
          id,
          name: username === "" ? nickname || grant.openId : `@${username}`
        })
        yield* requests.end(request.state, { accountId: null, failure: failureOf(error) })
        return yield* error
      }
      const span = yield* Effect.option(Effect.currentSpan)
      const { account } = yield* actors.account(id, {
        commandId: deriveCommandId("oauth", request.state),
        by: request.by,
        traceId: Option.getOrNull(Option.map(span, ({ traceId }) => traceId)),
        closes: null,
        keyed: false
      }, {
        _tag: "Connect",
        orgId,
        openId: grant.openId,
        username,
        nickname,
        scopes: [...grant.scopes],
        tokens: yield* sealedTokens(vault, { id, orgId }, grant)
      })
      yield* wakeAccount(queue, id)
      yield* requests.end(request.state, { accountId: id, failure: null })
      return account
    })
})

/** What TikTok's answer, brought back by the browser that went there, comes to. */
const makeFinishing = Effect.gen(function*() {
  const oauth = yield* TikTokOAuth
  const proof = yield* proofOf
  const requests = yield* OAuthRequests
  const { publicUrl } = yield* ServerConfig
  const connect = yield* makeConnecting
  const failed = failing(requests)

  return Effect.fn("Connection.finish")(
    function*(returned: ReturnedFromTikTok, browser: string) {
      yield* Effect.flatMap(requests.find(returned.state), unknown(returned.state))
      const bound = yield* requests.findOf(returned.state, browser)
      if (Option.isNone(bound)) return yield* otherBrowser
      const request = bound.value
      if (request.failure !== null) return yield* refusedBy(request.failure)
      // A page that is loaded again says again how it went.
      if (request.accountId !== null) return { name: `Account ${request.accountId}` }
      // The same answer may arrive twice at once, and a code works once: the second must not end what the first does.
      if (!(yield* requests.take(request.state))) {
        return yield* new Busy({ what: "This connection", retryAfterMillis: 2_000 })
      }
      if ((yield* Clock.currentTimeMillis) > request.expiresAt) return yield* failed(request, expired(request.orgId))
      if (returned.code === null) {
        return yield* failed(request, refused(request.orgId, returned.error ?? "no reason given"))
      }
      const grant = yield* oauth.exchangeCode({
        code: Redacted.make(returned.code),
        redirectUri: callbackUrl(publicUrl),
        verifier: proof(request.state).verifier
      }).pipe(Effect.catchAll((error) => failed(request, tikTokFailure(error))))
      const account = yield* connect(request, grant)
      const name = account.username === "" ? account.nickname || account.id : `@${account.username}`
      return {
        name: account.missingScopes.length === 0 ? name : `${name} (not granted: ${account.missingScopes.join(", ")})`
      }
    },
    orBusy("the connection")
  )
})

/**
 * The way back from TikTok's consent page: the code becomes tokens, the tokens are sealed, and the account is connected. An
 * account that was connected before keeps its id, its plans and its rate windows.
 */
export const ConnectionLive = Layer.effect(
  Consents,
  Effect.gen(function*() {
    const oauth = yield* TikTokOAuth
    const proof = yield* proofOf
    const requests = yield* OAuthRequests
    const views = yield* Views
    const { publicUrl } = yield* ServerConfig
    const finish = yield* makeFinishing

    const opened = (state: string) => requests.find(state).pipe(Effect.flatMap(unknown(state)), Effect.flatMap(open))

    const terms = (state: string) =>
      Effect.gen(function*() {
        const { by, expiresAt, orgId } = yield* opened(state)
        const org = yield* Effect.flatMap(views.org(orgId), found("org", orgId, "org.list"))
        return { orgName: org.name, by: nameOf(by), scopes: tikTokScopes, expiresAt }
      }).pipe(orBusy("the connection"))

    const begin = (state: string, browser: string) =>
      Effect.gen(function*() {
        const request = yield* opened(state)
        if (!(yield* requests.bind(request.state, browser))) return yield* taken
        return oauth.authorizeUrl({
          state: request.state,
          redirectUri: callbackUrl(publicUrl),
          challenge: proof(request.state).challenge
        })
      }).pipe(orBusy("the connection"))

    return Consents.of({ terms, begin, finish })
  })
)
