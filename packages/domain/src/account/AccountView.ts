import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { type Instant, iso } from "../Instant.ts"
import { remaining } from "../RateWindow.ts"
import { WaitingFor } from "../WaitingFor.ts"
import { type Account, type CallWindow, isConsentEnding, requiredScopes } from "./Account.ts"
import { consentEnding } from "./ConsentEnd.ts"

/**
 * What is left of one of the vendor's limits. `used` of `limit` calls in the last `windowMillis`; `freesAt` is when the
 * oldest of them stops counting, null where none does; nothing leaves before `frozenUntil`. `limit` is null for a window
 * that no call has passed yet.
 */
export const WindowView = Schema.Struct({
  window: Schema.String,
  used: Schema.Number,
  limit: Schema.NullOr(Schema.Number),
  remaining: Schema.NullOr(Schema.Number),
  windowMillis: Schema.NullOr(Schema.Number),
  freesAt: Schema.NullOr(Schema.String),
  latest: Schema.NullOr(Schema.String),
  frozenUntil: Schema.NullOr(Schema.String)
})
export type WindowView = typeof WindowView.Type

/** What the account has as a whole, as TikTok last told it; null where it did not. */
export const AccountFigures = Schema.Struct({
  at: Schema.String,
  followers: Schema.NullOr(Schema.Number),
  following: Schema.NullOr(Schema.Number),
  likes: Schema.NullOr(Schema.Number),
  videos: Schema.NullOr(Schema.Number)
})
export type AccountFigures = typeof AccountFigures.Type

/** An account as every way in shows it; nothing secret is in it. */
export const AccountView = Schema.Struct({
  id: Schema.String,
  orgId: Schema.String,
  openId: Schema.String,
  username: Schema.String,
  nickname: Schema.String,
  status: Schema.String,
  scopes: Schema.Array(Schema.String),
  missingScopes: Schema.Array(Schema.String),
  accessExpiresAt: Schema.String,
  refreshExpiresAt: Schema.String,
  failure: Schema.NullOr(Failure),
  suspendedUntil: Schema.NullOr(Schema.String),
  /** Set from the day on which the owner was warned that the consent ends, until it is given again. */
  consentEnding: Schema.NullOr(Failure),
  windows: Schema.Array(WindowView),
  figures: Schema.NullOr(AccountFigures),
  waitingFor: Schema.NullOr(WaitingFor),
  createdAt: Schema.String,
  version: Schema.Number
})
export type AccountView = typeof AccountView.Type

/** What an account answers. `permittedAt` (epoch milliseconds) only after a permit: the call may leave then. */
export const AccountReply = Schema.Struct({ account: AccountView, permittedAt: Schema.NullOr(Schema.Number) })
export type AccountReply = typeof AccountReply.Type

const waits = (account: Account, since: Instant): WaitingFor | null => {
  const { status } = account
  switch (status._tag) {
    case "suspended":
      return {
        what: `its rest to end: ${status.failure.message}`,
        since: iso(since),
        until: iso(status.until),
        who: "the system"
      }
    case "needs_reauth":
      return {
        what: `a new consent: ${status.failure.message}`,
        since: iso(since),
        until: null,
        who: `a person: callsheet account connect --org ${account.orgId}`
      }
    case "connected":
    case "disconnected":
      return null
  }
}

/** As it stands at `now`. */
export const windowView = (window: string, { frozenUntil, log, rule }: CallWindow, now: Instant): WindowView => {
  const living = rule === undefined ? log : log.filter((at) => at + rule.windowMillis + rule.marginMillis > now)
  const oldest = living[0]
  const latest = log.at(-1)
  return {
    window,
    used: living.length,
    limit: rule?.limit ?? null,
    remaining: rule === undefined ? null : frozenUntil > now ? 0 : remaining(rule, log, now),
    windowMillis: rule?.windowMillis ?? null,
    freesAt: oldest === undefined || rule === undefined ? null : iso(oldest + rule.windowMillis + rule.marginMillis),
    latest: latest === undefined ? null : iso(latest),
    frozenUntil: frozenUntil > now ? iso(frozenUntil) : null
  }
}

/** `now`: what the windows are looked at from; the moment of the last change unless told. */
export const accountView = (account: Account, version: number, since: Instant, now: Instant = since): AccountView => {
  const { status } = account
  return {
    id: account.id,
    orgId: account.orgId,
    openId: account.openId,
    username: account.username,
    nickname: account.nickname,
    status: status._tag,
    scopes: account.scopes,
    missingScopes: requiredScopes.filter((scope) => !account.scopes.includes(scope)),
    accessExpiresAt: iso(account.tokens.accessExpiresAt),
    refreshExpiresAt: iso(account.tokens.refreshExpiresAt),
    failure: "failure" in status ? status.failure : null,
    suspendedUntil: status._tag === "suspended" ? iso(status.until) : null,
    consentEnding: isConsentEnding(account) && (status._tag === "connected" || status._tag === "suspended")
      ? consentEnding(account)
      : null,
    windows: Object.entries(account.windows).map(([name, window]) => windowView(name, window, now)),
    figures: null,
    waitingFor: waits(account, since),
    createdAt: iso(account.createdAt),
    version
  }
}
