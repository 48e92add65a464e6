import { iso } from "@callsheet/domain/Instant"
import { nextFreeSlot, readInstant, readSpread, spreadSlots } from "@callsheet/domain/planning/Slot"
import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"

const read = (text: string, zone = "Europe/Berlin", dateAlone = false) =>
  Either.match(readInstant(text, zone, { dateAlone }), {
    onLeft: (message) => message,
    onRight: ({ at, timeZone }) => `${iso(at)} ${timeZone}`
  })

describe("Times as people write them", () => {
  it("an offset decides, the zone is kept beside it", () => {
    assert.strictEqual(read("2026-11-24T18:00+02:00"), "2026-11-24T16:00:00.000Z Europe/Berlin")
    assert.strictEqual(read("2026-11-24T18:00:30.250Z"), "2026-11-24T18:00:30.250Z Europe/Berlin")
    assert.strictEqual(read("2026-11-24 18:00-0330", "UTC"), "2026-11-24T21:30:00.000Z UTC")
  })

  it("without an offset the wall clock of the zone counts, in summer and in winter", () => {
    assert.strictEqual(read("2026-07-01T09:00"), "2026-07-01T07:00:00.000Z Europe/Berlin")
    assert.strictEqual(read("2026-12-01T09:00"), "2026-12-01T08:00:00.000Z Europe/Berlin")
    assert.strictEqual(read("2026-12-01T09:00[Asia/Kolkata]"), "2026-12-01T03:30:00.000Z Asia/Kolkata")
  })

  it("an hour that the clocks skip is refused with the times beside it", () => {
    assert.strictEqual(
      read("2026-03-29T02:30"),
      "2026-03-29T02:30 does not exist in Europe/Berlin, because the clocks are set forward over it; the times beside it are 2026-03-29T01:30+01:00 and 2026-03-29T03:30+02:00"
    )
  })

  it("an hour that happens twice is refused until it says which one is meant", () => {
    assert.strictEqual(
      read("2026-10-25T02:30"),
      "2026-10-25T02:30 happens twice in Europe/Berlin, because the clocks are set back; write which one is meant: 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00"
    )
    assert.strictEqual(read("2026-10-25T02:30+02:00"), "2026-10-25T00:30:00.000Z Europe/Berlin")
    assert.strictEqual(read("2026-10-25T02:30+01:00"), "2026-10-25T01:30:00.000Z Europe/Berlin")
  })

  it("days that no calendar has, hours that no clock has and zones that no map has are refused", () => {
    assert.include(read("2026-02-30T10:00"), "does not exist")
    assert.include(read("2026-02-03T25:00Z"), "does not exist")
    assert.include(read("2026-02-03T10:61Z"), "does not exist")
    assert.include(read("2026-02-03T10:00", "Middle/Earth"), "is not a known time zone")
    assert.include(read("tomorrow at six"), "is not a time")
    assert.include(read("2026-02-03"), "without an hour")
  })

  it("a date alone means its first moment, where that is asked", () => {
    assert.strictEqual(read("2026-02-03", "America/New_York", true), "2026-02-03T05:00:00.000Z America/New_York")
  })
})

describe("Free slots", () => {
  const now = Date.parse("2026-11-24T10:20:00Z")
  const next = (timeZone: string, ...taken: ReadonlyArray<string>) =>
    iso(Either.getOrThrow(nextFreeSlot({ now, timeZone, taken: taken.map(Date.parse) })).at)

  it("the next one is a full hour by the zone's own clock, an hour ahead at the earliest", () => {
    assert.strictEqual(next("UTC"), "2026-11-24T12:00:00.000Z")
    assert.strictEqual(next("Asia/Kolkata"), "2026-11-24T11:30:00.000Z")
  })

  it("hours that other plans use are passed over, also when those stand between two full hours", () => {
    assert.strictEqual(next("UTC", "2026-11-24T12:00:00Z", "2026-11-24T13:30:00Z"), "2026-11-24T15:00:00.000Z")
  })
})

describe("Spreading a batch", () => {
  const now = Date.parse("2026-11-24T10:20:00Z")
  const slots = (rhythm: string, count: number, ...taken: ReadonlyArray<string>) =>
    Either.getOrThrow(
      Either.flatMap(readSpread(rhythm), (spread) =>
        spreadSlots({ spread, count, now, timeZone: "Europe/Berlin", taken: taken.map(Date.parse) }))
    ).map(iso)

  it("two a day from tomorrow on, in waking hours of the zone", () => {
    assert.deepStrictEqual(slots("2/day", 3), [
      "2026-11-25T11:00:00.000Z",
      "2026-11-25T17:00:00.000Z",
      "2026-11-26T11:00:00.000Z"
    ])
  })

  it("weekdays can stay free, and hours in use are passed over", () => {
    assert.deepStrictEqual(slots("1/day not sat, sun", 3, "2026-11-26T14:00:00Z"), [
      "2026-11-25T14:00:00.000Z",
      "2026-11-27T14:00:00.000Z",
      "2026-11-30T14:00:00.000Z"
    ])
  })

  it("the wall clock stays the same over a clock change", () => {
    const spring = Date.parse("2026-03-27T10:00:00Z")
    const spread = Either.getOrThrow(readSpread("1/day"))
    const found = spreadSlots({ spread, count: 3, now: spring, timeZone: "Europe/Berlin", taken: [] })
    assert.deepStrictEqual(Either.getOrThrow(found).map(iso), [
      "2026-03-28T14:00:00.000Z",
      "2026-03-29T13:00:00.000Z",
      "2026-03-30T13:00:00.000Z"
    ])
  })

  it("what is no rhythm is refused", () => {
    for (const text of ["", "often", "0/day", "25/day", "2/week", "1/day not someday"]) {
      assert.isTrue(Either.isLeft(readSpread(text)), text)
    }
  })
})
