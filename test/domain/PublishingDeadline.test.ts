import { hours } from "@callsheet/domain/Instant"
import { Plan } from "@callsheet/domain/plan/Plan"
import { planOnAlarm } from "@callsheet/domain/plan/PlanDuties"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck } from "effect"

const SINCE = 1_800_000_000_000
const publishing = Arbitrary.make(Plan).filter((plan) => plan.status._tag === "publishing")

describe("a plan that is not posted four hours after its slot", () => {
  it("says whether TikTok has not confirmed the publication, or none was ever opened", () => {
    FastCheck.assert(
      FastCheck.property(publishing, FastCheck.option(FastCheck.constant("p1")), (plan, publishId) => {
        if (plan.status._tag !== "publishing") return
        const self: Plan = { ...plan, status: { ...plan.status, publishId } }
        assert.isNull(planOnAlarm(self, SINCE, SINCE + hours(4) - 1))
        const asked = planOnAlarm(self, SINCE, SINCE + hours(4))
        assert.nestedPropertyVal(
          asked,
          "failure.tag",
          publishId === null ? "PublishingNotBegun" : "PublishingUnconfirmed"
        )
      }),
      { numRuns: 30 }
    )
  })
})
