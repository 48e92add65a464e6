import { Clock, Effect, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

interface Idea {
  readonly topic: string
  readonly language: "en" | "de"
  readonly hashtags: string
  /** What the video says. All of it is true. */
  readonly notes: ReadonlyArray<string>
}

/** Two calendars in turn, so that a second demo is not a copy of the first. */
const ideas: ReadonlyArray<ReadonlyArray<Idea>> = [
  [
    {
      topic: "Why bread rises",
      language: "en",
      hashtags: "baking science",
      notes: [
        "1. One gram of fresh yeast holds about ten billion living cells.",
        "2. They eat the sugar in the dough and breathe out carbon dioxide.",
        "3. Gluten, a net of protein, traps the gas, so the dough swells like a balloon.",
        "4. At 25 degrees a dough doubles in about an hour, but in the fridge it needs a whole night.",
        "5. Above 55 degrees the yeast dies: the oven stops what the bowl began."
      ]
    },
    {
      topic: "Drei Handgriffe für schärfere Messer",
      language: "de",
      hashtags: "kochen küche",
      notes: [
        "1. Schärfe oft statt lange: Ein stumpfes Messer ist gefährlicher als ein scharfes, weil es abrutscht.",
        "2. Halte 15 bis 20 Grad Winkel, das ist etwa eine Streichholzschachtel unter dem Messerrücken. Der Wetzstahl nimmt nichts weg: Er richtet nur die umgebogene Schneide auf.",
        "3. Wasch das Messer von Hand, denn die Spülmaschine ruiniert jede Klinge."
      ]
    },
    {
      topic: "The two-minute desk reset",
      language: "en",
      hashtags: "focus work",
      notes: [
        "- Start with cups and plates: they are the only things on a desk that can grow mould.",
        "- Stack loose paper into one pile. Do not sort it now, sorting is a different job.",
        "- Put three things back that belong in another room.",
        "- Wipe the desk where your wrists rest: keyboards carry more bacteria than you want to know.",
        "- Leave one thing out: the first task of tomorrow."
      ]
    },
    {
      topic: "Warum Wolken nicht herunterfallen",
      language: "de",
      hashtags: "wissen wetter",
      notes: [
        "Eine kleine Schönwetterwolke wiegt etwa 500 Tonnen, so viel wie hundert Elefanten. Trotzdem fällt sie nicht herunter. Ihr Wasser hängt in Tröpfchen, die nur ein Fünfzigstel Millimeter groß sind. So ein Tröpfchen sinkt kaum einen Zentimeter pro Sekunde. Warme Luft steigt unter der Wolke auf und trägt die Tröpfchen wieder nach oben. Erst wenn sich etwa eine Million Tröpfchen verbinden, wird daraus ein Regentropfen."
      ]
    },
    {
      topic: "How to read a train timetable like a local",
      language: "en",
      hashtags: "travel tips",
      notes: [
        "- Read the footnotes first: a tiny symbol can mean that the train runs on Sundays only.",
        "- Arrival and departure are two columns, and the gap between them is your time to change.",
        "- Under five minutes between two trains? Take the next one, unless both use the same platform.",
        "- The last train of the night often stops short of the final station.",
        "- Check the direction, not the number: the same line runs both ways."
      ]
    }
  ],
  [
    {
      topic: "What espresso crema really tells you",
      language: "en",
      hashtags: "coffee science",
      notes: [
        "- Nine bars of pressure push carbon dioxide and oil out of the coffee: that foam is the crema.",
        "- Thick crema means fresh beans, but it does not mean good coffee.",
        "- Robusta makes more foam than Arabica, and it tastes more bitter.",
        "- No crema at all? The beans are older than about six weeks, or the grind is too coarse.",
        "- Taste the crema alone once: it is the bitterest part of the cup."
      ]
    },
    {
      topic: "Fünf Minuten für einen besseren Schlaf",
      language: "de",
      hashtags: "schlaf alltag",
      notes: [
        "1. Lüfte fünf Minuten lang: Am besten schläft man bei etwa 18 Grad.",
        "2. Wasch dir die Füße warm. Das klingt falsch, aber danach kühlt der Körper schneller ab.",
        "3. Schreib die drei Aufgaben von morgen auf Papier, dann muss dein Kopf sie nicht festhalten.",
        "4. Lade das Handy in einem anderen Zimmer.",
        "5. Trink Kaffee nur bis 14 Uhr: Nach sechs Stunden ist noch die Hälfte des Koffeins im Blut."
      ]
    },
    {
      topic: "One knot that holds everything",
      language: "en",
      hashtags: "outdoors skills",
      notes: [
        "1. The bowline makes a loop that never slips and never jams.",
        "2. Make a small loop: that is the rabbit hole.",
        "3. The end of the rope is the rabbit, and it comes up through the hole.",
        "4. It runs around the tree, behind the standing part.",
        "5. Then it goes back down the hole. Pull tight.",
        "6. Sailors trust it with a ship, but a climber adds a stopper knot."
      ]
    },
    {
      topic: "So bleibt Basilikum wochenlang frisch",
      language: "de",
      hashtags: "küche garten",
      notes: [
        "- Im Topf aus dem Supermarkt stehen bis zu zwanzig Pflanzen: viel zu eng.",
        "- Teile den Ballen in vier Stücke und pflanze jedes in einen eigenen Topf.",
        "- Gieße nur in den Untersetzer, nie auf die Blätter.",
        "- Ernte ganze Triebspitzen statt einzelner Blätter, dann treibt die Pflanze doppelt aus.",
        "- Stell es nie in den Kühlschrank: Unter 10 Grad werden die Blätter schwarz."
      ]
    },
    {
      topic: "The cheapest upgrade for your bicycle",
      language: "en",
      hashtags: "cycling repair",
      notes: [
        "- The cheapest upgrade costs nothing: air. A soft tyre can double the rolling resistance.",
        "- The right pressure is printed on the side of the tyre.",
        "- A tyre loses a little air every week, even when the bicycle never leaves the cellar.",
        "- Three drops of oil per chain link do more than half a bottle sprayed on.",
        "- Wipe the chain afterwards: oil outside the links only collects dirt."
      ]
    }
  ]
]

/** The first slot comes this soon, the others follow; a person watching should not wait for the clock. */
const FIRST_SLOT_MILLIS = 8_000
const BETWEEN_MILLIS = 2_000

const quoted = (text: string): string => `"${text.replaceAll("\"", "\"\"")}"`

const csvOf = (round: number, accountId: string, now: number): string =>
  [
    "topic,account,at,timezone,language,hashtags,notes",
    ...(ideas[round % ideas.length] ?? []).map(({ hashtags, language, notes, topic }, index) =>
      [
        quoted(topic),
        accountId,
        new Date(now + FIRST_SLOT_MILLIS + index * BETWEEN_MILLIS).toISOString(),
        language === "de" ? "Europe/Berlin" : "America/New_York",
        language,
        quoted(hashtags),
        quoted(notes.join("\n"))
      ].join(",")
    )
  ].join("\n")

/**
 * One run of the demo as it is remembered in the data folder. The key and the very same file make repeating the import
 * harmless: anyone who comes back after a crash gets the plans of the first time.
 */
const StoredCalendar = Schema.Struct({
  round: Schema.Int,
  importKey: Schema.NonEmptyString,
  csv: Schema.NonEmptyString,
  finished: Schema.Boolean
})
export type StoredCalendar = typeof StoredCalendar.Type

const CalendarFile = Schema.parseJson(StoredCalendar)
const encode = Schema.encodeSync(CalendarFile)
const fileOf = (dataDir: string) => join(dataDir, "demo.json")

export const rememberCalendar = (dataDir: string, calendar: StoredCalendar): Effect.Effect<void> =>
  Effect.sync(() => {
    writeFileSync(`${fileOf(dataDir)}.new`, `${encode(calendar)}\n`)
    renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir))
  })

const remembered = (dataDir: string): StoredCalendar | undefined => {
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
    const calendar: StoredCalendar = {
      round,
      importKey: `demo-${round}-${randomBytes(8).toString("hex")}`,
      csv: csvOf(round, accountId, yield* Clock.currentTimeMillis),
      finished: false
    }
    yield* rememberCalendar(dataDir, calendar)
    return calendar
  })

/** The calendar an earlier run did not finish. */
export const unfinishedCalendar = (dataDir: string): StoredCalendar | undefined => {
  const calendar = remembered(dataDir)
  return calendar === undefined || calendar.finished ? undefined : calendar
}
