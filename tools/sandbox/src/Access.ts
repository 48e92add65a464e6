import { refuse, type WireAnswer } from "./Answer.ts"
import { fingerprint } from "./Entropy.ts"
import type { Creator, Grant } from "./Records.ts"
import type { Call, Request, SandboxWorld } from "./World.ts"

export interface Access {
  readonly grant: Grant
  readonly creator: Creator
}

const bearer = (request: Request): string | null =>
  /^Bearer (\S+)$/.exec(request.headers["authorization"] ?? "")?.[1] ?? null

/** The creator for whom a request speaks, if its token lives. */
export const accessOf = (world: SandboxWorld, request: Request, now: number): Access | null => {
  const text = bearer(request)
  const token = text === null ? undefined : world.store.get("accessTokens", text)
  const grant = token === undefined || token.expiresAt <= now ? undefined : world.store.get("grants", token.grantId)
  const creator = grant === undefined || grant.revoked ? undefined : world.store.get("creators", grant.username)
  return grant === undefined || creator === undefined ? null : { grant, creator }
}

export interface Window {
  readonly name: string
  readonly limit: number
  /**
   * Whether it is the creator's or the app's own. "Per user access token" is counted per creator, so that a refreshed
   * token brings no fresh window.
   */
  readonly per: "creator" | "app"
}

/** Token, scope and rate window, in this order; what to answer if one of them fails. */
export const enter = (
  world: SandboxWorld,
  call: Call,
  scopes: ReadonlyArray<string>,
  window: Window | null
): Access | { readonly refused: WireAnswer } => {
  const { settings } = world.store
  const text = bearer(call.request)
  call.token = text === null ? null : fingerprint(text)
  const access = accessOf(world, call.request, call.now)
  if (access === null) return { refused: refuse(settings, call.logId, "access_token_invalid") }
  call.openId = access.grant.openId
  if (!scopes.some((scope) => access.grant.scopes.includes(scope))) {
    return { refused: refuse(settings, call.logId, "scope_not_authorized") }
  }
  if (window === null) return access
  const key = window.per === "creator" ? `${window.name} ${access.grant.openId}` : window.name
  const fits = world.windows.fits(key, call.now, window.limit, settings.windowMillis)
  if (fits || settings.refusedCallsCount) {
    world.windows.count(key, call.now)
    call.window = key
  }
  return fits ? access : {
    refused: refuse(settings, call.logId, "rate_limit_exceeded", { retryAfterSeconds: settings.retryAfterSeconds })
  }
}
