import { saysSomething } from "@callsheet/domain/plan/Notes"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { assert, describe, it } from "@effect/vitest"
import { situations } from "../support/Decisions.ts"
import { birth, newPlanId } from "../support/Fixtures.ts"

const given = situations(planMachine, { at: Date.now(), id: newPlanId() })

const approve = (notes: string | undefined, modelWrites?: boolean) => {
  const { notes: _, ...command } = birth()
  const plan = given(null).when(notes === undefined ? command : { ...command, notes }).next()
  return given(plan).when(modelWrites === undefined ? { _tag: "Approve" } : { _tag: "Approve", modelWrites })
}

describe("a plan's notes", () => {
  it("a bare topic is not approved where no model writes, and the refusal says three ways out", () => {
    for (const notes of [undefined, "", "- \n-", "yes no"]) {
      const { remedy } = approve(notes, false).isRefused("NothingToSay")
      for (const way of ["notes", "script", "CALLSHEET_LLM_MODEL"]) assert.include(remedy, way)
    }
  })

  it("notes or a model are enough, and a server of the release before, which does not ask, is heard", () => {
    approve("- Yeast eats sugar", false).leadsTo("approved")
    approve(undefined, true).leadsTo("approved")
    approve(undefined).leadsTo("approved")
  })

  it("a mark or two words say nothing", () => {
    assert.isFalse(saysSomething({ notes: "!!! ???", script: null }))
    assert.isTrue(saysSomething({ notes: "Heißes Wasser tötet Hefe", script: null }))
  })
})
