import { DateTime } from "effect"
import { type Instant, iso } from "../Instant.ts"
import { type Amount, type Limit, type Org, type Period, type Sum, UsageKind } from "../org/Org.ts"
import { QuotaExceeded } from "../org/OrgError.ts"

/** The warning comes once a period, at this share of the limit. */
const WARN_AT = 0.8

/** The last period found for each zone: what follows lies in it nearly always, and time zones are slow to reckon with. */
const lastFound = new Map<string, { readonly start: Instant; readonly end: Instant }>()
const MOST_ZONES = 1_000

/** The period around `at` by the org's own wall clock. */
export const periodAround = (
  at: Instant,
  period: Period,
  timeZone: string
): { readonly start: Instant; readonly end: Instant } => {
  const name = `${period} ${timeZone}`
  const known = lastFound.get(name)
  if (known !== undefined && at >= known.start && at < known.end) return known
  if (lastFound.size >= MOST_ZONES) lastFound.clear()
  const zoned = DateTime.unsafeMakeZoned(at, { timeZone })
  const start = DateTime.startOf(zoned, period)
  const next = DateTime.add(start, period === "day" ? { days: 1 } : { months: 1 })
  const found = { start: DateTime.toEpochMillis(start), end: DateTime.toEpochMillis(next) }
  lastFound.set(name, found)
  return found
}

const reservedIn = (sum: Sum): number => Object.values(sum.reserved).reduce((total, amount) => total + amount, 0)

/** The running sum of one kind. A new period starts from zero, but what is still reserved moves along. */
export const sumAt = (org: Org, kind: UsageKind, at: Instant): Sum => {
  const stored = org.sums[kind]
  if (stored !== undefined && at < stored.periodEnd) return stored
  const { end, start } = periodAround(at, org.limits[kind]?.period ?? "month", org.timeZone)
  const settled = stored === undefined ? 0 : spentIn(stored, org.limits[kind]?.period ?? "month", start) ?? 0
  return { ...stored, periodStart: start, periodEnd: end, settled, reserved: stored?.reserved ?? {}, warned: false }
}

/** What was settled in the day or month that began at `start`; null where an earlier release kept no such account. */
const spentIn = ({ spent }: Sum, period: Period, start: Instant): number | null =>
  spent === undefined ? null : spent[period].start === start ? spent[period].amount : 0

/** Every sum as it stands at a moment, also of limits of which nothing was used yet. */
export const sumsAt = (org: Org, at: Instant): Org["sums"] => {
  const kinds = UsageKind.literals.filter((kind) => org.limits[kind] !== undefined || org.sums[kind] !== undefined)
  return Object.fromEntries(kinds.map((kind) => [kind, sumAt(org, kind, at)]))
}

export const usedAt = (org: Org, kind: UsageKind, at: Instant): { settled: number; reserved: number } => {
  const sum = sumAt(org, kind, at)
  return { settled: sum.settled, reserved: reservedIn(sum) }
}

/** Amounts that are asked for under a name; see `Reserve` for `from`. */
export interface Promised {
  readonly reference: string
  readonly amounts: ReadonlyArray<Amount>
  readonly from?: string | undefined
}

/** How much of an amount an earlier promise gives up for it. */
const drawn = (sum: Sum, { from, reference }: Promised, amount: number): number =>
  from === undefined
    ? 0
    : Math.min(sum.reserved[from] ?? 0, Math.max(0, amount - (sum.reserved[reference] ?? 0)))

/** What everybody else has reserved, once the promise has taken what is its own. */
const others = (sum: Sum, promise: Promised, amount: number): number =>
  reservedIn(sum) - (sum.reserved[promise.reference] ?? 0) - drawn(sum, promise, amount)

/** The first limit that the promise would break, or null. Limits are held against sums of amounts, never a row count. */
export const refusal = (org: Org, promise: Promised, at: Instant): QuotaExceeded | null => {
  for (const { amount, kind } of promise.amounts) {
    const limit = org.limits[kind]
    if (limit === undefined) continue
    const sum = sumAt(org, kind, at)
    const reserved = others(sum, promise, amount)
    if (sum.settled + reserved + amount > limit.amount) {
      return new QuotaExceeded({
        id: org.id,
        kind,
        limit: limit.amount,
        used: sum.settled,
        reserved,
        asked: amount,
        resetsAt: iso(sum.periodEnd)
      })
    }
  }
  return null
}

