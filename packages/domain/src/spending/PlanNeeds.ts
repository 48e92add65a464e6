import type { Amount } from "../org/Org.ts"
import type { Plan } from "../plan/Plan.ts"
import type { PlanCommand } from "../plan/PlanCommand.ts"
import { editEffect } from "../plan/PlanEdit.ts"
import { publicationOf, resumeAfterRetry } from "../plan/PlanEvolve.ts"

/** Amounts to be reserved, at least one. */
export type Needs = readonly [Amount, ...Array<Amount>]

/** Commands to a plan that are two-actor sagas; actors/SpendingSaga.ts carries them out. */
export const spendingCommands = ["Approve", "Retry", "Allow", "Reschedule", "Edit"] as const

/** Commands that let a plan cost something: what it needs is reserved before the plan moves. */
export type SpendingCommand = Extract<PlanCommand, { readonly _tag: (typeof spendingCommands)[number] }>

export const isSpending = (command: PlanCommand): command is SpendingCommand =>
  spendingCommands.some((tag) => tag === command._tag)

const posting: Needs = [{ kind: "publishes", amount: 1 }]

/** A finished video that is made again. Words are never bought by an edit: other words need a new approval. */
const editNeeds = (
  plan: Plan,
  { caption, content }: Extract<PlanCommand, { _tag: "Edit" }>,
  estimate: Needs
): Needs | null => {
  const { remakes, status } = editEffect(plan, content, caption)
  if (!remakes || status !== "approved" || plan.status._tag === "approved" || plan.status._tag === "generating") {
    return null
  }
  const [first, ...rest] = estimate.filter(({ kind }) => kind !== "llm_tokens")
  return first === undefined ? null : [first, ...rest]
}

/**
 * What a command to a plan sets going. `estimate` is what one whole video takes. Null where the command costs nothing, or
 * where the plan's table refuses it anyway.
 */
export const planNeeds = (plan: Plan, command: SpendingCommand, estimate: Needs): Needs | null => {
  if (plan.locked) return null
  if (command._tag === "Approve") return plan.status._tag === "scheduled" ? estimate : null
  if (command._tag === "Edit") return editNeeds(plan, command, estimate)
  if (plan.status._tag !== "failed" && plan.status._tag !== "needs_attention") return null
  switch (resumeAfterRetry(plan)._tag) {
    case "approved":
    case "generating":
      return estimate
    case "in_review":
    case "assets_generated":
      return posting
    case "publishing":
      // What TikTok holds is promised or paid already: only a plan that failed gave the promise back.
      return plan.status._tag === "needs_attention" && publicationOf(plan.status) !== null ? null : posting
    case "scheduled":
    case "published":
      return null
  }
}
