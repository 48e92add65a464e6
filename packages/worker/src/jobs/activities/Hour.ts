import type { PublishOrder } from "@callsheet/domain/asset/Asset"
import { never } from "@callsheet/domain/Failure"
import type { Instant } from "@callsheet/domain/Instant"
import { lastStart, type Plan } from "@callsheet/domain/plan/Plan"
import { lateFailure } from "@callsheet/domain/plan/PlanDuties"
import { resumableOf } from "@callsheet/domain/plan/PlanEvolve"
import { JobFailed } from "../Activity.ts"

/** Whether the plan, as it stands now, still wants this very post. A person may have moved or changed it meanwhile. */
export const isWanted = (plan: Plan, order: PublishOrder): boolean => {
  const working = resumableOf(plan.status)
  return working?._tag === "publishing" && working.release.digest === order.release.digest
}

/** Nothing begins after slot and grace unless a person asked for it later. */
export const isLate = (plan: Plan, now: Instant): boolean => now > lastStart(plan)

/** Asks a person, once for each plan, instead of posting at another hour than was promised. */
export const late = (plan: Plan, why: string): JobFailed =>
  new JobFailed({ failure: lateFailure(plan, why), retry: never, unsure: true })
