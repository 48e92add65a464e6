import type { UsageKind } from "@callsheet/domain/org/Org"
import { t } from "../text/Text.ts"
import { addDays, dayKey, dayName, decimal, noonOf, number } from "../text/Times.ts"

const DAY_MILLIS = 86_400_000

export const kinds = ["renders", "publishes", "voice_seconds", "llm_tokens", "stored_bytes", "money_micros"] as const

export const isUsageKind = (kind: string): kind is UsageKind => kinds.some((one) => one === kind)

export const kindName = (kind: string): string => isUsageKind(kind) ? t.usage.kinds[kind] : kind
export const atLimit = (kind: string): string => isUsageKind(kind) ? t.usage.atLimit[kind] : ""

/** `millionths of EUR` ends with the currency. */
const currencyOf = (unit: string | undefined): string => /([A-Z]{3})\s*$/.exec(unit ?? "")?.[1] ?? "EUR"

const GIGABYTE = 1e9
const MEGABYTE = 1e6
const KILOBYTE = 1e3

/** An amount in the unit people think in: pieces, seconds, gigabytes, money. */
export const amount = (kind: string, value: number, unit?: string): string =>
  kind === "money_micros"
    ? new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: currencyOf(unit) })
      .format(value / 1e6)
    : kind === "stored_bytes"
    ? value >= GIGABYTE
      ? `${decimal(value / GIGABYTE)} GB`
      : value >= MEGABYTE
      ? `${decimal(value / MEGABYTE)} MB`
      : `${number(Math.ceil(value / KILOBYTE))} KB`
    : number(Math.round(value))

export interface Span {
  readonly from: number
  readonly to: number
}

/** The period of the org's zone that is under way, a day or a month. */
export const periodAt = (
  period: "day" | "month",
  now: number
): Span & { readonly first: string; readonly last: string } => {
  const today = dayKey(now)
  const first = period === "day" ? today : `${today.slice(0, 8)}01`
  const next = period === "day" ? addDays(today, 1) : `${addDays(first, 31).slice(0, 8)}01`
  const half = DAY_MILLIS / 2
  return { from: noonOf(first) - half, to: noonOf(next) - half, first, last: addDays(next, -1) }
}

export interface Forecast {
  /** How much it will be at the end of the period, at the pace so far. */
  readonly atEnd: number
  /** The day on which the limit is reached; null where it holds. */
  readonly fullOn: string | null
}

/** At the pace so far. Nothing used is a pace of nothing. */
export const forecast = (used: number, limit: number | null, span: Span, now: number): Forecast => {
  const passed = Math.max(1, now - span.from)
  const pace = used / passed
  const atEnd = Math.round(pace * (span.to - span.from))
  if (limit === null || pace === 0 || atEnd <= limit) return { atEnd, fullOn: null }
  return { atEnd, fullOn: dayName(Math.max(now, span.from + limit / pace)) }
}
