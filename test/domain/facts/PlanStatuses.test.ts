import {
  endedStatuses,
  isEnded,
  isFinal,
  isPosted,
  owesWork,
  planRoad,
  planStatuses,
  planStatusesWhere,
  planStatusFacts
} from "@callsheet/domain/facts/planStatuses"
import { Plan } from "@callsheet/domain/plan/Plan"
import { planWaitingFor } from "@callsheet/domain/plan/PlanWaiting"
import { endsByItself } from "@callsheet/domain/WaitingFor"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join, sep } from "node:path"

const sources = (): ReadonlyArray<string> =>
  ["packages", "tools"].flatMap((root) => {
    try {
      return readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => join(root, file))
    } catch {
      return []
    }
  }).filter((file) => file.endsWith(".ts") && file.includes(`${sep}src${sep}`))

/** Where statuses are defined: the union itself and its table. */
const definitions = [join("domain", "src", "plan"), join("domain", "src", "facts"), join("domain", "src", "asset")]

/** Two or more names of plan statuses in one array or set. */
const listOf = (names: ReadonlyArray<string>) => {
  const name = `"(?:${names.join("|")})"`
  return new RegExp(`\\[\\s*${name}\\s*,\\s*${name}`)
}

describe("what is known of a plan's status", () => {
  it("puts the statuses of a plan that goes well in one order, from nothing to everything", () => {
    const progress = planRoad.map((status) => planStatuses[status].progress ?? -1)
    assert.deepStrictEqual(progress, progress.toSorted((a, b) => a - b))
    assert.strictEqual(new Set(progress).size, progress.length)
    assert.deepStrictEqual([progress[0], progress.at(-1)], [0, 1])
    assert.deepStrictEqual([planRoad[0], planRoad.at(-1)], ["draft", "tracked"])
  })

  it("agrees with what a plan says it waits for", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Plan), (random) => {
        const plan = { ...random, locked: false }
        const { _tag: status } = plan.status
        const { waitsFor } = planStatuses[status]
        const who = planWaitingFor(plan, 0)?.who
        assert.strictEqual(who === undefined, isFinal(status), status)
        assert.strictEqual(who !== undefined && endsByItself(who), waitsFor === "work" || waitsFor === "slot", status)
        if (waitsFor === "editor" || waitsFor === "approver") assert.include(who, waitsFor)
      }),
      { numRuns: 200 }
    )
  })

  it("frees the promises of everything that is over, and keeps those of what a person may still let go on", () => {
    const holding = endedStatuses.filter((status) => planStatuses[status].holdsReservation)
    assert.deepStrictEqual(holding, ["needs_attention"])
    for (const status of planStatusesWhere(({ waitsFor }) => waitsFor === "work" || waitsFor === "slot")) {
      assert.isTrue(planStatuses[status].holdsReservation, status)
    }
  })

  it("claims nothing of a status that this release does not know", () => {
    assert.isUndefined(planStatusFacts("archived"))
    for (const is of [isEnded, isFinal, isPosted, owesWork]) assert.isFalse(is("archived"))
  })

  it("stands in one table: no file keeps a list of plan statuses of its own", () => {
    const found = listOf(Object.keys(planStatuses))
    const lists = sources()
      .filter((file) => !definitions.some((folder) => file.includes(folder)))
      .filter((file) => found.test(readFileSync(file, "utf8")))
    assert.deepStrictEqual(lists, [])
  })
})
