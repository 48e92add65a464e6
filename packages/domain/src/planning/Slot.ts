import { DateTime, Either, Option } from "effect"
import { hours, type Instant, iso, minutes } from "../Instant.ts"

/** A moment and the IANA zone in which a person chose it. */
export interface ZonedInstant {
  readonly at: Instant
  readonly timeZone: string
}

/** Left: what is wrong, as a sentence for anyone who wrote the time. */
type Read<A> = Either.Either<A, string>

const written =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?(?:\[([^\]]+)\])?$/i

const HOW = "Write 2026-11-24T18:00 (in the plan's zone), 2026-11-24T18:00+01:00 or 2026-11-24T17:00Z"

interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly millis: number
}

/** The wall clock read as if it were UTC, or null for a day or an hour that no calendar has (30 February, 25 o'clock). */
const asUtc = (wall: Wall): Instant | null => {
  const at = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hours, wall.minutes, wall.seconds, wall.millis)
  const read = new Date(at)
  return read.getUTCMonth() === wall.month - 1 && read.getUTCDate() === wall.day && read.getUTCHours() === wall.hours &&
      wall.minutes < 60 && wall.seconds < 60
    ? at
    : null
}

export const zoneOf = (timeZone: string): Read<DateTime.TimeZone.Named> =>
  Either.fromOption(
    DateTime.zoneMakeNamed(timeZone),
    () => `${timeZone} is not a known time zone; write an IANA name such as Europe/Berlin or UTC`
  )

/** The name a person wrote: the platform may know the same zone by an older one (Asia/Calcutta). */
const nameOf = (written: string, zone: DateTime.TimeZone.Named): string =>
  written.toLowerCase() === zone.id.toLowerCase() ? zone.id : written

const offsetMillis = (text: string): number => {
  if (text.toUpperCase() === "Z") return 0
  const sign = text.startsWith("-") ? -1 : 1
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) * 60_000
}

const inZone = (at: Instant, zone: DateTime.TimeZone) => DateTime.unsafeMakeZoned(at, { timeZone: zone })

/** The moment as the zone's wall clock shows it, with its offset. */
const shown = (at: DateTime.Zoned) => DateTime.formatIsoOffset(at).replace(":00.000", "")

/**
 * A wall clock time in a zone. An hour that the clocks skip or show twice is never guessed: a post at the wrong hour is
 * worse than a question.
 */
const local = (wall: Wall, zone: DateTime.TimeZone.Named, text: string): Read<Instant> => {
  const parts = { ...wall }
  const made = (disambiguation: DateTime.Disambiguation) =>
    DateTime.makeZoned(parts, { timeZone: zone, adjustForTimeZone: true, disambiguation })
  const exact = made("reject")
  if (Option.isSome(exact)) return Either.right(DateTime.toEpochMillis(exact.value))
  const earlier = Option.getOrThrow(made("earlier"))
  const later = Option.getOrThrow(made("later"))
  const wanted = asUtc(wall)
  const isTwice = DateTime.toEpochMillis(earlier) + DateTime.zonedOffset(earlier) === wanted
  return Either.left(
    isTwice
      ? `${text} happens twice in ${zone.id}, because the clocks are set back; write which one is meant: ${
        shown(earlier)
      } or ${shown(later)}`
      : `${text} does not exist in ${zone.id}, because the clocks are set forward over it; the times beside it are ${
        shown(earlier)
      } and ${shown(later)}`
  )
}

/**
 * Reads a moment as people write it: ISO 8601 with an offset, or without one in `timeZone`; `2026-11-24T18:00[Asia/Tokyo]`
 * names its own zone. A date alone means its first moment, where `dateAlone` allows it.
 */
export const readInstant = (
  text: string,
  timeZone: string,
  options: { readonly dateAlone?: boolean } = {}
): Read<ZonedInstant> => {
  const match = written.exec(text.trim())
  if (match === null) return Either.left(`${JSON.stringify(text)} is not a time. ${HOW}`)
  const [, year, month, day, hour, minute, second, fraction, offset, named] = match
  if (hour === undefined && options.dateAlone !== true) {
    return Either.left(`${JSON.stringify(text)} names a day without an hour. ${HOW}`)
  }
  const wall: Wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hours: Number(hour ?? 0),
    minutes: Number(minute ?? 0),
    seconds: Number(second ?? 0),
    millis: Number((fraction ?? "0").padEnd(3, "0"))
  }
  const utc = asUtc(wall)
  if (utc === null) return Either.left(`${JSON.stringify(text)} is a day or an hour that does not exist`)
  return Either.flatMap(zoneOf(named ?? timeZone), (zone) =>
    Either.map(
      offset === undefined ? local(wall, zone, text) : Either.right(utc - offsetMillis(offset)),
      (at) => ({ at, timeZone: nameOf(named ?? timeZone, zone) })
    ))
}

/** The first moment at or after `at` at which the zone's wall clock shows a full hour. */
const fullHourFrom = (at: Instant, zone: DateTime.TimeZone): Instant => {
  const wall = at + DateTime.zonedOffset(inZone(at, zone))
  const full = at + Math.ceil(wall / hours(1)) * hours(1) - wall
  // The clocks may be set by half an hour on the way: then the wall shows another minute, and the hour begins later.
  return (full + DateTime.zonedOffset(inZone(full, zone))) % hours(1) === 0 ? full : fullHourFrom(full + 1, zone)
}

