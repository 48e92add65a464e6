import type { Action, ActionCall } from "@callsheet/domain/Action"
import { isPlanStatus } from "@callsheet/domain/facts/planStatuses"
import { asksIn } from "@callsheet/domain/plan/PlanAsks"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { ask, keepPlan, state } from "./Live.ts"
import { can } from "./Plans.ts"
import { newKey } from "./Requests.ts"

/** How the panel makes a proposed call: by opening a place, at once, or after a reason was given. */
export type Way =
  | { readonly kind: "open"; readonly to: string }
  | { readonly kind: "do"; readonly run: () => Promise<unknown> }
  | { readonly kind: "reason"; readonly move: "reject" | "cancel" | "allow"; readonly plan: PlanView }

const open = (to: string): Way => ({ kind: "open", to })
const act = (run: () => Promise<unknown>): Way => ({ kind: "do", run })

const places: Readonly<Partial<Record<string, string>>> = {
  "account.connect": "/accounts",
  "account.disconnect": "/accounts",
  "account.list": "/accounts",
  "account.show": "/accounts",
  "dlq.drop": "/jobs",
  "job.list": "/jobs",
  "key.create": "/settings",
  "key.list": "/settings",
  "key.revoke": "/settings",
  "media.create": "/library",
  "media.list": "/library",
  "org.brand": "/library/brand",
  "org.list": "/settings",
  "org.setPolicy": "/settings",
  "org.show": "/settings",
  "org.voice": "/library/voices",
  "plan.add": "/calendar?new=",
  "plan.list": "/calendar",
  "preset.list": "/library/presets",
  "quota.set": "/usage",
  "review.links": "/review",
  "session.list": "/settings",
  "worker.list": "/workers"
} satisfies Partial<Record<ActionCall, string>>

const planWay = (call: string, plan: PlanView, input: Action["input"]): Way | null => {
  const id = plan.id
  switch (call) {
    case "plan.approve":
      return can(plan, "approve") ? act(() => ask(call, { id, key: newKey() }).then(keepPlan)) : null
    case "plan.retry":
      return can(plan, "retry") ? act(() => ask(call, { id, key: newKey() }).then(keepPlan)) : null
    case "plan.unlock":
      return plan.locked ? act(() => ask(call, { id, key: newKey() }).then(keepPlan)) : null
    case "plan.reschedule":
      if (!can(plan, "reschedule")) return null
      return input["at"] === "next"
        ? act(() => ask(call, { id, at: "next", key: newKey() }).then(keepPlan))
        : open(`/plans/${id}?move=1`)
    case "plan.release":
      return can(plan, "release") ? open(`/plans/${id}/release`) : null
    case "plan.reject":
      return can(plan, "reject") ? { kind: "reason", move: "reject", plan } : null
    case "plan.cancel":
      return can(plan, "cancel") ? { kind: "reason", move: "cancel", plan } : null
    case "plan.allow":
      return !plan.locked && isPlanStatus(plan.status) && asksIn(plan.status).includes("allow")
        ? { kind: "reason", move: "allow", plan }
        : null
    case "plan.edit":
    case "plan.preview":
    case "plan.show":
    case "plan.timeline":
    case "asset.link":
    case "asset.show":
    case "take.ask":
      return open(`/plans/${id}`)
  }
  return null
}

const isIds = (value: unknown): value is readonly [string, ...Array<string>] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string")

/** Null where nothing of the kind can be done as things stand, or where the page that does it is open already. */
export const wayOf = ({ call, input }: Action): Way | null => {
  const { id, ids } = input
  const plan = typeof id === "string" ? state.plans.get(id) : undefined
  const way = plan !== undefined
    ? planWay(call, plan, input)
    : call === "account.resume" && typeof id === "string"
    ? act(() => ask(call, { id: id as never, key: newKey() }))
    : call === "org.resume"
    ? act(() => ask(call, { id: state.me?.orgId as never, key: newKey() }))
    : call === "dlq.retry" && isIds(ids)
    ? act(() => ask(call, { ids: ids as never, key: newKey() }))
    : null
  const place = places[call]
  const found = way ?? (plan === undefined && place !== undefined ? open(place) : null)
  return found?.kind === "open" && found.to === location.pathname ? null : found
}
