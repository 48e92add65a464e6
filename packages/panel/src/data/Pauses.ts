import type { AccountView } from "@callsheet/domain/account/AccountView"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { ask, keepAccount, keepOrg, state } from "./Live.ts"
import { bySlot, isEnded } from "./Plans.ts"
import { newKey } from "./Requests.ts"

/** Who or what is paused: an account, or the whole org. */
export type PauseTarget = AccountView | "org"

const orgId = () => state.me?.orgId as never

/** `reason` may be empty. */
export const pausePosting = async (target: PauseTarget, reason: string): Promise<void> => {
  const why = reason.trim() === "" ? {} : { reason: reason.trim() }
  if (target === "org") keepOrg(await ask("org.pause", { id: orgId(), key: newKey(), ...why }))
  else keepAccount(await ask("account.pause", { id: target.id, key: newKey(), ...why }))
}

export const resumePosting = async (target: PauseTarget): Promise<void> => {
  if (target === "org") keepOrg(await ask("org.resume", { id: orgId(), key: newKey() }))
  else keepAccount(await ask("account.resume", { id: target.id, key: newKey() }))
}

const concerns = (target: PauseTarget) => (plan: PlanView) => target === "org" || plan.accountId === target.id

/** Plans whose slot is still to come and that would go out by themselves or after a release. */
export const comingOf = (target: PauseTarget, now: number): ReadonlyArray<PlanView> =>
  bySlot().filter((plan) =>
    concerns(target)(plan) && !isEnded(plan) && plan.status !== "draft" && plan.postId === null &&
    Date.parse(plan.slot) > now
  )

/** Plans whose slot came while posting was paused: each waits for a person. */
export const missedOf = (target: PauseTarget): ReadonlyArray<PlanView> =>
  bySlot().filter((plan) => concerns(target)(plan) && plan.failure?.tag === "PostingPaused")
