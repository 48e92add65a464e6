import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { ofJobs } from "../../data/Jobs.ts"
import { isDue, isEnded, standingOf } from "../../data/Plans.ts"
import { useAsked } from "../../data/Requests.ts"
import { storyOf, type StoryStep } from "../../data/Story.ts"
import { t } from "../../text/Text.ts"
import { clockSeconds, dayKey, dayName, duration, timeZone } from "../../text/Times.ts"
import { useNow } from "../../ui/Clock.tsx"
import { Glyph } from "../../ui/Glyph.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Section } from "../../ui/Section.tsx"

const LEAST_PERCENT = 0.8
/** What took less is not worth a figure. */
const LEAST_SHOWN_MILLIS = 50

type Which = "all" | "people" | "trouble"

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

const Rows = (props: { readonly steps: ReadonlyArray<StoryStep>; readonly first: number; readonly last: number }) => (
  <>
    {props.steps.map(({ from, isTrouble, key, kind, reason, to, what, who }, index) => {
      const before = props.steps[index - 1]
      const isNewDay = before === undefined || dayKey(before.to) !== dayKey(to)
      return (
        <tr key={key} class={isTrouble ? "trouble" : undefined}>
          <td class="dd nw">{isNewDay ? dayName(to) : ""}</td>
          <td class="nw num">{clockSeconds(to)}</td>
          <td class="b">
            {isTrouble ? <Glyph name="failed" /> : null}
            {what}
            {reason === null ? null : <div class="mute reason">{reason}</div>}
          </td>
          <td class="mute wide-only">{who}</td>
          <td class="r nw">{to - from < LEAST_SHOWN_MILLIS ? "" : duration(to - from)}</td>
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
  const jobs = useAsked("job.list", { planId: plan.id, limit: 100 }, { fresh: plan.version, ...ofJobs })
  const [only, setOnly] = useState<Which>("all")
  const now = useNow(5)
  const steps = storyOf(asked.data ?? [], jobs.data?.jobs ?? [])
  const troubles = steps.filter(({ isTrouble }) => isTrouble).length
  const first = steps[0]?.to ?? now
  const end = steps.at(-1)?.to ?? now
  const last = isEnded(plan) ? end : now
  const shown = steps.filter(({ isTrouble, kind }) =>
    only === "all" || (only === "people" ? kind === "people" : isTrouble)
  )
  return (
    <Section
      title={t.plan.timeline}
      note={t.plan.timelineNote(timeZone())}
      side={
        <div class="seg" role="group" aria-label={t.plan.filterLabel}>
          {(["all", "people", "trouble"] as const).filter((one) => one !== "trouble" || troubles > 0).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={only === one}
              onClick={() => setOnly(one)}
            >
              {t.plan[one]}
              {one === "trouble" ? <b>{troubles}</b> : null}
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
                {dayKey(first) === dayKey(last) ? dayName(first) : `${dayName(first)} – ${dayName(last)}`}
              </th>
            </tr>
          </thead>
          <tbody>
            <Rows steps={shown} first={first} last={last} />
            {isEnded(plan) || only === "trouble" ? null : <Waiting plan={plan} from={end} first={first} now={now} />}
          </tbody>
        </table>
      )}
      <p class="key small mute">
        <i class="work" /> {t.plan.work} <i class="people" /> {t.plan.waits}
        {troubles > 0 ? <i class="lost" /> : null} {troubles > 0 ? t.plan.lost : null}
        <span class="push wide-only">{t.plan.drawn}</span>
      </p>
    </Section>
  )
}
