import type { Amount } from "../org/Org.ts"
import type { Plan } from "../plan/Plan.ts"
import type { PlanCommand } from "../plan/PlanCommand.ts"
import { resumeAfterRetry } from "../plan/PlanEvolve.ts"

/** Amounts to be reserved, at least one. */
export type Needs = readonly [Amount, ...Array<Amount>]

/** Commands to a plan that are two-actor sagas; actors/SpendingSaga.ts carries them out. */
export const spendingCommands = ["Approve", "Retry", "Allow", "Reschedule"] as const

/** Commands that let a plan cost something: what it needs is reserved before the plan moves. */
export type SpendingCommand = Extract<PlanCommand, { readonly _tag: (typeof spendingCommands)[number] }>

export const isSpending = (command: PlanCommand): command is SpendingCommand =>
  spendingCommands.some((tag) => tag === command._tag)

const posting: Needs = [{ kind: "publishes", amount: 1 }]

/**
 * What a command to a plan sets going. `estimate` is what one whole video takes. Null where the command costs nothing, or
 * where the plan's table refuses it anyway.
 */
export const planNeeds = (plan: Plan, command: SpendingCommand, estimate: Needs): Needs | null => {
  if (plan.locked) return null
  if (command._tag === "Approve") return plan.status._tag === "scheduled" ? estimate : null
  if (plan.status._tag !== "failed" && plan.status._tag !== "needs_attention") return null
  switch (resumeAfterRetry(plan)._tag) {
    case "approved":
    case "generating":
      return estimate
    case "in_review":
    case "assets_generated":
    case "publishing":
      return posting
    case "scheduled":
    case "published":
      return null
  }
}
