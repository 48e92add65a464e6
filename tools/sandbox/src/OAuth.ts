import { createHash } from "node:crypto"
import { oauthOk, oauthRefuse, type WireAnswer } from "./Answer.ts"
import { openIdOf } from "./Creators.ts"
import { fingerprint, hex, uuid } from "./Entropy.ts"
import { revokeAccess } from "./Grants.ts"
import type { Grant } from "./Records.ts"
import type { Call, Request, SandboxWorld } from "./World.ts"

const formOf = (request: Request): URLSearchParams | null =>
  /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "")
    ? new URLSearchParams(Buffer.from(request.body).toString("utf8"))
    : null

/** The creator whose tokens a request asks to renew. */
export const ownerOfRefresh = (world: SandboxWorld, request: Request): string | null => {
  const token = world.store.get("refreshTokens", formOf(request)?.get("refresh_token") ?? "")
  return token === undefined ? null : world.store.get("grants", token.grantId)?.openId ?? null
}

/** Lower-case hex, not base64url: TikTok departs from RFC 7636 here (Login Kit for desktop, 2026). */
export const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("hex")

const verifierForm = /^[A-Za-z0-9\-._~]{43,128}$/

/** The form if it comes from the app itself, else what to answer. */
const formOfApp = (world: SandboxWorld, call: Call): URLSearchParams | WireAnswer => {
  const refused = (error: string, description: string) =>
    oauthRefuse(world.store.settings, call.logId, error, description)
  const form = formOf(call.request)
  if (form === null) return refused("invalid_request", "The body must be application/x-www-form-urlencoded.")
  if (form.get("client_key") !== world.app.clientKey) return refused("invalid_client", "Client key is not known.")
  if (form.get("client_secret") !== world.app.clientSecret) {
    return refused("invalid_client", "Client secret does not match.")
  }
  return form
}

/** New tokens for a grant. `refreshToken` is the one that stays, or null for a new one. */
const issue = (
  world: SandboxWorld,
  grant: Grant,
  kept: { readonly refreshToken: string | null; readonly refreshExpiresAt: number },
  now: number
): { readonly answer: WireAnswer; readonly accessToken: string; readonly refreshToken: string } => {
  const { settings } = world.store
  const accessToken = `act.${hex(world.entropy, 24)}!s1`
  const refreshToken = kept.refreshToken ?? `rft.${hex(world.entropy, 24)}!s1`
  world.store.put("accessTokens", accessToken, {
    grantId: grant.id,
    expiresAt: now + settings.accessTokenSeconds * 1_000
  })
  world.store.put("refreshTokens", refreshToken, { grantId: grant.id, expiresAt: kept.refreshExpiresAt })
  const answer = oauthOk({
    access_token: accessToken,
    expires_in: settings.accessTokenSeconds,
    open_id: grant.openId,
    refresh_expires_in: Math.floor((kept.refreshExpiresAt - now) / 1_000),
    refresh_token: refreshToken,
    scope: grant.scopes.join(","),
    token_type: "Bearer"
  })
  return { answer, accessToken, refreshToken }
}

const exchange = (world: SandboxWorld, call: Call, form: URLSearchParams): WireAnswer => {
  const { settings } = world.store
  const refused = (error: string, description: string) => oauthRefuse(settings, call.logId, error, description)
  const text = form.get("code") ?? ""
  const code = world.store.get("codes", text)
  if (code === undefined || code.expiresAt <= call.now) {
    return refused("invalid_grant", "Authorization code is invalid, used or expired.")
  }
  if (form.get("redirect_uri") !== code.redirectUri) {
    return refused("invalid_grant", "Redirect_uri is not the one of the authorization request.")
  }
  const verifier = form.get("code_verifier")
  if (code.challenge !== null) {
    if (verifier === null || !verifierForm.test(verifier)) {
      return refused("invalid_request", "Code verifier is not valid.")
    }
    if (challengeOf(verifier) !== code.challenge) return refused("invalid_grant", "Code verifier does not match.")
  }
  world.store.remove("codes", text)
  const openId = openIdOf(world.app.clientKey, code.username)
  const grant: Grant = { id: uuid(world.entropy), username: code.username, openId, scopes: code.scopes, revoked: false }
  world.store.put("grants", grant.id, grant)
  const refreshExpiresAt = call.now + settings.refreshTokenSeconds * 1_000
  const issued = issue(world, grant, { refreshToken: null, refreshExpiresAt }, call.now)
  noteTokens(world, call, grant, "authorization_code", text, issued)
  return issued.answer
}

const refresh = (world: SandboxWorld, call: Call, form: URLSearchParams): WireAnswer => {
  const { settings } = world.store
  const used = form.get("refresh_token") ?? ""
  const token = world.store.get("refreshTokens", used)
  const grant = token === undefined ? undefined : world.store.get("grants", token.grantId)
  if (token === undefined || token.expiresAt <= call.now || grant === undefined || grant.revoked) {
    return oauthRefuse(settings, call.logId, "invalid_grant", "Refresh token is invalid or expired.")
  }
  if (settings.rotation === "strict") world.store.remove("refreshTokens", used)
  if (settings.refreshEndsAccessTokens) {
    for (const id of world.store.ids("accessTokens")) {
      if (world.store.get("accessTokens", id)?.grantId === grant.id) world.store.remove("accessTokens", id)
    }
  }
  const issued = issue(world, grant, {
    refreshToken: settings.rotation === "strict" ? null : used,
    refreshExpiresAt: settings.refreshRestartsClock ? call.now + settings.refreshTokenSeconds * 1_000 : token.expiresAt
  }, call.now)
  noteTokens(world, call, grant, "refresh_token", used, issued)
  return issued.answer
}

const noteTokens = (
  world: SandboxWorld,
  call: Call,
  grant: Grant,
  grantType: "authorization_code" | "refresh_token",
  used: string,
  issued: { readonly accessToken: string; readonly refreshToken: string }
): void => {
  call.openId = grant.openId
  world.store.note(call.now, {
    kind: "token",
    openId: grant.openId,
    grantType,
    used: fingerprint(used),
    accessToken: fingerprint(issued.accessToken),
    refreshToken: fingerprint(issued.refreshToken)
  })
}

/** POST /v2/oauth/token/ */
export const token = (world: SandboxWorld, call: Call): WireAnswer => {
  const form = formOfApp(world, call)
  if (!(form instanceof URLSearchParams)) return form
  const used = form.get("code") ?? form.get("refresh_token")
  call.token = used === null ? null : fingerprint(used)
  switch (form.get("grant_type")) {
    case "authorization_code":
      return exchange(world, call, form)
    case "refresh_token":
      return refresh(world, call, form)
    default:
      return oauthRefuse(world.store.settings, call.logId, "unsupported_grant_type", "The grant type is not supported.")
  }
}

/** POST /v2/oauth/revoke/ ends every access of the creator to the app. */
export const revoke = (world: SandboxWorld, call: Call): WireAnswer => {
  const form = formOfApp(world, call)
  if (!(form instanceof URLSearchParams)) return form
  const accessToken = form.get("token") ?? ""
  const found = world.store.get("accessTokens", accessToken)
  const grant = found === undefined ? undefined : world.store.get("grants", found.grantId)
  call.token = fingerprint(accessToken)
  if (grant === undefined || grant.revoked) {
    return oauthRefuse(world.store.settings, call.logId, "invalid_request", "The token is not valid.")
  }
  call.openId = grant.openId
  revokeAccess(world, grant.username, 5, call.now)
  return oauthOk({})
}
