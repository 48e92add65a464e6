import { Either } from "effect"
import type { PlanId } from "../Ids.ts"
import { iso } from "../Instant.ts"
import { decide, type Machine } from "../Machine.ts"
import { isAhead } from "../planning/Slot.ts"
import type { Plan } from "./Plan.ts"
import { planAskable, type PlanCommand } from "./PlanCommand.ts"
import { planAlarm, planGivenUp, planOnAlarm, planOwes } from "./PlanDuties.ts"
import { PlanAlreadyExists, type PlanError, PlanNotFound, SlotInThePast } from "./PlanError.ts"
import type { PlanEvent } from "./PlanEvent.ts"
import { evolvePlan, scheduled } from "./PlanEvolve.ts"
import { lockedOut, tooLate } from "./PlanGuards.ts"
import { planTransitions } from "./PlanTransitions.ts"
import { type PlanView, planView } from "./PlanView.ts"

const decideExisting = decide(planTransitions, planAskable)

export const planMachine: Machine<Plan, PlanCommand, PlanEvent, PlanError, PlanView> = {
  kind: "plan",
  birth: (id, command, at) => {
    if (command._tag !== "Create") return Either.left(new PlanNotFound({ id }))
    const { _tag, draft, ...fields } = command
    if (!draft && !isAhead(fields.slot, at)) {
      return Either.left(new SlotInThePast({ id, slot: iso(fields.slot) }))
    }
    const plan: Plan = {
      ...fields,
      id: id as PlanId,
      locked: false,
      allowances: [],
      createdAt: at,
      status: draft ? { _tag: "draft" } : scheduled
    }
    return Either.right({ _tag: "PlanCreated", plan })
  },
  decide: (self, command, at, by, version) =>
    command._tag === "Create"
      ? Either.left(new PlanAlreadyExists({ id: self.id }))
      : self.locked && command._tag !== "Unlock" && planAskable[command._tag] !== undefined
      ? Either.left(lockedOut(self, command))
      : Either.mapLeft(
        decideExisting(self, command, at, by, version),
        (refusal) => refusal._tag === "IllegalCommand" ? tooLate(self, refusal) : refusal
      ),
  evolve: evolvePlan,
  owes: planOwes,
  alarm: planAlarm,
  onAlarm: planOnAlarm,
  quiet: () => false,
  answer: (self, _event, version, since) => planView(self, version, since),
  givenUp: planGivenUp,
  index: (self) => ({ orgId: self.orgId, accountId: self.accountId, planId: self.id, slot: self.slot })
}
