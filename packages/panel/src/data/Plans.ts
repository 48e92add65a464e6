import { isFinal, isPlanStatus, isPosted } from "@callsheet/domain/facts/planStatuses"
import type { PlanStatusName } from "@callsheet/domain/plan/Plan"
import { asksIn } from "@callsheet/domain/plan/PlanAsks"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { GlyphName } from "../ui/Glyph.tsx"
import { state } from "./Live.ts"

export type Tone = "idle" | "work" | "you" | "go" | "stop"

/** What a person sees a plan as. `to_post` is no status of the machine: a draft that was delivered and not posted yet. */
export type Standing = PlanStatusName | "to_post"

const tones: Readonly<Record<Standing, Tone>> = {
  draft: "idle",
  scheduled: "you",
  approved: "work",
  generating: "work",
  in_review: "you",
  assets_generated: "work",
  publishing: "work",
  published: "work",
  tracked: "go",
  to_post: "you",
  rejected: "idle",
  cancelled: "idle",
  failed: "stop",
  needs_attention: "you"
}

export const glyphOf = (standing: Standing): GlyphName => standing

const isStanding = (status: string): status is Standing => status in tones

export const standingOf = ({ delivery, draftPostedAt, postId, status }: PlanView): Standing =>
  isPosted(status) && delivery === "inbox" && postId === null && draftPostedAt === undefined
    ? "to_post"
    : isStanding(status)
    ? status
    : "needs_attention"

/** Due is what a person must answer within four days; an idea for next month carries the diamond, not the marker. */
const DUE_MILLIS = 4 * 86_400_000

const asksForPerson = (plan: PlanView): boolean => tones[standingOf(plan)] === "you"

/** A creator may leave a draft in the inbox for good, so a delivered one stops being due after the same time. */
const isForgotten = (plan: PlanView, now: number): boolean =>
  standingOf(plan) === "to_post" && Date.parse(plan.slot) < now - DUE_MILLIS

export const isDue = (plan: PlanView, now = Date.now()): boolean =>
  asksForPerson(plan) && Date.parse(plan.slot) < now + DUE_MILLIS && !isForgotten(plan, now)

/** The tone it is shown in: the marker only where it is due. */
export const toneOf = (plan: PlanView): Tone => {
  const tone = tones[standingOf(plan)]
  return tone === "you" && !isDue(plan) ? "work" : tone
}

export const isEnded = ({ status }: PlanView): boolean => isFinal(status)

export const isInProduction = ({ status }: PlanView): boolean => status === "approved" || status === "generating"

/** Its slot has passed and it is neither posted nor given up. */
export const isLate = (plan: PlanView, now = Date.now()): boolean =>
  Date.parse(plan.slot) < now && !isEnded(plan) && plan.status !== "draft" && plan.status !== "published"

export const bySlot = (): ReadonlyArray<PlanView> =>
  [...state.plans.values()].toSorted((a, b) => a.slot < b.slot ? -1 : a.slot > b.slot ? 1 : a.id < b.id ? -1 : 1)

export const accountName = (accountId: string): string => {
  const account = state.accounts.get(accountId)
  return account === undefined || account.username === "" ? accountId : `@${account.username}`
}

export type Move = "approve" | "release" | "reject" | "reschedule" | "retry" | "cancel" | "edit"

/**
 * Whether it may be asked of a plan that stands where it stands, before roles are asked. The machine's own table says it; a
 * release is offered once, where the plan waits for it.
 */
export const can = (plan: PlanView, move: Move): boolean =>
  !plan.locked && isPlanStatus(plan.status) && asksIn(plan.status).includes(move) &&
  (move !== "release" || plan.status === "in_review")
