import { sealedTokens } from "@callsheet/database/secrets/SealedTokens"
import { Vault } from "@callsheet/database/secrets/Vault"
import type { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import { pkceChallenge, TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as HttpClient from "@effect/platform/HttpClient"
import { Effect, Redacted } from "effect"

const redirectUri = "http://127.0.0.1:4400/oauth/tiktok/callback"
/** The same in every history, so that a seed repeats it. */
const verifier = "v".repeat(43)

/** A creator of the sandbox goes through its consent page: what the account is then told, as by the server after the callback. */
export const consentOf = ({ id, orgId, username }: {
  readonly id: AccountId
  readonly orgId: OrgId
  readonly username: string
}) =>
  Effect.gen(function*() {
    const oauth = yield* TikTokOAuth
    const client = yield* HttpClient.HttpClient
    const vault = yield* Vault
    const page = new URL(oauth.authorizeUrl({ state: "s", redirectUri, challenge: pkceChallenge(verifier) }))
    page.searchParams.set("creator", username)
    const consent = yield* client.get(page)
    const code = new URL(consent.headers["location"] ?? "").searchParams.get("code") ?? ""
    const grant = yield* oauth.exchangeCode({
      code: Redacted.make(code),
      redirectUri,
      verifier: Redacted.make(verifier)
    })
    return {
      _tag: "Connect",
      orgId,
      openId: grant.openId,
      username,
      nickname: username,
      scopes: [...grant.scopes],
      tokens: yield* sealedTokens(vault, { id, orgId }, grant)
    } satisfies AccountCommand
  })