/** The day that the zone's calendar shows, such as `2026-11-24`. UTC where there is no such zone. */
export const dayIn = (at: Instant, timeZone: string): string =>
  Either.match(zoneOf(timeZone), {
    onLeft: () => iso(at),
    onRight: (zone) => DateTime.formatIsoOffset(inZone(at, zone))
  }).slice(0, 10)

const sameHour = (a: Instant, b: Instant) => Math.abs(a - b) < hours(1)

/** Plans that stand closer than an hour to `at`. */
export const clashes = (at: Instant, taken: ReadonlyArray<Instant>): ReadonlyArray<Instant> =>
  taken.filter((other) => sameHour(at, other))

/** The account's next free slot: the first full hour, an hour from now at the earliest, that no other plan uses. */
export const nextFreeSlot = (options: {
  readonly now: Instant
  readonly timeZone: string
  readonly taken: ReadonlyArray<Instant>
}): Read<ZonedInstant> =>
  Either.map(zoneOf(options.timeZone), (zone) => {
    let at = fullHourFrom(options.now + hours(1), zone)
    while (clashes(at, options.taken).length > 0) at = fullHourFrom(at + 1, zone)
    return { at, timeZone: nameOf(options.timeZone, zone) }
  })

/** Typing "now", and the way to here, take a moment. */
const NOW_TOLERANCE = minutes(2)

/** A slot is ahead or just now; nobody plans in the past. */
export const isAhead = (slot: Instant, at: Instant): boolean => slot >= at - NOW_TOLERANCE

/** As soon as it is ready. */
export const isNow = (text: string): boolean => text.trim().toLowerCase() === "now"

/** `N/day`, and the weekdays (0 is Sunday) that stay free. */
export interface Spread {
  readonly perDay: number
  readonly notOn: ReadonlySet<number>
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

/** Reads `2/day` or `2/day not sun,sat`. */
export const readSpread = (text: string): Read<Spread> => {
  const match = /^(\d{1,2})\s*\/\s*day(?:\s*,?\s*(?:not|except)(?:\s+on)?\s+([a-z,\s]+))?$/i.exec(text.trim())
  const names = (match?.[2] ?? "").toLowerCase().split(/[\s,]+/).filter((name) => name !== "" && name !== "and")
  const days = names.map((name) => weekdays.indexOf(name.slice(0, 3)))
  const perDay = Number(match?.[1])
  if (match === null || perDay < 1 || perDay > 24 || days.includes(-1) || new Set(days).size === 7) {
    return Either.left(
      `${JSON.stringify(text)} is not a schedule. Write "2/day" or "2/day not sun,sat" (1 to 24 a day)`
    )
  }
  return Either.right({ perDay, notOn: new Set(days) })
}

/** People are awake from nine to nine: a day's posts share these hours evenly. */
const FIRST_HOUR = 9
const AWAKE_HOURS = 12

/** The hours of a rhythm on one day, such as `2026-11-24`. */
export const slotsOfDay = (
  { day, perDay, timeZone }: { readonly day: string; readonly perDay: number; readonly timeZone: string }
): Read<ReadonlyArray<Instant>> =>
  Either.flatMap(
    readInstant(day, timeZone, { dateAlone: true }),
    ({ at }) => Either.map(zoneOf(timeZone), (zone) => hoursOf(inZone(at, zone), perDay, zone))
  )

const hoursOf = (day: DateTime.Zoned, perDay: number, zone: DateTime.TimeZone): ReadonlyArray<Instant> => {
  const { month, year, day: dayOfMonth } = DateTime.toParts(day)
  return Array.from({ length: perDay }, (_, turn) => {
    const minute = Math.round(FIRST_HOUR * 60 + ((turn + 0.5) * AWAKE_HOURS * 60) / perDay)
    return DateTime.toEpochMillis(DateTime.unsafeMakeZoned(
      { year, month, day: dayOfMonth, hours: Math.floor(minute / 60), minutes: minute % 60 },
      { timeZone: zone, adjustForTimeZone: true }
    ))
  })
}

/**
 * The next `count` slots of a rhythm, from tomorrow on in the given zone, leaving out what is taken. Wall clock times that
 * a day does not have are moved forward by the clock change.
 */
export const spreadSlots = (options: {
  readonly spread: Spread
  readonly count: number
  readonly now: Instant
  readonly timeZone: string
  readonly taken: ReadonlyArray<Instant>
}): Read<ReadonlyArray<Instant>> =>
  Either.map(zoneOf(options.timeZone), (zone) => {
    const slots: Array<Instant> = []
    let day = DateTime.startOf(inZone(options.now, zone), "day")
    while (slots.length < options.count) {
      day = DateTime.add(day, { days: 1 })
      if (options.spread.notOn.has(DateTime.toParts(day).weekDay)) continue
      const free = hoursOf(day, options.spread.perDay, zone).filter((at) => clashes(at, options.taken).length === 0)
      slots.push(...free.slice(0, options.count - slots.length))
    }
    return slots
  })

/** A slot by its zone's wall clock, with the offset: it means the same moment anywhere. */
export const slotWithOffset = (at: Instant, timeZone: string): string =>
  Either.match(zoneOf(timeZone), {
    onLeft: () => iso(at),
    onRight: (zone) => shown(inZone(at, zone))
  })

/** How a slot reads in its zone, for warnings and faults. */
export const slotText = (at: Instant, timeZone: string): string =>
  Either.match(zoneOf(timeZone), {
    onLeft: () => iso(at),
    onRight: (zone) => `${shown(inZone(at, zone))} (${zone.id})`
  })
