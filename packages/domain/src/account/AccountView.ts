import { Schema } from "effect"
import { action } from "../Action.ts"
import { Failure } from "../Failure.ts"
import { field, optional } from "../Field.ts"
import { AccountId, OrgId } from "../Ids.ts"
import { type Instant, iso } from "../Instant.ts"
import { pauseAt, PausedView, pausedView } from "../Paused.ts"
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
  window: field(Schema.String, "The calls of TikTok that share this limit."),
  used: field(Schema.Number, "How many calls count right now."),
  limit: field(Schema.NullOr(Schema.Number), "How many may count; null for a limit that no call has met yet."),
  remaining: field(Schema.NullOr(Schema.Number), "How many calls are left; null where the limit is unknown."),
  windowMillis: field(Schema.NullOr(Schema.Number), "How long a call counts, in milliseconds."),
  freesAt: field(Schema.NullOr(Schema.String), "When the oldest call stops counting; null where none counts."),
  latest: field(Schema.NullOr(Schema.String), "When the latest call left."),
  frozenUntil: field(Schema.NullOr(Schema.String), "No call leaves before this time; null where nothing is frozen.")
}).annotations({ identifier: "RateLimit" })
export type WindowView = typeof WindowView.Type

/** What the account has as a whole, as TikTok last told it; null where it did not. */
export const AccountFigures = Schema.Struct({
  at: field(Schema.String, "When TikTok was asked."),
  followers: field(Schema.NullOr(Schema.Number), "Followers; null where TikTok did not say."),
  following: field(Schema.NullOr(Schema.Number), "Accounts it follows; null where TikTok did not say."),
  likes: field(Schema.NullOr(Schema.Number), "Likes of all its posts; null where TikTok did not say."),
  videos: field(Schema.NullOr(Schema.Number), "Its videos; null where TikTok did not say.")
}).annotations({ identifier: "AccountFigures" })
export type AccountFigures = typeof AccountFigures.Type

/** An account as every way in shows it; nothing secret is in it. */
export const AccountView = Schema.Struct({
  id: field(AccountId, "The account."),
  orgId: field(OrgId, "The org it is connected to."),
  openId: field(Schema.String, "TikTok's id of the account, valid for this app alone."),
  username: field(Schema.String, "Its name at TikTok, without `@`."),
  nickname: field(Schema.String, "The name it shows."),
  status: field(Schema.String, "`connected`, `suspended`, `needs_reauth` or `disconnected`."),
  scopes: field(Schema.Array(Schema.String), "The permissions it gave."),
  missingScopes: field(Schema.Array(Schema.String), "The permissions that are needed and not given."),
  accessExpiresAt: field(Schema.String, "When the access token ends; it is renewed before."),
  refreshExpiresAt: field(Schema.String, "When the consent ends."),
  failure: field(Schema.NullOr(Failure), "Why it cannot be used; null while it can."),
  suspendedUntil: field(
    Schema.NullOr(Schema.String),
    "Nothing is asked of TikTok before this time; null where it is not suspended."
  ),
  consentEnding: field(
    Schema.NullOr(Failure),
    "Set once the owner was warned that the consent ends, until it is given again."
  ),
  windows: field(Schema.Array(WindowView), "What is left of the limits of TikTok."),
  figures: field(Schema.NullOr(AccountFigures), "Followers and other totals; null until TikTok was asked."),
  waitingFor: field(Schema.NullOr(WaitingFor), "Why it cannot be used right now; null while it can."),
  paused: optional(PausedView, "Who paused its posting; absent while it posts."),
  createdAt: field(Schema.String, "When it was first connected."),
  version: field(Schema.Number, "Counts its changes.")
}).annotations({ identifier: "Account" })
export type AccountView = typeof AccountView.Type

/** What an account answers. `permittedAt` (epoch milliseconds) only after a permit: the call may leave then. */
export const AccountReply = Schema.Struct({ account: AccountView, permittedAt: Schema.NullOr(Schema.Number) })
export type AccountReply = typeof AccountReply.Type

/** What no new consent lifts by itself. */
const bySettling: ReadonlySet<string> = new Set(["CreatorBanned", "SpamRisk"])

const waits = (account: Account, since: Instant): WaitingFor | null => {
  const { status } = account
  switch (status._tag) {
    case "suspended":
      return {
        what: `its rest to end: ${status.failure.message}`,
        since: iso(since),
        until: iso(status.until),
        who: "system",
        action: null
      }
    case "needs_reauth":
      return {
        what: bySettling.has(status.failure.tag)
          ? `TikTok's notices to be settled in its app: ${status.failure.message}`
          : `a new consent: ${status.failure.message}`,
        since: iso(since),
        until: null,
        who: "creator",
        action: action("account.connect", { orgId: account.orgId })
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
  const paused = pauseAt(account.paused, now)
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
    ...(paused === undefined ? {} : { paused: pausedView(paused) }),
    createdAt: iso(account.createdAt),
    version
  }
}
