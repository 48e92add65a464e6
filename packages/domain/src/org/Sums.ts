import { DateTime } from "effect"
import { type Instant, iso } from "../Instant.ts"
import type { Amount, Org, Period, Sum, UsageKind } from "./Org.ts"
import { QuotaExceeded } from "./OrgError.ts"

/** The warning comes once a period, at this share of the limit. */
const WARN_AT = 0.8

/** The period around `at` by the org's own wall clock. */
export const periodAround = (at: Instant, period: Period, timeZone: string): { start: Instant; end: Instant } => {
  const zoned = DateTime.unsafeMakeZoned(at, { timeZone })
  const start = DateTime.startOf(zoned, period)
  const next = DateTime.add(start, period === "day" ? { days: 1 } : { months: 1 })
  return { start: DateTime.toEpochMillis(start), end: DateTime.toEpochMillis(next) }
}

const reservedIn = (sum: Sum): number => Object.values(sum.reserved).reduce((total, amount) => total + amount, 0)

/** The running sum of one kind. A new period starts from zero, but what is still reserved moves along. */
export const sumAt = (org: Org, kind: UsageKind, at: Instant): Sum => {
  const stored = org.sums[kind]
  if (stored !== undefined && at < stored.periodEnd) return stored
  const { end, start } = periodAround(at, org.limits[kind]?.period ?? "month", org.timeZone)
  return { periodStart: start, periodEnd: end, settled: 0, reserved: stored?.reserved ?? {}, warned: false }
}

export const usedAt = (org: Org, kind: UsageKind, at: Instant): { settled: number; reserved: number } => {
  const sum = sumAt(org, kind, at)
  return { settled: sum.settled, reserved: reservedIn(sum) }
}

/** The first limit that `amounts` would break, or null. Limits are held against sums of amounts, never a row count. */
export const refusal = (
  org: Org,
  reference: string,
  amounts: ReadonlyArray<Amount>,
  at: Instant
): QuotaExceeded | null => {
  for (const { amount, kind } of amounts) {
    const limit = org.limits[kind]
    if (limit === undefined) continue
    const sum = sumAt(org, kind, at)
    const others = reservedIn(sum) - (sum.reserved[reference] ?? 0)
    if (sum.settled + others + amount > limit.amount) {
      return new QuotaExceeded({
        id: org.id,
        kind,
        limit: limit.amount,
        used: sum.settled,
        reserved: others,
        asked: amount,
        resetsAt: iso(sum.periodEnd)
      })
    }
  }
  return null
}

/** The kinds that these amounts take past the warning line for the first time in their period. */
export const warnings = (
  org: Org,
  reference: string,
  amounts: ReadonlyArray<Amount>,
  at: Instant
): ReadonlyArray<UsageKind> =>
  amounts.flatMap(({ amount, kind }) => {
    const limit = org.limits[kind]
    const sum = sumAt(org, kind, at)
    const others = reservedIn(sum) - (sum.reserved[reference] ?? 0)
    return limit !== undefined && !sum.warned && sum.settled + others + amount >= WARN_AT * limit.amount ? [kind] : []
  })

export const withReserved = (
  org: Org,
  reference: string,
  amounts: ReadonlyArray<Amount>,
  warned: ReadonlyArray<UsageKind>,
  at: Instant
): Org["sums"] => ({
  ...org.sums,
  ...Object.fromEntries(amounts.map(({ amount, kind }) => {
    const sum = sumAt(org, kind, at)
    return [kind, {
      ...sum,
      reserved: { ...sum.reserved, [reference]: amount },
      warned: sum.warned || warned.includes(kind)
    }]
  }))
})

const without = (sum: Sum, reference: string): Sum => {
  const { [reference]: _gone, ...reserved } = sum.reserved
  return { ...sum, reserved }
}

export const withoutReserved = (org: Org, reference: string): Org["sums"] =>
  Object.fromEntries(
    Object.entries(org.sums).flatMap(([kind, sum]) => sum === undefined ? [] : [[kind, without(sum, reference)]])
  )

export const withSettled = (org: Org, reference: string, amounts: ReadonlyArray<Amount>, at: Instant): Org["sums"] => ({
  ...org.sums,
  ...Object.fromEntries(amounts.map(({ amount, kind }) => {
    const sum = without(sumAt(org, kind, at), reference)
    return [kind, { ...sum, settled: sum.settled + amount }]
  }))
})
