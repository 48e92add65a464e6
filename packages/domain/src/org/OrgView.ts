import { Schema } from "effect"
import { field, optional } from "../Field.ts"
import { OrgId } from "../Ids.ts"
import { iso } from "../Instant.ts"
import { PausedView, pausedView } from "../Paused.ts"
import { type Org, Period, Policy, type UsageKind } from "./Org.ts"

/** One limit and where it stands. `resetsAt` is an ISO instant. */
export const QuotaView = Schema.Struct({
  kind: field(Schema.String, "What is counted."),
  limit: field(Schema.NullOr(Schema.Number), "How much may be used in a period; null where there is no limit."),
  period: field(Schema.NullOr(Period), "How long a period is; null where there is no limit."),
  used: field(Schema.Number, "How much is used in this period."),
  reserved: field(Schema.Number, "How much is promised to work that is not finished."),
  warned: field(Schema.Boolean, "Whether the org was warned that the limit is near."),
  resetsAt: field(Schema.NullOr(Schema.String), "When the next period begins."),
  unit: optional(Schema.String, "What is counted, in words, such as \"millionths of EUR\".")
}).annotations({ identifier: "Quota" })
export type QuotaView = typeof QuotaView.Type

export const OrgView = Schema.Struct({
  id: field(OrgId, "The org."),
  name: field(Schema.String, "Its name."),
  timeZone: field(Schema.String, "Its IANA time zone; times without a zone are read in it."),
  policy: field(Policy, "Its rules for ideas and videos."),
  quotas: field(Schema.Array(QuotaView), "Its limits and what is used of them."),
  paused: optional(PausedView, "Who paused all its posting; absent while it posts."),
  createdAt: field(Schema.String, "When it was made."),
  version: field(Schema.Number, "Counts its changes.")
}).annotations({ identifier: "Org" })
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
  ...(org.paused === undefined ? {} : { paused: pausedView(org.paused) }),
  createdAt: iso(org.createdAt),
  version
})
