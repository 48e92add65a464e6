import { Schema } from "effect"
import { By } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { Amount, Limit, Org, Policy, UsageKind } from "./Org.ts"

export const OrgCreated = Schema.TaggedStruct("OrgCreated", { org: Org })
export const PolicySet = Schema.TaggedStruct("PolicySet", { policy: Policy })
export const LimitSet = Schema.TaggedStruct("LimitSet", { kind: UsageKind, limit: Schema.NullOr(Limit) })
const promised = {
  reference: Schema.String,
  amounts: Schema.Array(Amount),
  from: Schema.optional(Schema.String)
}
const paid = {
  reference: Schema.String,
  amounts: Schema.Array(Amount),
  note: Schema.optional(Schema.String)
}
export const AmountReserved = Schema.TaggedStruct("AmountReserved", promised)
/**
 * A reservation, or with `settles` a settlement, that took the named kinds past 80 % of their period's limit. It comes once
 * a period and kind.
 */
export const UsageWarned = Schema.TaggedStruct("UsageWarned", {
  ...promised,
  ...paid,
  kinds: Schema.Array(UsageKind),
  settles: Schema.optional(Schema.Boolean)
})
export const AmountSettled = Schema.TaggedStruct("AmountSettled", paid)
export const ReservationFreed = Schema.TaggedStruct("ReservationFreed", { reference: Schema.String })

/** What was asked for is so already. */
export const AskedAgain = Schema.TaggedStruct("AskedAgain", {})
export const PostingPaused = Schema.TaggedStruct("PostingPaused", {
  by: By,
  reason: Schema.String,
  until: Schema.optional(Instant)
})
export const PostingResumed = Schema.TaggedStruct("PostingResumed", { by: By })

export const OrgEvent = Schema.Union(
  OrgCreated,
  PolicySet,
  LimitSet,
  AmountReserved,
  UsageWarned,
  AmountSettled,
  ReservationFreed,
  AskedAgain,
  PostingPaused,
  PostingResumed
)
export type OrgEvent = typeof OrgEvent.Type
