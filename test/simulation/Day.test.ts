import { runDay } from "@callsheet/simulation/day/Day"
import { assert, describe, it } from "@effect/vitest"

describe("a day in the life, in small", () => {
  it("publishes what was planned, loses and doubles nothing, and provokes no 429 while TikTok is in trouble", () => {
    const day = runDay({ seed: 1, orgs: 2, accounts: 6, plans: 12, workers: 3, hours: 6, trouble: 0.05 })
    assert.deepStrictEqual(day.breaches, [])
    assert.deepStrictEqual([day.lost, day.doubled, day.provoked429], [0, 0, 0])
    assert.deepStrictEqual(day.unended, {})
    const named = Object.values(day.named).reduce((sum, count) => sum + count, 0)
    assert.strictEqual(day.onTime + day.late + named, 12)
    assert.isAbove(day.onTime, 6)
    assert.deepStrictEqual(day.orgs.map(({ plans }) => plans), [6, 6])
  }, 120_000)
})
