import { freeze, type GrantLog, nextFree, type RateWindow, remaining, reserve } from "@callsheet/domain/RateWindow"
import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"

const window = fc.record({
  limit: fc.integer({ min: 1, max: 30 }),
  windowMillis: fc.integer({ min: 1, max: 60_000 }),
  marginMillis: fc.integer({ min: 0, max: 3_000 })
})
/** Pauses between arrivals: bursts, trickles, long silences, and now and then a clock that jumps back. */
const pauses = fc.array(
  fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 }), fc.integer({ min: -2_000, max: 120_000 })),
  { maxLength: 200 }
)

const run = (rate: RateWindow, arrivals: ReadonlyArray<number>) => {
  let log: GrantLog = []
  return arrivals.map((now) => {
    const granted = reserve(rate, log, now)
    log = granted.log
    return granted.at
  })
}

const arrivalsOf = (gaps: ReadonlyArray<number>) => {
  let now = 1_000_000
  return gaps.map((gap) => (now += gap))
}

/** The most grants found in any half-open stretch of the given length. */
const busiest = (grants: ReadonlyArray<number>, millis: number) =>
  Math.max(0, ...grants.map((from) => grants.filter((at) => at >= from && at < from + millis).length))

const init: RateWindow = { limit: 6, windowMillis: 60_000, marginMillis: 2_000 }

describe("RateWindow", () => {
  it("D07: no stretch of the window's length ever holds more calls than allowed, whatever the arrivals", () => {
    fc.assert(fc.property(window, pauses, (rate, gaps) => {
      const grants = run(rate, arrivalsOf(gaps))
      assert.isAtMost(busiest(grants, rate.windowMillis), rate.limit)
      assert.isAtMost(busiest(grants, rate.windowMillis + rate.marginMillis), rate.limit)
    }))
  })

  it("D07: calls that arrive late by up to the margin still keep within the limit", () => {
    const delays = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 60, maxLength: 60 })
    fc.assert(fc.property(delays, (late) => {
      const grants = run(init, late.map(() => 0))
      const seen = grants.map((at, i) => at + (late[i] ?? 0)).toSorted((a, b) => a - b)
      assert.isAtMost(busiest(seen, init.windowMillis), init.limit)
    }))
  })

  it("grants are never before they are asked for, and leave in the order of asking", () => {
    fc.assert(fc.property(window, pauses, (rate, gaps) => {
      const arrivals = arrivalsOf(gaps)
      const grants = run(rate, arrivals)
      for (const [i, at] of grants.entries()) {
        assert.isAtLeast(at, arrivals[i] ?? 0)
        assert.isAtLeast(at, grants[i - 1] ?? 0)
      }
    }))
  })

  it("F18: a backlog flows within 5 % of the fastest schedule the limit allows", () => {
    for (const limit of [6, 20, 30]) {
      const calls = limit * 40
      const last = run({ limit, windowMillis: 60_000, marginMillis: 2_000 }, Array.from({ length: calls }, () => 0)).at(
        -1
      )
      const best = (calls / limit - 1) * 60_000
      assert.isAtMost(last ?? Infinity, best * 1.05)
    }
  })

  it("a burst up to the limit leaves at once, the next call when the first has aged out", () => {
    assert.deepStrictEqual(run(init, Array.from({ length: 8 }, () => 5_000)), [
      5_000,
      5_000,
      5_000,
      5_000,
      5_000,
      5_000,
      67_000,
      67_000
    ])
  })

  it("forgets grants that no longer count, so the log stays small", () => {
    const { log } = reserve(init, [0, 1, 2, 61_999], 62_002)
    assert.deepStrictEqual(log, [61_999, 62_002])
  })

  it("tells how many calls are left and when the next is free", () => {
    const log = [0, 0, 0, 0, 1_000]
    assert.strictEqual(remaining(init, log, 1_000), 1)
    assert.strictEqual(nextFree(init, log, 1_000), 1_000)
    const { log: full } = reserve(init, log, 1_000)
    assert.strictEqual(remaining(init, full, 1_000), 0)
    assert.strictEqual(nextFree(init, full, 1_000), 62_000)
    assert.strictEqual(remaining(init, full, 62_000), 4)
  })

  it("D07: after a 429 nothing leaves before its end, and grants that lay ahead are withdrawn", () => {
    const log = [0, 0, 0, 0, 0, 0, 62_000, 62_000]
    const frozen = freeze(init, log, 10_000, 70_000)
    assert.strictEqual(remaining(init, frozen, 10_000), 0)
    assert.strictEqual(nextFree(init, frozen, 10_000), 70_000)
    assert.strictEqual(reserve(init, frozen, 10_000).at, 70_000)
    assert.strictEqual(remaining(init, frozen, 70_000), 6)
  })

  it("a freeze shorter than the window does not make earlier calls forgotten", () => {
    const frozen = freeze(init, [0, 0, 0, 0, 0, 0], 1_000, 5_000)
    assert.strictEqual(nextFree(init, frozen, 1_000), 62_000)
  })
})
