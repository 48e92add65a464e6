import { planStatuses } from "@callsheet/domain/facts/planStatuses"
import type { PlanStatusName } from "@callsheet/domain/plan/Plan"
import { asksIn } from "@callsheet/domain/plan/PlanAsks"
import { planAskable } from "@callsheet/domain/plan/PlanCommand"
import { planTransitions } from "@callsheet/domain/plan/PlanTransitions"
import { assert, describe, it } from "@effect/vitest"

describe("what may be asked of a plan", () => {
  for (const status of Object.keys(planStatuses) as ReadonlyArray<PlanStatusName>) {
    it(`${status}: as the machine's transitions say`, () => {
      const allowed = Object.keys(planTransitions[status]).flatMap((command) => planAskable[command] ?? [])
      assert.deepStrictEqual(asksIn(status).toSorted(), allowed.toSorted())
    })
  }
})
