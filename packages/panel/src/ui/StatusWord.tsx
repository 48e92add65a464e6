import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { glyphOf, standingOf, toneOf } from "../data/Plans.ts"
import { t } from "../text/Text.ts"
import { Glyph } from "./Glyph.tsx"
import { Icon } from "./Icon.tsx"

/** Glyph and word, never one alone; the marker only where a person is due. A padlock stands beside a locked plan. */
export const StatusWord = (props: { readonly plan: PlanView; readonly big?: boolean; readonly word?: string }) => {
  const standing = standingOf(props.plan)
  const tone = toneOf(props.plan)
  return (
    <span class={`st ${tone} ${props.big === true ? "big" : ""}`}>
      <Glyph name={glyphOf(standing)} />
      <span class="w">{props.word ?? t.status.word[standing]}</span>
      {props.plan.locked ?
        (
          <span class="row lockw" title={t.status.locked}>
            <Icon name="lock" />
            <span class="vh">{t.status.locked}</span>
          </span>
        ) :
        null}
    </span>
  )
}
