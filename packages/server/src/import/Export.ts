import type { Plan } from "@callsheet/domain/plan/Plan"
import type { exportedOnly, ImportColumn } from "@callsheet/domain/planning/ImportColumns"
import { slotWithOffset } from "@callsheet/domain/planning/Slot"

/**
 * A plan as a row of a calendar file: read back, it is the same plan. `account` is the name people know the account by, the
 * slot is told in the plan's own zone.
 */
export const exported = (
  plan: Plan,
  account: string = plan.accountId
): { readonly [C in ImportColumn | typeof exportedOnly[number]]: string } => ({
  topic: plan.topic,
  account,
  at: slotWithOffset(plan.slot, plan.timeZone),
  timezone: plan.timeZone,
  privacy: plan.settings.privacy ?? "",
  delivery: plan.delivery,
  script: plan.script === null ? "" : JSON.stringify(plan.script),
  language: plan.language,
  hashtags: plan.hashtags.join(" "),
  key: "",
  allow_comment: String(plan.settings.allowComment),
  allow_duet: String(plan.settings.allowDuet),
  allow_stitch: String(plan.settings.allowStitch),
  brand_organic: String(plan.settings.brandOrganic),
  brand_content: String(plan.settings.brandContent),
  notes: plan.notes ?? "",
  preset: plan.preset?.name ?? "",
  id: plan.id,
  status: plan.status._tag
})
