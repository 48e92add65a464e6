import { useEffect } from "preact/hooks"
import { useFit } from "../../data/Feasible.ts"
import { toneOf } from "../../data/Plans.ts"
import { t } from "../../text/Text.ts"
import { clock, dayName, moment, noonOf } from "../../text/Times.ts"
import { Icon } from "../../ui/Icon.tsx"
import { type Held, isSamePlace, targetOf } from "./Drag.ts"

const WIDTH = 340

const Answer = (
  props: { readonly tone: "ok" | "bad" | "note"; readonly title: string; readonly lines?: ReadonlyArray<string> }
) => (
  <div class={`fit ${props.tone}`}>
    <Icon name={props.tone === "ok" ? "check" : props.tone === "bad" ? "ban" : "info"} />
    <span>
      <b>{props.title}</b>
      {(props.lines ?? []).map((line) => <span class="line" key={line}>{line}</span>)}
    </span>
  </div>
)

const Verdict = ({ answer, held }: { readonly held: Held; readonly answer: (at: number | null) => void }) => {
  const target = targetOf(held)
  const at = target?.kind === "one" ? target.at : null
  const fit = useFit(
    at === null || isSamePlace(held) || at < Date.now()
      ? null
      : {
        accountId: held.plan.accountId,
        topic: held.plan.topic,
        delivery: held.plan.delivery,
        at: new Date(at).toISOString(),
        moving: held.plan
      }
  )
  const fits = fit?.kind === "answer" && fit.fit.feasible
  useEffect(() => answer(fits ? at : null), [fits, at])
  if (target === null || isSamePlace(held)) return null
  if (target.kind === "never") return <Answer tone="bad" title={t.calendar.drag.never} />
  if (target.kind === "twice") return <Answer tone="bad" title={t.calendar.drag.twice} />
  if (target.at < Date.now()) return <Answer tone="bad" title={t.calendar.drag.past} />
  if (fit === null || fit.kind === "asking") return <Answer tone="note" title={t.calendar.drag.checking} />
  if (fit.kind === "refused") return <Answer tone="bad" title={fit.error.message} lines={[fit.error.remedy]} />
  const { feasible, nearest, warnings } = fit.fit
  return (
    <Answer
      tone={feasible ? "ok" : "bad"}
      title={feasible ? t.calendar.drag.fits : t.slot.cannot}
      lines={nearest === null ? warnings : [...warnings, t.slot.nearest(moment(nearest))]}
    />
  )
}

/** The plan under the pointer, and whether its new slot can be met, before it is dropped. */
export const DropAnswer = (props: { readonly held: Held; readonly answer: (at: number | null) => void }) => {
  const { held } = props
  const left = Math.min(held.x + 16, innerWidth - WIDTH - 16)
  const top = Math.min(held.y + 20, innerHeight - 180)
  return (
    <div class="lift-layer" style={{ left: `${left}px`, top: `${top}px`, width: `${WIDTH}px` }} role="status">
      <div class={`lifted ${toneOf(held.plan)}`}>
        <b>{held.time}</b>
        <span class="cut">{held.plan.topic}</span>
      </div>
      {held.day === null ? null : (
        <div class="answer">
          <p class="mv">
            {t.calendar.drag.moves(
              `${dayName(held.plan.slot)}, ${clock(held.plan.slot)}`,
              `${dayName(noonOf(held.day))}, ${held.time}`
            )}
          </p>
          <Verdict held={held} answer={props.answer} />
          <p class="keys-line">{t.calendar.drag.keys}</p>
        </div>
      )}
    </div>
  )
}
