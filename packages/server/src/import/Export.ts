import { iso } from "@callsheet/domain/Instant"
import type { Plan } from "@callsheet/domain/plan/Plan"
import type { Column, exportedOnly } from "@callsheet/domain/planning/ImportColumns"

/** A plan as a row of a calendar file: read back, it becomes the same plan. */
export const exported = (plan: Plan): { readonly [C in Column | typeof exportedOnly[number]]: string } => ({
  topic: plan.topic,
  account: plan.accountId,
  at: iso(plan.slot),
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
  id: plan.id,
  status: plan.status._tag
})
