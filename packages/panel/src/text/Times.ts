import { readInstant } from "@callsheet/domain/planning/Slot"
import { Either } from "effect"
import { locale } from "./Text.ts"

/** The zone of the org: every time on the page is shown in it, and it stands once on the page. */
let zone = Intl.DateTimeFormat().resolvedOptions().timeZone

export const setZone = (timeZone: string) => {
  zone = timeZone
  formats.clear()
}
export const timeZone = () => zone

const formats = new Map<string, Intl.DateTimeFormat>()
const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale()} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locale() === "en" ? "en-GB" : locale(), { timeZone: zone, ...options })
  formats.set(key, made)
  return made
}

type When = string | number
const date = (at: When) => new Date(at)

/** `18:00` */
export const clock = (at: When) => format({ hour: "2-digit", minute: "2-digit" }).format(date(at))
/** `16:42:07`, only where something happened. */
export const clockSeconds = (at: When) =>
  format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date(at))
/** `Wed` */
export const weekday = (at: When) => format({ weekday: "short" }).format(date(at))
/** `9 Dec` */
export const dayMonth = (at: When) => format({ day: "numeric", month: "short" }).format(date(at))
/** `Wed 9 Dec` */
export const dayName = (at: When) => `${weekday(at)} ${dayMonth(at)}`
/** `December 2026` */
export const monthName = (at: When) => format({ month: "long", year: "numeric" }).format(date(at))
/** `Wed 9 Dec 2026` */
export const longDay = (at: When) => `${dayName(at)} ${format({ year: "numeric" }).format(date(at))}`

const dayKeys = new Map<string, Intl.DateTimeFormat>()
/** The day in the org's zone, as `2026-12-09`. */
export const dayKey = (at: When): string => {
  const key = zone
  const made = dayKeys.get(key) ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" })
  dayKeys.set(key, made)
  return made.format(date(at))
}

/** The wall clock in the org's zone, as `18:00`, no matter what the language writes. */
export const wallClock = (at: When): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(date(at))

/** A day after or before another, by the calendar and not by hours: days with a clock change have 23 or 25. */
export const addDays = (day: string, count: number): string => {
  const at = new Date(`${day}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + count)
  return at.toISOString().slice(0, 10)
}
/** Monday is 0. */
export const weekdayOf = (day: string): number => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7
export const weekOf = (day: string): ReadonlyArray<string> =>
  Array.from({ length: 7 }, (_, index) => addDays(day, index - weekdayOf(day)))
/** The week's number as ISO 8601 counts. */
export const weekNumber = (day: string): number => {
  const thursday = addDays(day, 3 - weekdayOf(day))
  return Math.floor((Date.parse(thursday) - Date.parse(`${thursday.slice(0, 4)}-01-01`)) / 604_800_000) + 1
}

/** The middle of the day in the org's zone: a moment that formats as this day in every zone's rules. */
export const noonOf = (day: string): number =>
  Either.match(readInstant(`${day}T12:00`, zone), {
    onLeft: () => Date.parse(`${day}T12:00:00Z`),
    onRight: ({ at }) => at
  })

export type WallTime =
  | { readonly kind: "one"; readonly at: number }
  | { readonly kind: "twice"; readonly first: number; readonly second: number }
  | { readonly kind: "never" }

/** What a wall clock time of the org's zone means. On the night of a clock change it may mean two moments, or none. */
export const wallTime = (day: string, time: string): WallTime => {
  const read = readInstant(`${day}T${time}`, zone)
  if (Either.isRight(read)) return { kind: "one", at: read.right.at }
  const around = [-2, -1, 0, 1, 2].map((hours) => Date.parse(`${day}T${time}:00Z`) + hours * 3_600_000)
  const guesses = around.flatMap((at) => Array.from({ length: 49 }, (_, index) => at + (index - 24) * 1_800_000))
  const found = [...new Set(guesses)].filter((at) => dayKey(at) === day && wallClock(at) === time).toSorted((a, b) =>
    a - b
  )
  const [first, second] = found
  return first === undefined || second === undefined ? { kind: "never" } : { kind: "twice", first, second }
}

/** `CET` */
export const zoneShort = (at: When): string =>
  format({ timeZoneName: "short", hour: "2-digit" }).formatToParts(date(at)).find(({ type }) => type === "timeZoneName")
    ?.value ?? zone

/** `Europe/Berlin, CET`: the zone once a page. */
export const zoneLine = (at: When): string => zoneShort(at) === zone ? zone : `${zone}, ${zoneShort(at)}`

const DAY = 86_400_000

/** `18:00` today, `Thu 19:30` within a week, `18 Dec, 23:10` beyond. */
export const moment = (at: When, now: number = Date.now()): string => {
  const day = dayKey(at)
  if (day === dayKey(now)) return clock(at)
  return Math.abs(date(at).getTime() - now) < 6 * DAY ? `${weekday(at)} ${clock(at)}` : `${dayMonth(at)}, ${clock(at)}`
}

/** `2 h 34 min`, `40 s`, `3 d 4 h`. */
export const duration = (millis: number): string => {
  const seconds = Math.max(0, Math.round(millis / 1000))
  if (millis > 0 && millis < 950) return `${(millis / 1000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}

export const number = (value: number): string => new Intl.NumberFormat(locale()).format(value)
export const decimal = (value: number, digits = 1): string =>
  new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)

/** `German` of `de`; a tag that nobody knows is shown as it is. */
export const languageName = (tag: string): string => {
  try {
    return new Intl.DisplayNames(locale(), { type: "language" }).of(tag) ?? tag
  } catch {
    return tag
  }
}
