import { type Instant, iso } from "../Instant.ts"
import type { WaitingFor } from "../WaitingFor.ts"
import type { Plan } from "./Plan.ts"
import { planAlarm } from "./PlanDuties.ts"

/** What the plan waits for, from its stored state alone; null where the road has ended. */
export const planWaitingFor = (plan: Plan, since: Instant): WaitingFor | null => {
  const due = planAlarm(plan, since)
  const until = due === null ? null : iso(due)
  const waits = (what: string, who: string): WaitingFor => ({ what, since: iso(since), until, who })
  const held = plan.locked ? " The plan is locked." : ""
  switch (plan.status._tag) {
    case "draft":
      return waits(`a slot.${held}`, "an editor: callsheet plan reschedule")
    case "scheduled":
      return waits(`approval of the idea.${held}`, "an approver: callsheet plan approve")
    case "approved":
      return waits("a worker to start on the script.", "the system")
    case "generating":
      return waits("script, voice and video to be made.", "the system")
    case "in_review":
      return waits(`release of the finished video.${held}`, "an approver: callsheet plan release")
    case "assets_generated":
      return plan.locked
        ? waits("being unlocked; nothing is published while it is locked.", "an approver: callsheet plan unlock")
        : waits(`its slot ${iso(plan.slot)}.`, "the system")
    case "publishing":
      return waits(
        plan.status.publishId === null ? "TikTok to open the publication." : "TikTok to take and process the video.",
        "the system"
      )
    case "published":
      return waits("TikTok to list the post.", "the system")
    case "needs_attention":
      return waits(`a decision: ${plan.status.failure.message}`, `a person: ${plan.status.failure.remedy}`)
    case "failed":
      return waits(`a retry: ${plan.status.failure.message}`, `a person: callsheet plan retry ${plan.id}`)
    case "tracked":
    case "rejected":
    case "cancelled":
      return null
  }
}
