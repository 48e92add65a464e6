import type { Drawing } from "../../picture/Ass.ts"
import { circle, roundRect } from "../../text/Outline.ts"
import { back, POP, slowing } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { ReadText } from "../Shot.ts"
import { type CardOf, marked } from "../Visual.ts"
import { formatNumber } from "./NumberCard.ts"

const GAP = 36

/** Two columns side by side: as high as their values, or equal where there are none. */
export const comparisonCard: CardOf<"comparison"> = ({ left: first, right: second, unit = "" }, request) => {
  const { area: [left, top, width, height], frames, isHook, part, setter, tone, words } = request
  const column = (width - GAP) / 2
  const isValued = first.value !== undefined && second.value !== undefined
  // Without values the columns carry their names themselves.
  const labelHeight = isValued ? Math.min(130, height * 0.18) : 0
  const base = top + height - labelHeight
  const room = base - top
  const most = Math.max(Math.abs(first.value ?? 0), Math.abs(second.value ?? 0))
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  const arrives = [
    part > 0 ? 0 : isHook ? 0 : 3,
    part > 0 ? 0 : isHook ? 4 : Math.max(8, Math.min(frames - 30, marked(words, frames) - 6))
  ] as const
  ;[first, second].forEach((side, index) => {
    const x = left + index * (column + GAP)
    const [colour, on] = index === 0 ? [tone.second, tone.onSecond] : [tone.hot, tone.onHot]
    const share = isValued && most > 0 ? Math.max(0.3, Math.abs(side.value ?? 0) / most) : 1
    const tall = room * share
    const at = arrives[index] ?? 0
    const grow = part > 0 ? 1 : 14
    for (let step = 1; step <= grow; step++) {
      const part = grow === 1 ? 1 : Math.min(1.04, back(step / grow))
      drawings.push({
        layer: 10,
        from: at + step - 1,
        to: step === grow ? frames : at + step,
        outline: roundRect(x, base - tall * Math.max(0.02, part), column, tall * Math.max(0.02, part), 34),
        fill: colour
      })
    }
    const shown = isValued
      ? formatNumber(side.value ?? 0, Number.isInteger(side.value) ? 0 : 1) + unit
      : side.label
    const value = setLabel(shown, {
      left: x + 20,
      right: x + column - 20,
      top: base - tall + 24,
      bottom: isValued ? Math.min(base - 16, base - tall + 24 + Math.min(220, tall - 30)) : base - 150,
      face: isValued ? "figure" : "sans",
      most: isValued ? 210 : 120,
      least: 52,
      maxLines: isValued ? 1 : 3,
      leading: 1.04,
      align: "centre",
      anchor: "middle"
    }, setter)
    const seen = Math.min(frames - 1, at + Math.round(grow * slowing(0.5)))
    drawings.push(...labelDrawings(value, { layer: 12, from: seen, to: frames, fill: on, motion: POP }))
    texts.push(labelText(value, on, seen + 6, frames))
    if (!isValued) return
    const name = setLabel(side.label, {
      left: x,
      right: x + column,
      top: base + 14,
      bottom: base + labelHeight,
      face: "sans",
      most: 72,
      least: 44,
      maxLines: 2,
      leading: 1.02,
      align: "centre"
    }, setter)
    drawings.push(...labelDrawings(name, { layer: 12, from: 0, to: frames, fill: tone.ink }))
    texts.push(labelText(name, tone.ink, 0, frames))
  })
  if (!isValued) {
    const [x, y] = [left + width / 2, base - 100]
    const versus = setLabel("VS", {
      left: x - 70,
      right: x + 70,
      top: y - 50,
      bottom: y + 50,
      face: "figure",
      most: 76,
      least: 44,
      align: "centre",
      anchor: "middle"
    }, setter)
    drawings.push(
      { layer: 14, from: arrives[1], to: frames, outline: circle(x, y, 96), fill: tone.ground, motion: POP },
      ...labelDrawings(versus, { layer: 15, from: arrives[1], to: frames, fill: tone.ink, motion: POP })
    )
  }
  return {
    paints: [],
    sprites: [],
    drawings,
    texts,
    events: part > 0 ? [] : [{ frame: arrives[0], kind: "pop" }, { frame: arrives[1], kind: "impact" }],
    kind: "comparison"
  }
}