const crosses = (org: Org, kind: UsageKind, sum: Sum, total: number): boolean => {
  const limit = org.limits[kind]
  return limit !== undefined && !sum.warned && total >= WARN_AT * limit.amount
}

/** The kinds that this promise takes past the warning line for the first time in their period. */
export const warnings = (org: Org, promise: Promised, at: Instant): ReadonlyArray<UsageKind> =>
  promise.amounts.flatMap(({ amount, kind }) => {
    const sum = sumAt(org, kind, at)
    return crosses(org, kind, sum, sum.settled + others(sum, promise, amount) + amount) ? [kind] : []
  })

/** The same for what a work has really cost, which may be more than was promised for it. */
export const settleWarnings = (org: Org, { amounts, reference }: Promised, at: Instant): ReadonlyArray<UsageKind> =>
  amounts.flatMap(({ amount, kind }) => {
    const sum = sumAt(org, kind, at)
    const total = sum.settled + amount + reservedIn(without(sum, reference))
    return amount > 0 && crosses(org, kind, sum, total) ? [kind] : []
  })

export const withReserved = (
  org: Org,
  promise: Promised,
  warned: ReadonlyArray<UsageKind>,
  at: Instant
): Org["sums"] => ({
  ...org.sums,
  ...Object.fromEntries(promise.amounts.map(({ amount, kind }) => {
    const sum = sumAt(org, kind, at)
    const { from, reference } = promise
    const left = from === undefined ? 0 : (sum.reserved[from] ?? 0) - drawn(sum, promise, amount)
    const { reserved } = from === undefined ? sum : without(sum, from)
    return [kind, {
      ...sum,
      reserved: { ...reserved, ...(from === undefined || left === 0 ? {} : { [from]: left }), [reference]: amount },
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

const spentWith = (org: Org, sum: Sum, amount: number, at: Instant): NonNullable<Sum["spent"]> => {
  const within = (period: Period) => {
    const { start } = periodAround(at, period, org.timeZone)
    // Where nothing was kept apart yet, all that the running period holds may have been used just now.
    return { start, amount: (spentIn(sum, period, start) ?? sum.settled) + amount }
  }
  return { day: within("day"), month: within("month") }
}

export const withSettled = (
  org: Org,
  { amounts, reference }: Promised,
  warned: ReadonlyArray<UsageKind>,
  at: Instant
): Org["sums"] => ({
  ...org.sums,
  ...Object.fromEntries(amounts.flatMap(({ amount, kind }) => {
    if (amount === 0 && org.sums[kind] === undefined) return []
    const sum = without(sumAt(org, kind, at), reference)
    return [[kind, {
      ...sum,
      settled: sum.settled + amount,
      warned: sum.warned || warned.includes(kind),
      spent: spentWith(org, sum, amount, at)
    }]]
  }))
})

/**
 * A limit of another period is held against what was used in that period so far. The warning of the period stays given,
 * unless the new limit lies so far off that reaching its line is news.
 */
export const withLimit = (org: Org, kind: UsageKind, limit: Limit | null, at: Instant): Org => {
  const { [kind]: _old, ...limits } = org.limits
  const next: Org = { ...org, limits: limit === null ? limits : { ...limits, [kind]: limit } }
  if (org.sums[kind] === undefined || limit === null) return next
  const sum = sumAt(org, kind, at)
  const { end, start } = periodAround(at, limit.period, org.timeZone)
  const settled = start === sum.periodStart && end === sum.periodEnd
    ? sum.settled
    : spentIn(sum, limit.period, start) ?? sum.settled
  return {
    ...next,
    sums: {
      ...org.sums,
      [kind]: {
        ...sum,
        periodStart: start,
        periodEnd: end,
        settled,
        warned: sum.warned && settled + reservedIn(sum) >= WARN_AT * limit.amount
      }
    }
  }
}
