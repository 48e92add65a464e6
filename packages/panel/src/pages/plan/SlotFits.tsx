import { tikTokCaps } from "@callsheet/domain/facts/TikTokLimits"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { state } from "../../data/Live.ts"
import { can, isEnded } from "../../data/Plans.ts"
import { useAsked } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { spoken } from "../../text/Spoken.ts"
import { t } from "../../text/Text.ts"
import { moment } from "../../text/Times.ts"
import { Icon } from "../../ui/Icon.tsx"

const DAY = 86_400_000

/** The most posts of its account that fall into 24 hours around its slot, its own included. */
const fullestDay = (plan: PlanView): number => {
  const at = Date.parse(plan.slot)
  const near = [...state.plans.values()].flatMap((other) => {
    const slot = Date.parse(other.slot)
    const counts = other.accountId === plan.accountId && other.delivery === plan.delivery &&
      Math.abs(slot - at) < DAY && (!isEnded(other) || other.status === "tracked")
    return counts ? [slot] : []
  })
  return Math.max(
    ...near.filter((from) => from <= at).map((from) => near.filter((slot) => slot >= from && slot < from + DAY).length)
  )
}

const onTheWay: ReadonlySet<string> = new Set(["scheduled", "approved", "generating", "in_review", "assets_generated"])

/** Whether anything is to be said of its slot: it is ahead, and the caller may ask. */
export const hasFit = (plan: PlanView, now: number): boolean =>
  onTheWay.has(plan.status) && can(plan, "reschedule") && may("plan.reschedule") && Date.parse(plan.slot) > now

/** Whether the slot can be met as things stand now, what has to happen until when, and how full its day is. */
export const SlotFits = ({ now, plan }: { readonly plan: PlanView; readonly now: number }) => {
  const { data } = useAsked("plan.reschedule", { id: plan.id, at: plan.slot, dryRun: true }, {
    fresh: `${plan.version} ${state.plans.size}`
  })
  if (data === undefined) return <small>{t.calendar.drag.checking}</small>
  const { fits } = data
  const until = plan.waitingFor?.until ?? null
  const limit = tikTokCaps[plan.delivery === "inbox" ? "pendingShares" : "posts"].limit
  const places = (plan.delivery === "inbox" ? t.plan.drafts : t.plan.places)(fullestDay(plan), limit)
  const asked = plan.status === "scheduled" || plan.status === "in_review" ? t.plan.fitsIf[plan.status] : null
  if (fits?.feasible === false) {
    return (
      <span class="fits no">
        <Icon name="ban" />
        {t.plan.fitsNo}
        {data.warnings?.[0] === undefined ? null : <small class="line">{spoken(data.warnings[0])}</small>}
        {fits.nearest === null ? null : <small class="line">{t.plan.fitsNearest(moment(fits.nearest, now))}</small>}
      </span>
    )
  }
  return (
    <span class="fits">
      <Icon name="check" />
      {asked === null || until === null ? t.plan.fitsYes : asked(moment(until, now))}
      <small class="line">{places}</small>
    </span>
  )
}
