import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import { type Cell, cellNamed, columns, type FileRow, type FileRows } from "@callsheet/domain/planning/ImportColumns"
import { zoneOf } from "@callsheet/domain/planning/Slot"
import { VERSION } from "@callsheet/domain/Version"
import { Either } from "effect"
import ICAL from "ical.js"
import { MOST_ROWS } from "./Limits.ts"

/** A series without an end is planned for a year, one with an end for as many plans as a year has days. */
const MOST_OCCURRENCES = 366
const ENDLESS_MILLIS = 366 * 86_400_000
const OURS = "x-callsheet-"

/** `Europe/Berlin` also where a program wraps the name (`/mozilla.org/20050126_1/Europe/Berlin`). */
const ianaName = (tzid: string): string | undefined => {
  const parts = tzid.split("/")
  return [tzid, parts.slice(-2).join("/"), parts.slice(-3).join("/")].find((name) => Either.isRight(zoneOf(name)))
}

const wallClock = (time: ICAL.Time) => time.toString().replace(/Z$/, "").slice(0, 19)

/** The start as the two columns that say it. An event of a whole day leaves the hour open. */
const startOf = (time: ICAL.Time, tzid: string | undefined): { readonly at: string; readonly timezone?: string } => {
  if (time.isDate) return { at: wallClock(time).slice(0, 10) }
  const iana = tzid === undefined ? undefined : ianaName(tzid)
  if (iana !== undefined) return { at: wallClock(time), timezone: iana }
  // A zone that only the file itself defines: its rules give the moment.
  if (tzid !== undefined || time.zone === ICAL.Timezone.utcTimezone) {
    return { at: new Date(time.toUnixTime() * 1_000).toISOString() }
  }
  return { at: wallClock(time) }
}

/** A zone that nobody knows and whose rules the file does not give would be read as another one, hours away. */
const unknownZone = (time: ICAL.Time, tzid: string | undefined, row: number): Fault | null =>
  tzid === undefined || time.isDate || ianaName(tzid) !== undefined ||
    (time.zone?.component?.getAllSubcomponents().length ?? 0) > 0
    ? null
    : fault(
      "timezone",
      `The time zone "${
        tzid.slice(0, 100)
      }" is not known, and the file does not define it. Name one such as Europe/Berlin`,
      row
    )

const textOf = (component: ICAL.Component, name: string): string | undefined => {
  const value: unknown = component.getFirstPropertyValue(name)
  return value === null || value === undefined ? undefined : String(value)
}

const tagsOf = (component: ICAL.Component): string =>
  component.getAllProperties("categories").flatMap((property) => property.getValues().map(String)).join(" ")

const cellsOf = (component: ICAL.Component, time: ICAL.Time, tzid: string | undefined): FileRow["cells"] => {
  const cells: { [C in Cell]?: string } = {
    topic: (textOf(component, "summary") ?? "").replace(/\s+/g, " "),
    hashtags: tagsOf(component),
    ...startOf(time, tzid)
  }
  for (const property of component.getAllProperties()) {
    const name = property.name.startsWith(OURS) ? cellNamed(property.name.slice(OURS.length)) : undefined
    if (name !== undefined && name !== "at" && name !== "status") cells[name] = String(property.getFirstValue())
  }
  const [, id] = /^(pln_[0-9a-z]+)@callsheet$/.exec(textOf(component, "uid") ?? "") ?? []
  return id === undefined ? cells : { ...cells, id }
}

const tzidOf = (component: ICAL.Component): string | undefined => {
  const value: unknown = component.getFirstProperty("dtstart")?.getParameter("tzid")
  return typeof value === "string" ? value : undefined
}

/** Whether the series ends by itself. */
const ends = (component: ICAL.Component): boolean =>
  component.getAllProperties("rrule").every((property) => {
    const rule: unknown = property.getFirstValue()
    return rule instanceof ICAL.Recur && (rule.isByCount() || rule.until !== null)
  })

/** No calendar of posts repeats within a day, and such a rule can be searched for ages without a date. */
const tooOften = (component: ICAL.Component): string | null => {
  for (const property of component.getAllProperties("rrule")) {
    const rule: unknown = property.getFirstValue()
    if (rule instanceof ICAL.Recur && ["SECONDLY", "MINUTELY", "HOURLY"].includes(rule.freq)) return rule.freq
  }
  return null
}

