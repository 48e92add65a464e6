import { Schema } from "effect"
import { Amount, Limit, Org, Policy, UsageKind } from "./Org.ts"

export const OrgCreated = Schema.TaggedStruct("OrgCreated", { org: Org })
export const PolicySet = Schema.TaggedStruct("PolicySet", { policy: Policy })
export const LimitSet = Schema.TaggedStruct("LimitSet", { kind: UsageKind, limit: Schema.NullOr(Limit) })
export const AmountReserved = Schema.TaggedStruct("AmountReserved", {
  reference: Schema.String,
  amounts: Schema.Array(Amount)
})
/** As `AmountReserved`, and this one took the named kinds past 80 % of their period's limit. */
export const UsageWarned = Schema.TaggedStruct("UsageWarned", {
  reference: Schema.String,
  amounts: Schema.Array(Amount),
  kinds: Schema.Array(UsageKind)
})
export const AmountSettled = Schema.TaggedStruct("AmountSettled", {
  reference: Schema.String,
  amounts: Schema.Array(Amount)
})
export const ReservationFreed = Schema.TaggedStruct("ReservationFreed", { reference: Schema.String })

export const OrgEvent = Schema.Union(
  OrgCreated,
  PolicySet,
  LimitSet,
  AmountReserved,
  UsageWarned,
  AmountSettled,
  ReservationFreed
)
export type OrgEvent = typeof OrgEvent.Type
