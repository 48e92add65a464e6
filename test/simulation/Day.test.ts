import { runDay, stormy } from "@callsheet/simulation/day/Day"
import { runMinute } from "@callsheet/simulation/day/Minute"
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("../../tools/simulation/src/day/main.ts", import.meta.url))

// The whole versions: npm run day; npm run day -- --hours 72 --orgs 3 --accounts 50 --plans 300 --storm;
// npm run day -- --minute
describe("a day in the life, in small", () => {
  it(
    "publishes all that was planned, loses and doubles nothing, and provokes no 429 while TikTok is in trouble",
    () => {
      const day = runDay({ seed: 1, orgs: 2, accounts: 6, plans: 12, workers: 3, hours: 6, trouble: 0.05 })
      assert.deepStrictEqual(day.breaches, [])
      assert.deepStrictEqual([day.lost, day.doubled, day.provoked429], [0, 0, 0])
      assert.deepStrictEqual([day.unended, day.stopped], [{}, []])
      assert.strictEqual(day.onTime + day.late, 12)
      assert.isAbove(day.onTime, 6)
      assert.deepStrictEqual(day.orgs.map(({ plans }) => plans), [6, 6])
    },
    120_000
  )

  it(
    "Q1: through 72 hours of faults on every side every plan ends, or asks with a reason, without a manual step",
    () => {
      const days = runDay({
        seed: 1,
        orgs: 3,
        accounts: 6,
        plans: 18,
        workers: 3,
        hours: 72,
        trouble: 0.05,
        weather: stormy
      })
      assert.deepStrictEqual(days.breaches, [])
      assert.deepStrictEqual([days.lost, days.doubled, days.provoked429], [0, 0, 0])
      assert.deepStrictEqual(days.unended, {})
      assert.strictEqual(days.onTime + days.late + days.stopped.length, 18)
      for (const { message, tag } of days.stopped) {
        assert.isNotEmpty(message)
        // What passes by itself is no reason to stop a plan.
        assert.notInclude(["DatabaseUnreachable", "Busy"], tag)
      }
      assert.isAbove(days.onTime, 12)
    },
    120_000
  )

  it("D12: a thousand plans a minute start at their slots: none before, none more than two seconds after", () => {
    const rush = runMinute({ seed: 1, orgs: 4, accounts: 51, plans: 150, workers: 3, spanMillis: 9_000 })
    assert.lengthOf(rush.late, 150)
    assert.isAtLeast(rush.late[0]!, 0)
    assert.isAtMost(rush.late.at(-1)!, 2_000)
    assert.deepStrictEqual([rush.unopened, rush.notOnce, rush.limitsBroken], [0, 0, []])
  }, 120_000)

  it("refuses beside --minute what it would not heed", () => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ["--conditions=callsheet-source", "--import", "tsx", program, "--minute", "--hours", "3", "--storm"],
      { encoding: "utf8" }
    )
    assert.strictEqual(status, 2, stderr)
    assert.include(stderr, "--minute takes --seed alone, not --hours, --storm.")
    assert.strictEqual(stdout, "")
  }, 60_000)
})
