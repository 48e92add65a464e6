import type { TimelineRow } from "@callsheet/domain/api/calls/plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { isDue, isEnded, standingOf } from "../../data/Plans.ts"
import { useAsked } from "../../data/Requests.ts"
import { t } from "../../text/Text.ts"
import { clockSeconds, dayKey, dayName, duration, timeZone } from "../../text/Times.ts"
import { useNow } from "../../ui/Clock.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Refused } from "../../ui/Message.tsx"
import { byName, eventName } from "../../ui/Names.ts"
import { Section } from "../../ui/Section.tsx"

interface Step {
  readonly row: TimelineRow
  readonly from: number
  readonly to: number
  /** Who was waited for until it happened. */
  readonly kind: "work" | "people"
}

const isPerson = ({ by }: TimelineRow) => by.startsWith("key:") || by.startsWith("guest:")

const stepsOf = (rows: ReadonlyArray<TimelineRow>): ReadonlyArray<Step> =>
  rows.map((row, index) => {
    const to = Date.parse(row.at)
    const before = rows[index - 1]
    return { row, from: before === undefined ? to : Date.parse(before.at), to, kind: isPerson(row) ? "people" : "work" }
  })

const LEAST_PERCENT = 0.8

/** All bars stand on one true scale, from the first event until now or the end. */
const Bar = (
  props: {
    readonly from: number
    readonly to: number
    readonly first: number
    readonly last: number
    readonly kind: string
  }
) => {
  const span = Math.max(1, props.last - props.first)
  const left = Math.min(100 - LEAST_PERCENT, (props.from - props.first) / span * 100)
  const width = Math.max(LEAST_PERCENT, (props.to - props.from) / span * 100)
  return (
    <span class="bars" aria-hidden="true">
      <i class={props.kind} style={{ left: `${left}%`, width: `${Math.min(width, 100 - left)}%` }} />
    </span>
  )
}

const Rows = (props: { readonly steps: ReadonlyArray<Step>; readonly first: number; readonly last: number }) => (
  <>
    {props.steps.map(({ from, kind, row, to }, index) => {
      const before = props.steps[index - 1]
      const isNewDay = before === undefined || dayKey(before.to) !== dayKey(to)
      return (
        <tr key={row.position}>
          <td class="dd nw">{isNewDay ? dayName(to) : ""}</td>
          <td class="nw num">{clockSeconds(to)}</td>
          <td class="b">
            {eventName(row.event)}
            {row.reason === null ? null : <div class="mute reason">{row.reason}</div>}
          </td>
          <td class="mute wide-only">{byName(row.by)}</td>
          <td class="r nw">{to === from ? "" : duration(to - from)}</td>
          <td class="bars-cell wide-only">
            <Bar from={from} to={to} first={props.first} last={props.last} kind={kind} />
          </td>
        </tr>
      )
    })}
  </>
)

const Waiting = (
  props: { readonly plan: PlanView; readonly from: number; readonly first: number; readonly now: number }
) => {
  const due = isDue(props.plan, props.now)
  return (
    <tr>
      <td class="dd nw" />
      <td class="nw num">{clockSeconds(props.from)}</td>
      <td class="b">
        {due
          ? <span class="mark">{t.status.word[standingOf(props.plan)]}</span>
          : t.status.word[standingOf(props.plan)]}
        <div class="mute reason">{t.plan.ongoing}</div>
      </td>
      <td class="mute wide-only">
        {props.plan.waitingFor === null ? "" : t.status.who[props.plan.waitingFor.who]}
      </td>
      <td class="r nw">{duration(Math.floor((props.now - props.from) / 1000) * 1000)}</td>
      <td class="bars-cell wide-only">
        <Bar from={props.from} to={props.now} first={props.first} last={props.now} kind={due ? "due" : "people"} />
      </td>
    </tr>
  )
}

export const Timeline = ({ plan }: { readonly plan: PlanView }) => {
  const asked = useAsked("plan.timeline", { id: plan.id }, {
    fresh: plan.version,
    on: ({ planId }) => planId === plan.id
  })
  const [only, setOnly] = useState<"all" | "people">("all")
  const now = useNow(5)
  const steps = stepsOf(asked.data ?? [])
  const first = steps[0]?.to ?? now
  const end = steps.at(-1)?.to ?? now
  const last = isEnded(plan) ? end : now
  const shown = only === "all" ? steps : steps.filter(({ kind }) => kind === "people")
  return (
    <Section
      title={t.plan.timeline}
      note={t.plan.timelineNote(timeZone())}
      side={
        <div class="seg" role="group" aria-label={t.plan.filterLabel}>
          {(["all", "people"] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={only === one}
              onClick={() => setOnly(one)}
            >
              {t.plan[one]}
            </button>
          ))}
        </div>
      }
    >
      <Refused error={asked.error} />
      {asked.loading ? <Loading /> : (
        <table class="tbl tline" aria-label={t.plan.timeline}>
          <thead>
            <tr>
              <th scope="col" colSpan={2}>{t.plan.when}</th>
              <th scope="col">{t.plan.what}</th>
              <th scope="col" class="wide-only">{t.plan.who}</th>
              <th scope="col" class="r">{t.plan.took}</th>
              <th scope="col" class="wide-only bars-head">
                {dayName(first)} – {dayName(last)}
              </th>
            </tr>
          </thead>
          <tbody>
            <Rows steps={shown} first={first} last={last} />
            {isEnded(plan) ? null : <Waiting plan={plan} from={end} first={first} now={now} />}
          </tbody>
        </table>
      )}
      <p class="key small mute">
        <i class="work" /> {t.plan.work} <i class="people" /> {t.plan.waits}
        <span class="push wide-only">{t.plan.drawn}</span>
      </p>
    </Section>
  )
}
