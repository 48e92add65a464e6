import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { AccountId, By, OrgId, TableKey } from "../Ids.ts"
import { days, Instant } from "../Instant.ts"
import { keepLaterFields } from "../LaterFields.ts"
import { Paused } from "../Paused.ts"

/**
 * One OAuth grant. Both tokens are sealed; they are opened only where a call leaves. The instants follow the vendor's
 * `expires_in` fields, never constants: TikTok changed them once already (November 2026).
 */
export const Tokens = Schema.Struct({
  access: Schema.String,
  accessExpiresAt: Instant,
  refresh: Schema.String,
  refreshExpiresAt: Instant,
  obtainedAt: Instant
})
export type Tokens = typeof Tokens.Type

/** A group of calls that share one limit, such as `init`. */
export const WindowName = Schema.String.pipe(Schema.pattern(/^[a-z][A-Za-z]{1,30}$/))

/**
 * Calls granted lately (and ahead), oldest first, and the end of a freeze the vendor asked for. `holders`: which of the
 * grants belong to a piece of work that may ask again; asking again moves its grant instead of adding one.
 */
export const CallWindow = Schema.Struct({
  log: Schema.Array(Instant),
  frozenUntil: Instant,
  /** What the last grant was measured by, so that what is left can be shown; absent before the first grant. */
  rule: Schema.optional(
    Schema.Struct({ limit: Schema.Int, windowMillis: Schema.Int, marginMillis: Schema.Int })
  ),
  holders: Schema.optional(Schema.Record({ key: TableKey, value: Instant }))
})
export type CallWindow = typeof CallWindow.Type

export const Connected = Schema.TaggedStruct("connected", { refreshing: Schema.Boolean })
export const Suspended = Schema.TaggedStruct("suspended", {
  until: Instant,
  failure: Failure,
  refreshing: Schema.Boolean
})
export const NeedsReauth = Schema.TaggedStruct("needs_reauth", { failure: Failure })
export const Disconnected = Schema.TaggedStruct("disconnected", { by: By })
export const AccountStatus = Schema.Union(Connected, Suspended, NeedsReauth, Disconnected)
export type AccountStatus = typeof AccountStatus.Type

/** One connected TikTok account of an org: its tokens and its rate windows belong to nobody else. */
export const Account = Schema.Struct({
  id: AccountId,
  orgId: OrgId,
  /** TikTok's id of the user for our app; opaque, compared as it is. */
  openId: Schema.NonEmptyString,
  username: Schema.String,
  nickname: Schema.String,
  scopes: Schema.Array(Schema.String),
  tokens: Tokens,
  windows: Schema.Record({ key: WindowName, value: CallWindow }),
  /** When the vendor last refused a token that should have been good: a renewal cures it once, not twice in a row. */
  refusedAt: Schema.optional(Instant),
  /** When a person last went through the consent page; absent on accounts of an older release: `createdAt` then. */
  consentedAt: Schema.optional(Instant),
  /** The end of the consent its owner was warned of. */
  consentWarnedFor: Schema.optional(Instant),
  /** Absent while it posts. */
  paused: Schema.optional(Paused),
  createdAt: Instant,
  status: AccountStatus
}).annotations(keepLaterFields)
export type Account = typeof Account.Type

/** When the present consent was given: what is said about an earlier one is over. */
export const consentOf = ({ consentedAt, createdAt }: Pick<Account, "consentedAt" | "createdAt">): Instant =>
  consentedAt ?? createdAt

/** Without these an account cannot publish and be followed; what is missing is named when it is connected. */
export const requiredScopes = ["user.info.basic", "video.publish", "video.list"] as const

const lifetime = (tokens: Tokens) => Math.max(1, tokens.accessExpiresAt - tokens.obtainedAt)

/** No call leaves with an access token closer to its end than this: a minute, or a tenth of a short life. */
export const callMarginMillis = (tokens: Tokens): number => Math.min(60_000, lifetime(tokens) * 0.1)

/** A token is renewed ten minutes ahead of its end, or with 40 % of a short life left: always well before the margin. */
export const refreshDueAt = (tokens: Tokens): Instant =>
  Math.round(tokens.accessExpiresAt - Math.min(600_000, lifetime(tokens) * 0.4))

/**
 * The owner is asked for a new consent two weeks before the refresh token ends, or with a tenth of a short life left. The
 * life counts from the consent: a vendor that tells the remaining seconds at each renewal would shorten it every time.
 */
export const consentMarginMillis = ({ consentedAt, createdAt, tokens }: Account): number =>
  Math.round(Math.min(days(14), Math.max(1, tokens.refreshExpiresAt - consentOf({ consentedAt, createdAt })) * 0.1))

/** Whether the owner was warned of this end: an end told in whole seconds moves a little with every renewal. */
export const isConsentEnding = (self: Account): boolean =>
  self.consentWarnedFor !== undefined &&
  self.tokens.refreshExpiresAt <= self.consentWarnedFor + consentMarginMillis(self)

/** When the owner has to be warned; null where that was done. */
export const consentWarningAt = (self: Account): Instant | null =>
  isConsentEnding(self) ? null : self.tokens.refreshExpiresAt - consentMarginMillis(self)
