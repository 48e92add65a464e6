import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { accountName, bySlot, isDue, standingOf, toneOf } from "../../data/Plans.ts"
import { t } from "../../text/Text.ts"
import { moment } from "../../text/Times.ts"
import { StatusWord } from "../../ui/StatusWord.tsx"

export const shows = ["due", "approve", "release", "decide"] as const
export type Show = typeof shows[number]

const wanted: Readonly<Record<Exclude<Show, "due">, string>> = {
  approve: "scheduled",
  release: "in_review",
  decide: "needs_attention"
}

/** What waits for a person, soonest first. What stopped waits for a decision too. */
export const waiting = (show: Show, now: number): ReadonlyArray<PlanView> =>
  bySlot().filter((plan) => {
    const standing = standingOf(plan)
    if (show === "due") return isDue(plan, now) || standing === "failed"
    return standing === wanted[show] || show === "decide" && standing === "failed"
  })

export const ReviewQueue = (props: {
  readonly plans: ReadonlyArray<PlanView>
  readonly current: PlanView | undefined
  readonly now: number
  readonly choose: (plan: PlanView) => void
}) => (
  <ul class="q" aria-label={t.review.queue}>
    {props.plans.map((plan) => {
      const until = plan.waitingFor?.until ?? null
      const isPast = Date.parse(plan.slot) < props.now
      return (
        <li key={plan.id}>
          <button
            type="button"
            aria-current={plan.id === props.current?.id ? "true" : "false"}
            onClick={() => props.choose(plan)}
          >
            <span class="q1">
              <b class="time">{moment(plan.slot, props.now)}</b>
              <small>
                {isPast ? t.review.past : until === null
                  ? ""
                  : toneOf(plan) === "you"
                  ? <span class="mark">{t.review.by(moment(until, props.now))}</span>
                  : t.review.by(moment(until, props.now))}
              </small>
            </span>
            <span class="q2">{plan.topic}</span>
            <span class="q3">
              <StatusWord plan={plan} />
              <span class="mute cut">{accountName(plan.accountId)}</span>
            </span>
          </button>
        </li>
      )
    })}
  </ul>
)