const occurrences = (event: ICAL.Event, row: number): Either.Either<ReadonlyArray<FileRow>, Fault> => {
  const tzid = tzidOf(event.component)
  const unknown = unknownZone(event.startDate, tzid, row)
  if (unknown !== null) return Either.left(unknown)
  if (!event.isRecurring()) {
    return Either.right([{
      row,
      place: String(row),
      cells: cellsOf(event.component, event.startDate, tzid),
      repeats: false
    }])
  }
  const rule = tooOften(event.component)
  if (rule !== null) {
    return Either.left(fault("at", `The series repeats ${rule}; DAILY, WEEKLY, MONTHLY and YEARLY are possible`, row))
  }
  const isEnding = ends(event.component)
  const last = event.startDate.toUnixTime() * 1_000 + ENDLESS_MILLIS
  const rows: Array<FileRow> = []
  const iterator = event.iterator()
  for (let next = iterator.next(); next !== undefined && next !== null; next = iterator.next()) {
    if (!isEnding && next.toUnixTime() * 1_000 > last) break
    if (rows.length === MOST_OCCURRENCES) {
      if (!isEnding) break
      return Either.left(fault("at", `The series has more than ${MOST_OCCURRENCES} dates; give it an earlier end`, row))
    }
    const { item, startDate } = event.getOccurrenceDetails(next)
    const moved = unknownZone(startDate, tzidOf(item.component), row)
    if (moved !== null) return Either.left(moved)
    rows.push({
      row,
      place: `${row}.${rows.length + 1}`,
      cells: cellsOf(item.component, startDate, tzidOf(item.component)),
      repeats: true
    })
  }
  return Either.right(rows)
}

/** A calendar as iCalendar: one event a plan, series expanded, cancelled events left out. */
export const readIcs = (content: string): Either.Either<FileRows, ReadonlyArray<Fault>> => {
  const parsed = Either.try({
    try: () => {
      const calendar = new ICAL.Component(ICAL.parse(content.replace(/^\uFEFF/, "")))
      const events = calendar.getAllSubcomponents("vevent")
      let count = 0
      return events.flatMap((component, index) => {
        if (count > MOST_ROWS) return []
        const event = new ICAL.Event(component)
        if (event.isRecurrenceException() || textOf(component, "status")?.toUpperCase() === "CANCELLED") return []
        const row = index + 1
        if (!component.hasProperty("dtstart")) return [Either.left(fault("at", "The event has no DTSTART", row))]
        const found = occurrences(event, row)
        count += Either.isRight(found) ? found.right.length : 1
        return [found]
      })
    },
    // The parser throws plain errors for what is wrong with the text.
    catch: (error) => [
      fault(null, `The file cannot be read as iCalendar: ${error instanceof Error ? error.message : String(error)}`)
    ]
  })
  return Either.map(parsed, (outcomes) => ({
    faults: outcomes.flatMap((outcome) => Either.isLeft(outcome) ? [outcome.left] : []),
    rows: outcomes.flatMap((outcome) => Either.isRight(outcome) ? [...outcome.right] : [])
  }))
}

const utc = (iso: string) => ICAL.Time.fromJSDate(new Date(iso), true)

/** How long an entry looks in a calendar program; a post takes no time. */
const SHOWN_AS = "PT15M"

export const writeIcs = (rows: ReadonlyArray<{ readonly [name: string]: string }>, stamp: string): string => {
  const calendar = new ICAL.Component("vcalendar")
  calendar.updatePropertyWithValue("version", "2.0")
  calendar.updatePropertyWithValue("prodid", `-//Callsheet//Callsheet ${VERSION}//EN`)
  for (const row of rows) {
    const event = new ICAL.Component("vevent")
    event.updatePropertyWithValue("uid", `${row["id"]}@callsheet`)
    event.updatePropertyWithValue("dtstamp", utc(stamp))
    event.updatePropertyWithValue("dtstart", utc(row["at"] ?? stamp))
    event.updatePropertyWithValue("duration", ICAL.Duration.fromString(SHOWN_AS))
    event.updatePropertyWithValue("summary", row["topic"] ?? "")
    if (row["status"] === "cancelled" || row["status"] === "rejected") {
      event.updatePropertyWithValue("status", "CANCELLED")
    }
    for (const name of columns) {
      const value = row[name] ?? ""
      if (name !== "topic" && name !== "at" && value !== "") {
        event.addPropertyWithValue(`${OURS}${name.replaceAll("_", "-")}`, value)
      }
    }
    calendar.addSubcomponent(event)
  }
  return calendar.toString() + "\r\n"
}
