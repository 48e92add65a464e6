import { Schema } from "effect"
import { iso } from "../Instant.ts"
import { type Org, Period, Policy, type UsageKind } from "./Org.ts"

/** One limit and where it stands. `resetsAt` is an ISO instant. */
export const QuotaView = Schema.Struct({
  kind: Schema.String,
  limit: Schema.NullOr(Schema.Number),
  period: Schema.NullOr(Period),
  used: Schema.Number,
  reserved: Schema.Number,
  warned: Schema.Boolean,
  resetsAt: Schema.NullOr(Schema.String),
  /** What is counted, in words: "millionths of EUR". */
  unit: Schema.optional(Schema.String)
})
export type QuotaView = typeof QuotaView.Type

export const OrgView = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  timeZone: Schema.String,
  policy: Policy,
  quotas: Schema.Array(QuotaView),
  createdAt: Schema.String,
  version: Schema.Number
})
export type OrgView = typeof OrgView.Type

const kinds = (org: Org): ReadonlyArray<UsageKind> =>
  [...new Set([...Object.keys(org.limits), ...Object.keys(org.sums)])].toSorted() as Array<UsageKind>

export const orgView = (org: Org, version: number): OrgView => ({
  id: org.id,
  name: org.name,
  timeZone: org.timeZone,
  policy: org.policy,
  quotas: kinds(org).map((kind) => {
    const limit = org.limits[kind]
    const sum = org.sums[kind]
    return {
      kind,
      limit: limit?.amount ?? null,
      period: limit?.period ?? null,
      used: sum?.settled ?? 0,
      reserved: Object.values(sum?.reserved ?? {}).reduce((total, amount) => total + amount, 0),
      warned: sum?.warned ?? false,
      resetsAt: sum === undefined ? null : iso(sum.periodEnd)
    }
  }),
  createdAt: iso(org.createdAt),
  version
})
