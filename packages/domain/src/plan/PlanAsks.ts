import type { PlanStatusName } from "./Plan.ts"

const always = ["lock", "unlock"] as const
const changes = [...always, "edit", "take", "cancel"] as const
const beforeRelease = [...changes, "reject", "reschedule"] as const
const stopped = [...beforeRelease, "retry", "allow", "release"] as const

/**
 * What the machine's transitions let a person ask of a plan, by status. A browser loads this on its first page, and the machine
 * would be a tenth of that; test/domain/PlanAsks.test.ts holds the two together.
 */
const asks: Readonly<Record<PlanStatusName, ReadonlyArray<string>>> = {
  draft: [...changes, "reschedule"],
  scheduled: [...beforeRelease, "approve"],
  approved: beforeRelease,
  generating: beforeRelease,
  in_review: [...beforeRelease, "release"],
  assets_generated: [...beforeRelease, "release"],
  publishing: always,
  published: always,
  tracked: always,
  rejected: [...changes, "retry"],
  cancelled: always,
  failed: stopped,
  needs_attention: stopped
}

/** What a person may ask of a plan in a status, in the words of the command line, before roles, locks and guards are asked. */
export const asksIn = (status: PlanStatusName): ReadonlyArray<string> => asks[status]
