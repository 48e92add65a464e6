import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Link } from "../../app/Router.tsx"
import { accountName, toneOf } from "../../data/Plans.ts"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { addDays, clock, dayKey, dayName, longDay, noonOf, wallClock, weekOf } from "../../text/Times.ts"
import { Icon } from "../../ui/Icon.tsx"
import { StatusWord } from "../../ui/StatusWord.tsx"
import type { Filters } from "./Days.ts"
import { NoPlans } from "./NoPlans.tsx"
import { planHandlers, type StripTools } from "./Strip.tsx"

interface Shared {
  readonly tools: StripTools
  readonly today: string
  readonly days: ReadonlyArray<string>
  readonly open: (day: string, time: string) => void
}

const Entry = ({ plan, tools }: { readonly plan: PlanView; readonly tools: StripTools }) => (
  <a class={`e ${toneOf(plan)} ${tools.selection.ids.has(plan.id) ? "sel" : ""}`} {...planHandlers(plan, tools)}>
    <span class="l1">
      <b>{clock(plan.slot)}</b>
      <em>{accountName(plan.accountId)}</em>
    </span>
    <span class="l2">{plan.topic}</span>
    <StatusWord plan={plan} />
  </a>
)

const Cell = (
  props: Shared & { readonly day: string; readonly time: string; readonly plans: ReadonlyArray<PlanView> }
) => {
  const { day, open, plans, time, today, tools } = props
  const isTarget = tools.drag.held?.day === day && tools.drag.held.time === time
  const place = `c ${day < today ? "past" : day === today ? "tod" : ""} ${isTarget ? "target" : ""}`
  if (plans.length > 0 || day < today || !may("plan.add")) {
    return (
      <div class={place} data-day={day} data-time={time}>
        {plans.map((plan) => <Entry key={plan.id} plan={plan} tools={tools} />)}
      </div>
    )
  }
  return (
    <div class={`${place} free`} data-day={day} data-time={time}>
      <button
        type="button"
        aria-label={t.calendar.newAt(`${dayName(noonOf(day))}, ${time}`)}
        onClick={() => open(day, time)}
      >
        <Icon name="plus" />
        {time}
      </button>
    </div>
  )
}

const NowRow = ({ now }: { readonly now: number }) => (
  <div class="now-row" role="note" aria-label={`${t.calendar.now}, ${clock(now)}`}>
    <b>{clock(now)}</b>
    <i>
      <span>{t.calendar.now}</span>
    </i>
  </div>
)

const hoursBetween = (from: string, to: string) => Number(to.slice(0, 2)) - Number(from.slice(0, 2))

const FOLDS_FROM_HOURS = 3

/** One row a time, in its order; hours without a plan fold into a hatched row; now is a row of its own. */
export const Week = (props: {
  readonly filters: Filters
  readonly plans: ReadonlyArray<PlanView>
  readonly tools: StripTools
  readonly now: number
  readonly open: (day: string, time: string) => void
}) => {
  const { filters, now, open, plans, tools } = props
  const days = weekOf(filters.day)
  const today = dayKey(now)
  const shown = plans.filter((plan) => days.includes(dayKey(plan.slot)))
  const times = [...new Set(shown.map((plan) => wallClock(plan.slot)))].toSorted()
  const nowTime = wallClock(now)
  const nowIndex = days.includes(today) ? times.filter((time) => time <= nowTime).length : -1
  if (times.length === 0) {
    return (
      <div class="sheet">
        <NoPlans filters={filters} />
      </div>
    )
  }
  const shared: Shared = { tools, today, days, open }
  return (
    <div class={`week ${tools.drag.held === null ? "" : "drag"}`}>
      <div class="wh gut" />
      {days.map((day) => {
        const count = shown.filter((plan) => dayKey(plan.slot) === day).length
        return (
          <div
            key={day}
            class={`wh ${day < today ? "past" : day === today ? "today" : ""}`}
            title={longDay(noonOf(day))}
          >
            <b>{dayName(noonOf(day))}</b>
            <span>{count === 0 ? "" : count}</span>
          </div>
        )
      })}
      {times.map((time, index) => {
        const before = times[index - 1]
        const isFolded = before !== undefined && hoursBetween(before, time) >= FOLDS_FROM_HOURS
        return (
          <div class="wrow" key={time}>
            {isFolded
              ? (
                <div class="fold" role="note">
                  <span>{t.calendar.fold(before, time)}</span>
                </div>
              )
              : null}
            {index === nowIndex ? <NowRow now={now} /> : null}
            <div class="tm">{time}</div>
            {days.map((day) => (
              <Cell
                key={day}
                {...shared}
                day={day}
                time={time}
                plans={shown.filter((plan) => dayKey(plan.slot) === day && wallClock(plan.slot) === time)}
              />
            ))}
          </div>
        )
      })}
      {nowIndex === times.length ? <NowRow now={now} /> : null}
    </div>
  )
}

/** A day's plans under each other: the month on a phone. */
export const Agenda = (props: {
  readonly filters: Filters
  readonly plans: ReadonlyArray<PlanView>
  readonly now: number
}) => {
  const { filters, now, plans } = props
  const days = [...new Set(plans.map((plan) => dayKey(plan.slot)))].filter((day) =>
    filters.view === "week" ? weekOf(filters.day).includes(day) : day >= filters.day && day < addDays(filters.day, 31)
  )
  if (days.length === 0) {
    return (
      <div class="sheet">
        <NoPlans filters={filters} />
      </div>
    )
  }
  return (
    <div class="agenda">
      {days.map((day) => (
        <section key={day}>
          <h2>
            {dayName(noonOf(day))}
            <span>{day === dayKey(now) ? t.calendar.today : ""}</span>
          </h2>
          <ul>
            {plans.filter((plan) => dayKey(plan.slot) === day).map((plan) => (
              <li key={plan.id}>
                <Link to={`/plans/${plan.id}`}>
                  <span class={`time ${toneOf(plan) === "you" ? "hl" : ""}`}>{clock(plan.slot)}</span>
                  <span>
                    {plan.topic}
                    <small>{accountName(plan.accountId)}</small>
                  </span>
                  <StatusWord plan={plan} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
