import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { ask } from "./Live.ts"
import { newKey, optimistic } from "./Requests.ts"

const idOf = (plan: PlanView) => plan.id as never

/** Each shows its outcome at once where that is safe, and puts it back with the reason where it is refused. */
export const approve = (plan: PlanView) =>
  optimistic(plan, { status: "approved", approved: true }, () => ask("plan.approve", { id: idOf(plan), key: newKey() }))

export const reject = (plan: PlanView, reason: string) =>
  optimistic(plan, { status: "rejected" }, () => ask("plan.reject", { id: idOf(plan), key: newKey(), reason }))

export const cancel = (plan: PlanView, reason: string) =>
  optimistic(
    plan,
    { status: "cancelled" },
    () => ask("plan.cancel", { id: idOf(plan), key: newKey(), ...(reason.trim() === "" ? {} : { reason }) })
  )

export const move = (plan: PlanView, at: string) =>
  optimistic(
    plan,
    at === "next" || at === "now" ? {} : { slot: at },
    () => ask("plan.reschedule", { id: idOf(plan), key: newKey(), at })
  )

export const lock = (plan: PlanView) =>
  optimistic(plan, { locked: true }, () => ask("plan.lock", { id: idOf(plan), key: newKey() }))

export const unlock = (plan: PlanView) =>
  optimistic(plan, { locked: false }, () => ask("plan.unlock", { id: idOf(plan), key: newKey() }))

/** Lets pass what the plan was stopped for. */
export const allow = (plan: PlanView, reason: string) =>
  optimistic(plan, {}, () => ask("plan.allow", { id: idOf(plan), key: newKey(), reason }))

/** Where it goes on is not known before the server says so, so nothing is shown ahead of it. */
export const retry = (plan: PlanView) =>
  optimistic(plan, {}, () => ask("plan.retry", { id: idOf(plan), key: newKey() }))
