import { Clock, Effect, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

interface Idea {
  readonly topic: string
  readonly language: "en" | "de"
  readonly hashtags: string
}

/** Two calendars in turn, so that a second demo is not a copy of the first. */
const ideas: ReadonlyArray<ReadonlyArray<Idea>> = [
  [
    { topic: "Why bread rises, in three steps", language: "en", hashtags: "baking science" },
    { topic: "Drei Handgriffe für schärfere Messer", language: "de", hashtags: "kochen küche" },
    { topic: "The two-minute desk reset", language: "en", hashtags: "focus work" },
    { topic: "Warum Wolken nicht herunterfallen", language: "de", hashtags: "wissen wetter" },
    { topic: "How to read a train timetable like a local", language: "en", hashtags: "travel tips" }
  ],
  [
    { topic: "What espresso crema really tells you", language: "en", hashtags: "coffee science" },
    { topic: "Fünf Minuten für einen besseren Schlaf", language: "de", hashtags: "schlaf alltag" },
    { topic: "One knot that holds everything", language: "en", hashtags: "outdoors skills" },
    { topic: "So bleibt Basilikum wochenlang frisch", language: "de", hashtags: "küche garten" },
    { topic: "The cheapest upgrade for your bicycle", language: "en", hashtags: "cycling repair" }
  ]
]

/** The first slot comes this soon, the others follow; a person watching should not wait for the clock. */
const FIRST_SLOT_MILLIS = 8_000
const BETWEEN_MILLIS = 2_000

const quoted = (text: string): string => `"${text.replaceAll("\"", "\"\"")}"`

const csvOf = (round: number, accountId: string, now: number): string =>
  [
    "topic,account,at,timezone,language,hashtags",
    ...(ideas[round % ideas.length] ?? []).map(({ hashtags, language, topic }, index) =>
      [
        quoted(topic),
        accountId,
        new Date(now + FIRST_SLOT_MILLIS + index * BETWEEN_MILLIS).toISOString(),
        language === "de" ? "Europe/Berlin" : "America/New_York",
        language,
        quoted(hashtags)
      ].join(",")
    )
  ].join("\n")

/**
 * One run of the demo as it is remembered in the data folder. The key and the very same file make repeating the import
 * harmless: whoever comes back after a crash gets the plans of the first time.
 */
const Calendar = Schema.Struct({
  round: Schema.Int,
  importKey: Schema.NonEmptyString,
  csv: Schema.NonEmptyString,
  finished: Schema.Boolean
})
export type Calendar = typeof Calendar.Type

const CalendarFile = Schema.parseJson(Calendar)
const encode = Schema.encodeSync(CalendarFile)
const fileOf = (dataDir: string) => join(dataDir, "demo.json")

export const rememberCalendar = (dataDir: string, calendar: Calendar): Effect.Effect<void> =>
  Effect.sync(() => {
    writeFileSync(`${fileOf(dataDir)}.new`, `${encode(calendar)}\n`)
    renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir))
  })

const remembered = (dataDir: string): Calendar | undefined => {
  try {
    return Schema.decodeSync(CalendarFile)(readFileSync(fileOf(dataDir), "utf8"))
  } catch {
    // The first run, or a file of another release: either way a calendar is made.
    return undefined
  }
}

/** A calendar nobody has imported yet, remembered before it is used. */
export const freshCalendar = (dataDir: string, accountId: string) =>
  Effect.gen(function*() {
    const round = (remembered(dataDir)?.round ?? -1) + 1
    const calendar: Calendar = {
      round,
      importKey: `demo-${round}-${randomBytes(8).toString("hex")}`,
      csv: csvOf(round, accountId, yield* Clock.currentTimeMillis),
      finished: false
    }
    yield* rememberCalendar(dataDir, calendar)
    return calendar
  })

/** The calendar an earlier run did not finish. */
export const unfinishedCalendar = (dataDir: string): Calendar | undefined => {
  const calendar = remembered(dataDir)
  return calendar === undefined || calendar.finished ? undefined : calendar
}
