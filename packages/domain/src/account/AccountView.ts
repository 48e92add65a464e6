import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { type Instant, iso } from "../Instant.ts"
import { WaitingFor } from "../WaitingFor.ts"
import { type Account, requiredScopes } from "./Account.ts"

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
  windows: Schema.Array(
    Schema.Struct({
      window: Schema.String,
      used: Schema.Number,
      latest: Schema.NullOr(Schema.String),
      frozenUntil: Schema.NullOr(Schema.String)
    })
  ),
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

export const accountView = (account: Account, version: number, since: Instant): AccountView => {
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
    windows: Object.entries(account.windows).map(([window, { frozenUntil, log }]) => {
      const latest = log.at(-1)
      return {
        window,
        used: log.length,
        latest: latest === undefined ? null : iso(latest),
        frozenUntil: frozenUntil === 0 ? null : iso(frozenUntil)
      }
    }),
    waitingFor: waits(account, since),
    createdAt: iso(account.createdAt),
    version
  }
}
