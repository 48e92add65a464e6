import { type Action, action, type ActionCall } from "../Action.ts"
import { type Instant, iso } from "../Instant.ts"
import { firstAction } from "../Remedy.ts"
import type { WaitingFor, Who } from "../WaitingFor.ts"
import type { Plan } from "./Plan.ts"
import { planAlarm } from "./PlanDuties.ts"

/** What the plan waits for, from its stored state alone; null where the road has ended. */
export const planWaitingFor = (plan: Plan, since: Instant): WaitingFor | null => {
  const due = planAlarm(plan, since)
  const until = due === null ? null : iso(due)
  const waits = (what: string, who: Who, next: Action | null = null): WaitingFor => ({
    what,
    since: iso(since),
    until,
    who,
    action: next
  })
  const ask = (call: ActionCall) => action(call, { id: plan.id })
  const held = plan.locked ? " The plan is locked." : ""
  switch (plan.status._tag) {
    case "draft":
      return waits(`a slot.${held}`, "editor", ask("plan.reschedule"))
    case "scheduled":
      return waits(`approval of the idea.${held}`, "approver", ask("plan.approve"))
    case "approved":
      return waits("a worker to start on the script.", "system")
    case "generating":
      return waits("script, voice and video to be made.", "system")
    case "in_review":
      return waits(`release of the finished video.${held}`, "approver", ask("plan.release"))
    case "assets_generated":
      return plan.locked
        ? waits("being unlocked; nothing is published while it is locked.", "approver", ask("plan.unlock"))
        : waits(`its slot ${iso(plan.slot)}.`, "clock")
    case "publishing":
      return plan.status.publishId === null
        ? waits("TikTok to open the publication.", "system")
        : waits("TikTok to take and process the video.", "tiktok")
    case "published":
      return waits("TikTok to list the post.", "tiktok")
    case "needs_attention": {
      const { failure } = plan.status
      return failure.about === undefined
        ? waits(`a decision: ${failure.message}`, "editor", firstAction(failure.steps))
        : waits(`a decision: ${failure.message}`, "approver", ask("plan.allow"))
    }
    case "failed": {
      const { failure } = plan.status
      return waits(`a decision: ${failure.message}`, "editor", firstAction(failure.steps))
    }
    case "tracked":
    case "rejected":
    case "cancelled":
      return null
  }
}
