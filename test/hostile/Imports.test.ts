import type { ApiError, Fault } from "@callsheet/domain/api/ApiError"
import { readIcs } from "@callsheet/server/import/Ics"
import { assert, it, layer } from "@effect/vitest"
import { Effect, Either } from "effect"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"

type Format = "csv" | "ics" | "json"

const faultsOf = (error: ApiError): ReadonlyArray<Fault> => {
  assert.strictEqual(error._tag, "InvalidInput")
  return "faults" in error ? error.faults : []
}

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  yield* newAccount(orgId, "hostile.kitchen")
  return {
    refusal: (format: Format, content: string) =>
      Effect.map(Effect.flip(client("plan.import", { orgId, format, content, dryRun: true }, owner)), faultsOf),
    take: (format: Format, content: string) => client("plan.import", { orgId, format, content, dryRun: true }, owner)
  }
})

/** The longest time for which the event loop of this process answered nobody while the work ran. */
const longestStall = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    let last = performance.now()
    let longest = 0
    const timer = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }, 5)
    return work.pipe(
      Effect.map((value) => ({ value, millis: Math.max(longest, performance.now() - last) })),
      Effect.ensuring(Effect.sync(() => clearInterval(timer)))
    )
  })

const event = (rule: string) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    "UID:a",
    "DTSTART:20270101T100000Z",
    `RRULE:${rule}`,
    "SUMMARY:never",
    "END:VEVENT",
    "END:VCALENDAR",
    ""
  ].join("\r\n")

/**
 * Generous: the machine of a test is shared, and its client works in the same process. Without the child these files stall
 * the server for many seconds, the first one until it is killed.
 */
const STALL = 3_000

/** An event at ten o'clock in a zone, and what the file says of that zone. */
const inZone = (tzid: string, ...zone: ReadonlyArray<string>) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    ...(zone.length === 0 ? [] : ["BEGIN:VTIMEZONE", `TZID:${tzid}`, ...zone.slice(1), "END:VTIMEZONE"]),
    "BEGIN:VEVENT",
    "UID:a",
    `DTSTART;TZID=${tzid}:20300101T100000`,
    "SUMMARY:Cranes",
    "END:VEVENT",
    "END:VCALENDAR",
    ""
  ].join("\r\n")

const ownRules = [
  "BEGIN:STANDARD",
  "DTSTART:16010101T000000",
  "TZOFFSETFROM:+0100",
  "TZOFFSETTO:+0100",
  "END:STANDARD"
]

it("a time zone that does not exist is refused and never read as another one", () => {
  const unknown = ["Atlantis/Capital", "../../../../etc/passwd", "__proto__", "A/".repeat(50_000)]
  for (const content of [...unknown.map((name) => inZone(name)), inZone("Office", "without rules")]) {
    const { faults, rows } = Either.getOrThrow(readIcs(content))
    assert.lengthOf(rows, 0)
    assert.deepInclude(faults[0], { row: 1, column: "timezone" })
    assert.isBelow(faults[0]?.message.length ?? 0, 300)
  }
  // One that the file itself defines is read by its rules.
  const { rows } = Either.getOrThrow(readIcs(inZone("Office", "with rules", ...ownRules)))
  assert.strictEqual(rows[0]?.cells.at, "2030-01-01T09:00:00.000Z")
})

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("hostile calendars", (it) => {
  for (
    const rule of [
      "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=SECONDLY;BYMONTH=11",
      "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"
    ]
  ) {
    it.scoped(`a rule without a date is given up, and nobody waits: ${rule}`, () =>
      Effect.gen(function*() {
        const { refusal } = yield* desk
        const { millis, value } = yield* longestStall(refusal("ics", event(rule)))
        assert.lengthOf(value, 1)
        assert.match(value[0]?.message ?? "", /takes longer than 5 s|repeats SECONDLY/)
        assert.isBelow(millis, STALL)
      }))
  }

  it.scoped(
    "a file of line ends, of blank rows, of unknown fields and of unknown parameters is refused at once",
    () =>
      Effect.gen(function*() {
        const { refusal } = yield* desk
        const files: ReadonlyArray<readonly [Format, string]> = [
          ["csv", `topic,at\n${"\n".repeat(4_900_000)}`],
          ["csv", `topic,at\n${"a,b\n".repeat(99_000)}`],
          ["json", JSON.stringify([Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`f${i}`, 1]))])],
          ["json", JSON.stringify(Array.from({ length: 400_000 }, () => ({})))],
          ["ics", event("FREQ=DAILY;COUNT=2").replace("SUMMARY", `SUMMARY${";A=B".repeat(250_000)}`)]
        ]
        for (const [format, content] of files) {
          const { millis, value } = yield* longestStall(Effect.either(refusal(format, content)))
          if (value._tag === "Right") assert.isAtMost(value.right.length, 101)
          assert.isBelow(millis, STALL)
        }
      }),
    120_000
  )

  it.scoped("five thousand valid rows of one topic keep nobody waiting", () =>
    Effect.gen(function*() {
      const { take } = yield* desk
      const start = Date.now() + 30 * 86_400_000
      const rows = Array.from({ length: 5_000 }, (_, i) =>
        `The same five words again ${i % 7},${new Date(start + i * 3_600_000).toISOString()}`)
      const { millis, value } = yield* longestStall(take("csv", `topic,at\n${rows.join("\n")}\n`))
      assert.lengthOf(value.feasibility, 5_000)
      assert.isBelow(millis, STALL)
    }), 120_000)
})
