import { saysSomething } from "@callsheet/domain/plan/Notes"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"
import { birth, newPlanId } from "../support/Fixtures.ts"

const approve = (notes: string | undefined, modelWrites?: boolean) => {
  const { notes: _, ...command } = birth()
  const at = Date.now()
  const born = Either.getOrThrow(
    planMachine.birth(newPlanId(), notes === undefined ? command : { ...command, notes }, at, "key:test")
  )
  const plan = planMachine.evolve(null, born, at)
  return planMachine.decide(
    plan,
    modelWrites === undefined ? { _tag: "Approve" } : { _tag: "Approve", modelWrites },
    at,
    "key:test"
  )
}

describe("a plan's notes", () => {
  it("a bare topic is not approved where no model writes, and the refusal says three ways out", () => {
    for (const notes of [undefined, "", "- \n-", "yes no"]) {
      const refused = approve(notes, false)
      assert.isTrue(Either.isLeft(refused))
      if (Either.isRight(refused)) continue
      assert.strictEqual(refused.left._tag, "NothingToSay")
      for (const way of ["notes", "script", "CALLSHEET_LLM_MODEL"]) assert.include(refused.left.remedy, way)
    }
  })

  it("notes or a model are enough, and a server of the release before, which does not ask, is heard", () => {
    assert.isTrue(Either.isRight(approve("- Yeast eats sugar", false)))
    assert.isTrue(Either.isRight(approve(undefined, true)))
    assert.isTrue(Either.isRight(approve(undefined)))
  })

  it("a mark or two words say nothing", () => {
    assert.isFalse(saysSomething({ notes: "!!! ???", script: null }))
    assert.isTrue(saysSomething({ notes: "Heißes Wasser tötet Hefe", script: null }))
  })
})
