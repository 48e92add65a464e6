import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { OrgId, TableKey } from "../Ids.ts"
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
 * covers how much later than granted a call may reach the other side. A moment further ahead than `patienceMillis` is named
 * in the refusal but not kept: a grant that nobody waits for would be lost to everyone. `holder` names work whose grant is
 * moved, not doubled, when it asks again.
 */
export const Permit = Schema.TaggedStruct("Permit", {
  window: WindowName,
  limit: Schema.Int.pipe(Schema.positive()),
  windowMillis: Schema.Int.pipe(Schema.positive()),
  marginMillis: Schema.Int,
  patienceMillis: Schema.Int,
  holder: Schema.NullOr(TableKey),
  /**
   * The call for which the holder had its place may have reached the vendor, and no answer told: that place stays taken, and
   * this is another one. Absent where a worker of the release before asks.
   */
  spent: Schema.optional(Schema.Boolean)
})
/** The vendor answered "too many": nothing of this window leaves before `until`. */
export const Freeze = Schema.TaggedStruct("Freeze", { window: WindowName, until: Instant })
export const Suspend = Schema.TaggedStruct("Suspend", { until: Instant, failure: Failure })
export const Resume = Schema.TaggedStruct("Resume", {})
export const Refresh = Schema.TaggedStruct("Refresh", {})
/** The vendor refused this (sealed) access token. News about one that was replaced meanwhile changes nothing. */
export const RefuseToken = Schema.TaggedStruct("RefuseToken", { access: Schema.String, failure: Failure })
/**
 * When the consent was given that the news is about, or a moment at which it was in use. News about an earlier consent than
 * the present one changes nothing. Absent where a worker of the release before reports.
 */
const ofConsent = { consent: Schema.optional(Instant) }
export const StoreTokens = Schema.TaggedStruct("StoreTokens", {
  ...ofConsent,
  tokens: Tokens,
  scopes: Schema.Array(Schema.String)
})
/** The refresh token ends soon: the account's owner hears of it while there is time. */
export const WarnOfConsent = Schema.TaggedStruct("WarnOfConsent", {})
export const LoseAccess = Schema.TaggedStruct("LoseAccess", { ...ofConsent, failure: Failure })
export const Disconnect = Schema.TaggedStruct("Disconnect", {})

/** Nothing new is posted until posting is resumed; what is under way is finished. */
export const Pause = Schema.TaggedStruct("Pause", { reason: Schema.String, until: Schema.optional(Instant) })
export const ResumePosting = Schema.TaggedStruct("ResumePosting", {})

export const AccountCommand = Schema.Union(
  Connect,
  Permit,
  Freeze,
  Suspend,
  Resume,
  Refresh,
  RefuseToken,
  StoreTokens,
  WarnOfConsent,
  LoseAccess,
  Disconnect,
  Pause,
  ResumePosting
)
export type AccountCommand = typeof AccountCommand.Type

export const accountAskable: Readonly<Record<string, string>> = {
  Connect: "connect",
  Refresh: "refresh",
  Disconnect: "disconnect",
  Pause: "pause",
  ResumePosting: "resume"
}
