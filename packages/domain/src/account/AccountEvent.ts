import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { By } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { Account, Tokens } from "./Account.ts"

export const AccountConnected = Schema.TaggedStruct("AccountConnected", { account: Account })
export const CallPermitted = Schema.TaggedStruct("CallPermitted", {
  window: Schema.String,
  at: Instant,
  log: Schema.Array(Instant),
  holder: Schema.NullOr(Schema.String),
  rule: Schema.optional(Schema.Struct({ limit: Schema.Int, windowMillis: Schema.Int, marginMillis: Schema.Int }))
})
/** A renewal was asked for while one is under way. */
export const AskedAgain = Schema.TaggedStruct("AskedAgain", {})
export const WindowFrozen = Schema.TaggedStruct("WindowFrozen", { window: Schema.String, until: Instant })
export const AccountSuspended = Schema.TaggedStruct("AccountSuspended", { until: Instant, failure: Failure })
export const SuspensionLifted = Schema.TaggedStruct("SuspensionLifted", {})
/** `refused`: not because it was due, but because the vendor did not take the token. */
export const RefreshStarted = Schema.TaggedStruct("RefreshStarted", { refused: Schema.Boolean })
export const TokensStored = Schema.TaggedStruct("TokensStored", { tokens: Tokens, scopes: Schema.Array(Schema.String) })
/** `failure` says until when the consent holds and how to give it again; nothing has failed yet. */
export const ConsentEnding = Schema.TaggedStruct("ConsentEnding", { endsAt: Instant, failure: Failure })
export const AccessLost = Schema.TaggedStruct("AccessLost", { failure: Failure })
export const AccountDisconnected = Schema.TaggedStruct("AccountDisconnected", { by: By })

export const PostingPaused = Schema.TaggedStruct("PostingPaused", {
  by: By,
  reason: Schema.String,
  until: Schema.optional(Instant)
})
export const PostingResumed = Schema.TaggedStruct("PostingResumed", { by: By })

export const AccountEvent = Schema.Union(
  AccountConnected,
  CallPermitted,
  AskedAgain,
  WindowFrozen,
  AccountSuspended,
  SuspensionLifted,
  RefreshStarted,
  TokensStored,
  ConsentEnding,
  AccessLost,
  AccountDisconnected,
  PostingPaused,
  PostingResumed
)
export type AccountEvent = typeof AccountEvent.Type
