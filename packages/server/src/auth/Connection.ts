import { Actors } from "@callsheet/actors/Actors"
import { JobQueue, wakeAccount } from "@callsheet/database/jobs/JobQueue"
import { type OAuthRequest, OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { sealedTokens } from "@callsheet/database/secrets/SealedTokens"
import { Vault } from "@callsheet/database/secrets/Vault"
import { OtherOrgsAccount } from "@callsheet/domain/account/AccountError"
import { Refused } from "@callsheet/domain/api/ApiError"
import { Failure, failureOf, type Remedied } from "@callsheet/domain/Failure"
import { AccountId, deriveCommandId, OrgId } from "@callsheet/domain/Ids"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { type Pkce, pkceChallenge, TikTokOAuth, type TokenGrant } from "@callsheet/tiktok/TikTokOAuth"
import { Clock, Effect, Layer, Option, Redacted } from "effect"
import { createHmac } from "node:crypto"
import { ServerConfig } from "../Config.ts"
import { derivedId, found, orBusy } from "../handlers/Commands.ts"
import { FinishConnection, type ReturnedFromTikTok } from "./OAuthCallback.ts"

/** Byte for byte the same on the way out and in the exchange, as TikTok asks. */
export const callbackUrl = (publicUrl: string): string => `${publicUrl}/oauth/tiktok/callback`

/**
 * TikTok asks apps on a person's own machine for a proof key, and knows none for web apps (Login Kit, 2026). It follows
 * from the state and the app's secret, so any server can finish what another began and nothing needs to be stored.
 */
export const proofOf = Effect.gen(function*() {
  const { clientSecret } = yield* TikTokConfig
  const { publicUrl } = yield* ServerConfig
  const isOwnMachine = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(publicUrl).hostname)
  return (state: string): Pkce | undefined => {
    if (!isOwnMachine) return undefined
    const verifier = createHmac("sha256", Redacted.value(clientSecret)).update(`callsheet pkce ${state}`).digest(
      "base64url"
    )
    return { verifier: Redacted.make(verifier), challenge: pkceChallenge(verifier) }
  }
})

const again = (orgId: string) => `Begin again: callsheet account connect --org ${orgId}`

export const expired = (orgId: string): Failure =>
  new Failure({
    tag: "ConnectionExpired",
    message: "Nobody finished TikTok's consent page in fifteen minutes.",
    remedy: again(orgId)
  })

const refused = (orgId: string, said: string): Failure =>
  new Failure({ tag: "ConsentRefused", message: `TikTok's consent page answered: ${said}`, remedy: again(orgId) })

const asError = ({ message, remedy }: Failure) => new Refused({ what: message, next: remedy })

/**
 * The way back from TikTok's consent page: the code becomes tokens, the tokens are sealed, and the account is connected. An
 * account that was connected before keeps its id, its plans and its rate windows.
 */
export const ConnectionLive = Layer.effect(
  FinishConnection,
  Effect.gen(function*() {
    const actors = yield* Actors
    const api = yield* TikTokApi
    const oauth = yield* TikTokOAuth
    const proof = yield* proofOf
    const queue = yield* JobQueue
    const requests = yield* OAuthRequests
    const vault = yield* Vault
    const { publicUrl } = yield* ServerConfig

    const failed = (request: OAuthRequest, failure: Failure) =>
      Effect.zipRight(requests.end(request.state, { accountId: null, failure }), asError(failure))

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

    const connect = (request: OAuthRequest, grant: TokenGrant) =>
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

    const finish = Effect.fn("Connection.finish")(
      function*(returned: ReturnedFromTikTok) {
        const request = yield* Effect.flatMap(
          requests.find(returned.state),
          found("connection", returned.state.slice(0, 40), "callsheet account connect --org ORG")
        )
        if (request.failure !== null) return yield* asError(request.failure)
        // A page that is loaded again says again how it went.
        if (request.accountId !== null) return { name: `Account ${request.accountId}` }
        if ((yield* Clock.currentTimeMillis) > request.expiresAt) return yield* failed(request, expired(request.orgId))
        if (returned.code === null) {
          return yield* failed(request, refused(request.orgId, returned.error ?? "no reason given"))
        }
        const verifier = proof(request.state)?.verifier
        const grant = yield* oauth.exchangeCode({
          code: Redacted.make(returned.code),
          redirectUri: callbackUrl(publicUrl),
          ...(verifier === undefined ? {} : { verifier })
        }).pipe(Effect.catchAll((error) => failed(request, tikTokFailure(error))))
        const account = yield* connect(request, grant)
        const name = account.username === "" ? account.nickname || account.id : `@${account.username}`
        return {
          name: account.missingScopes.length === 0 ? name : `${name} (not granted: ${account.missingScopes.join(", ")})`
        }
      },
      orBusy("the connection")
    )

    return (returned): Effect.Effect<{ readonly name: string }, Remedied> => finish(returned)
  })
)
