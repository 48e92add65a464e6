import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { OrgId } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { Tokens, WindowName } from "./Account.ts"

/** A person finished the consent page: a new account, or an old one that is connected again. */
export const Connect = Schema.TaggedStruct("Connect", {
  orgId: OrgId,
  openId: Schema.NonEmptyString,
  username: Schema.String,
  nickname: Schema.String,
  scopes: Schema.Array(Schema.String),
  tokens: Tokens
})
/**
 * Asks for the earliest moment at which one more call keeps within `limit` calls in any `windowMillis`. `marginMillis`
 * covers how much later than granted a call may reach the other side.
 */
export const Permit = Schema.TaggedStruct("Permit", {
  window: WindowName,
  limit: Schema.Int.pipe(Schema.positive()),
  windowMillis: Schema.Int.pipe(Schema.positive()),
  marginMillis: Schema.Int
})
/** The vendor answered "too many": nothing of this window leaves before `until`. */
export const Freeze = Schema.TaggedStruct("Freeze", { window: WindowName, until: Instant })
export const Suspend = Schema.TaggedStruct("Suspend", { until: Instant, failure: Failure })
export const Resume = Schema.TaggedStruct("Resume", {})
export const Refresh = Schema.TaggedStruct("Refresh", {})
export const StoreTokens = Schema.TaggedStruct("StoreTokens", { tokens: Tokens, scopes: Schema.Array(Schema.String) })
export const LoseAccess = Schema.TaggedStruct("LoseAccess", { failure: Failure })
export const Disconnect = Schema.TaggedStruct("Disconnect", {})

export const AccountCommand = Schema.Union(
  Connect,
  Permit,
  Freeze,
  Suspend,
  Resume,
  Refresh,
  StoreTokens,
  LoseAccess,
  Disconnect
)
export type AccountCommand = typeof AccountCommand.Type

export const accountAskable: Readonly<Record<string, string>> = {
  Connect: "connect",
  Refresh: "refresh",
  Disconnect: "disconnect"
}
