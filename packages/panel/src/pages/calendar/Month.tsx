import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Link } from "../../app/Router.tsx"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { dayKey, dayMonth, longDay, noonOf, weekday, weekNumber, weekOf } from "../../text/Times.ts"
import { byDay, type Filters, weeksOf } from "./Days.ts"
import { PlanStrip, type StripTools } from "./Strip.tsx"

const MOST_STRIPS = 5

interface DayProps {
  readonly day: string
  readonly today: string
  readonly month: string
  readonly plans: ReadonlyArray<PlanView>
  readonly tools: StripTools
  readonly cursor: boolean
  readonly open: (day: string) => void
}

const stateOf = ({ day, month, today, tools }: DayProps): string => {
  const { held } = tools.drag
  const isTarget = held?.day === day
  return [
    day < today ? "past" : day === today ? "today" : "",
    day.startsWith(month) ? "" : "out",
    held !== null && day < today ? "no" : "",
    isTarget ? "target" : ""
  ].join(" ")
}

const Day = (props: DayProps) => {
  const { cursor, day, open, plans, today, tools } = props
  const noon = noonOf(day)
  const number = Number(day.slice(8))
  const shown = plans.length > MOST_STRIPS ? plans.slice(0, MOST_STRIPS - 1) : plans
  const canAdd = may("plan.add") && day >= today
  return (
    <div class={`day ${stateOf(props)}`} data-day={day} role="group" aria-label={longDay(noon)}>
      <div class="dh">
        <button
          type="button"
          class="dn"
          data-cursor={day}
          tabIndex={cursor ? 0 : -1}
          aria-label={canAdd ? t.calendar.newOn(longDay(noon)) : longDay(noon)}
          aria-disabled={!canAdd}
          onClick={() => canAdd ? open(day) : undefined}
        >
          {number === 1 ? dayMonth(noon) : number}
        </button>
        {day === today ? <span class="tw">{t.calendar.today}</span> : null}
        {plans.length > 0 && day >= today ? <span class="count">{plans.length}</span> : null}
      </div>
      {shown.map((plan) => <PlanStrip key={plan.id} plan={plan} tools={tools} />)}
      {shown.length === plans.length
        ? null
        : (
          <Link class="ps more" to={`/calendar?view=week&day=${day}`}>
            {t.calendar.more(plans.length - shown.length)}
          </Link>
        )}
    </div>
  )
}

/** Five or six weeks, at most five strips a day. */
export const Month = (props: {
  readonly filters: Filters
  readonly plans: ReadonlyArray<PlanView>
  readonly tools: StripTools
  readonly now: number
  readonly open: (day: string) => void
}) => {
  const { filters, now, open, plans, tools } = props
  const days = byDay(plans)
  const today = dayKey(now)
  return (
    <div class={`cal ${tools.drag.held === null ? "" : "drag"}`}>
      <span class="ch" />
      {weekOf(filters.day).map((day) => <span class="ch" key={day}>{weekday(noonOf(day))}</span>)}
      {weeksOf(filters.day).map((week) => (
        <div class="wrow" key={week[0]}>
          <Link
            class="week-no"
            to={`/calendar?view=week&day=${week[0]}`}
            label={t.calendar.weekOf(weekNumber(week[0] ?? ""))}
          >
            {weekNumber(week[0] ?? "")}
          </Link>
          {week.map((day) => (
            <Day
              key={day}
              day={day}
              today={today}
              month={filters.day.slice(0, 7)}
              plans={days.get(day) ?? []}
              tools={tools}
              cursor={day === filters.day}
              open={open}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
