import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { TargetedEvent } from "preact"
import { go } from "../../app/Router.tsx"
import { glyphOf, standingOf, toneOf } from "../../data/Plans.ts"
import { t } from "../../text/Text.ts"
import { clock } from "../../text/Times.ts"
import { Glyph } from "../../ui/Glyph.tsx"
import { Icon } from "../../ui/Icon.tsx"
import type { Dragging } from "./Drag.ts"
import type { Selection } from "./Selection.ts"

export interface StripTools {
  readonly selection: Selection
  readonly drag: Dragging
  /** All that are shown, in their order, for a range. */
  readonly shown: () => ReadonlyArray<string>
}

/** Adds what a strip and an entry of the week have in common: dragging, selecting, opening. */
export const planHandlers = (plan: PlanView, { drag, selection, shown }: StripTools) => ({
  href: `/plans/${plan.id}`,
  "data-plan": plan.id,
  draggable: false,
  onPointerDown: (event: TargetedEvent<HTMLElement, PointerEvent>) => drag.begin(plan, event),
  onClick: (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey) return
    event.preventDefault()
    if (drag.justDropped()) return
    if (event.shiftKey) return selection.range(plan.id, shown())
    if (selection.ids.size > 0) return selection.toggle(plan.id)
    go(`/plans/${plan.id}`)
  }
})

const gone: ReadonlySet<string> = new Set(["rejected", "cancelled"])

/** One plan in a month: glyph, time, title. */
export const PlanStrip = ({ plan, tools }: { readonly plan: PlanView; readonly tools: StripTools }) => {
  const standing = standingOf(plan)
  const tone = toneOf(plan)
  const isLater = standing === "scheduled" && tone !== "you"
  const word = t.status.word[standing]
  const isSelected = tools.selection.ids.has(plan.id)
  const lifted = tools.drag.held?.plan.id === plan.id
  return (
    <a
      class={`ps ${tone} ${isLater ? "later" : ""} ${gone.has(standing) ? "gone" : ""} ${isSelected ? "sel" : ""} ${
        lifted ? "ghost" : ""
      }`}
      title={`${plan.topic} · ${word}`}
      {...planHandlers(plan, tools)}
    >
      {isSelected ? <Icon name="check" /> : <Glyph name={glyphOf(standing)} />}
      <b>{clock(plan.slot)}</b>
      <span class="cut">{plan.topic}</span>
      <span class="vh">
        {word}
        {isSelected ? `, ${t.calendar.selected(1)}` : ""}
      </span>
    </a>
  )
}
