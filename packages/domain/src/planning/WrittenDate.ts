import { Either } from "effect"
import { days, type Instant } from "../Instant.ts"
import { dayIn } from "./Slot.ts"

/** Which number of a date such as 3/4/2026 is the day. */
export const dateOrders = ["dmy", "mdy"] as const
export type DateOrder = typeof dateOrders[number]

/** A moment as a spreadsheet shows it: the parts of a date in some order, then perhaps an hour. */
const dated = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[\s,T]+(.+))?$/
const clock = /^(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2})(?:\.\d+)?)?\s*(am|pm|a\.m\.|p\.m\.|uhr)?$/i
const relative = /^(today|tomorrow|heute|morgen)(?:[\s,]+(?:at\s+|um\s+)?(.+))?$/i
/** A spreadsheet's own number of a moment: days since 30 December 1899. */
const serial = /^\d{5}(?:[.,]\d+)?$/
const SERIAL_EPOCH = Date.UTC(1899, 11, 30)

const two = (value: number): string => String(value).padStart(2, "0")

interface Numbers {
  readonly first: number
  readonly second: number
  readonly year: number
  readonly separator: string
  readonly rest: string
}

/** The numbers of a date whose year stands last. */
const numbersOf = (text: string): Numbers | null => {
  const match = dated.exec(text.trim())
  if (match === null) return null
  const [, first = "", separator = "", second = "", last = "", rest = ""] = match
  if (first.length > 2 || (last.length !== 4 && last.length !== 2)) return null
  return {
    first: Number(first),
    second: Number(second),
    year: last.length === 2 ? 2000 + Number(last) : Number(last),
    separator,
    rest
  }
}

/**
 * How the dates of a file are written, from those of them that can be read in one way alone. Null where none of them says
 * it, or where they contradict each other. A point between the numbers is written where the day comes first.
 */
export const orderOf = (texts: ReadonlyArray<string>): DateOrder | null => {
  const seen = new Set(texts.flatMap((text): ReadonlyArray<DateOrder> => {
    const numbers = numbersOf(text)
    if (numbers === null || numbers.separator === ".") return []
    return numbers.first > 12 ? ["dmy"] : numbers.second > 12 ? ["mdy"] : []
  }))
  const [only] = seen
  return seen.size === 1 && only !== undefined ? only : null
}

/** `18:00`, `6 pm` and `18.00 Uhr` as `18:00:00`; null for what is no hour. */
export const clockOf = (text: string): string | null => {
  const match = clock.exec(text.trim())
  if (match === null) return null
  const [, hour = "", minute = "00", second = "00", half = ""] = match
  const isAfternoon = /^p/i.test(half)
  const isHalf = /^[ap]/i.test(half)
  const written = Number(hour)
  if (isHalf && (written < 1 || written > 12)) return null
  // A lone number is an hour only where it says so.
  if (match[2] === undefined && half === "") return null
  const hours = isHalf ? written % 12 + (isAfternoon ? 12 : 0) : written
  return `${two(hours)}:${minute}:${second}`
}

const withClock = (day: string, rest: string): string | null => {
  if (rest === "") return day
  const read = clockOf(rest)
  return read === null ? null : `${day}T${read}`
}

const fromSerial = (text: string): string => {
  const at = new Date(SERIAL_EPOCH + Math.round(Number(text.replace(",", ".")) * 86_400) * 1_000)
  const day = at.toISOString().slice(0, 10)
  return /[.,]/.test(text) ? `${day}T${at.toISOString().slice(11, 19)}` : day
}

export interface DateContext {
  readonly now: Instant
  readonly timeZone: string
  /** Null where nobody said it. */
  readonly order: DateOrder | null
}

/**
 * A moment as spreadsheets and people write it, in the form that `readInstant` reads; any other text is given back as it is.
 * Left: the text can be read in two ways, or names a day without saying which hour is meant.
 */
export const writtenDate = (written: string, { now, order, timeZone }: DateContext): Either.Either<string, string> => {
  const text = written.trim()
  if (serial.test(text)) return Either.right(fromSerial(text))
  const word = relative.exec(text)
  if (word !== null) {
    const [, day = "", rest = ""] = word
    const ahead = /^(today|heute)$/i.test(day) ? 0 : 1
    return Either.right(withClock(dayIn(now + days(ahead), timeZone), rest) ?? text)
  }
  const numbers = numbersOf(text)
  if (numbers === null) {
    // Year first, but with points, slashes or single digits.
    const [, year = "", , month = "", day = "", rest = ""] = dated.exec(text) ?? []
    if (year.length !== 4) return Either.right(text)
    return Either.right(withClock(`${year}-${two(Number(month))}-${two(Number(day))}`, rest) ?? text)
  }
  const { first, rest, second, separator, year } = numbers
  const known = separator === "." || first > 12 ? "dmy" : second > 12 ? "mdy" : order
  if (known === null && first !== second) {
    return Either.left(
      `${JSON.stringify(text)} can be read in two ways. Say whether the day (dmy) or the month (mdy) comes first, ` +
        "or write 2026-11-24"
    )
  }
  const [day, month] = known === "mdy" ? [second, first] : [first, second]
  return Either.right(withClock(`${year}-${two(month)}-${two(day)}`, rest) ?? text)
}
