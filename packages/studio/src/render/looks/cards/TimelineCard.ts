import type { Drawing } from "../../picture/Ass.ts"
import { circle } from "../../text/Outline.ts"
import { drawOn, POP, strokeOutline } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { ReadText, VisualEvent } from "../Shot.ts"
import { type CardOf, spread } from "../Visual.ts"

/** Stops on a line from top to bottom; each comes with its word, or the one that the line is about stands out. */
export const timelineCard: CardOf<"timeline"> = ({ at, stops }, request) => {
  const { area: [left, top, width, height], direction, frames, isHook, part, setter, tone, words } = request
  const isRtl = direction === "rtl"
  const row = height / stops.length
  const railX = isRtl ? left + width - 40 : left + 40
  const yOf = (index: number) => top + row * (index + 0.5)
  const isStill = at !== undefined || part > 0
  const times = isStill
    ? stops.map(() => 0)
    : isHook
    ? stops.map((_, index) => index * 3)
    : spread(stops.length, words, frames)
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  const events: Array<VisualEvent> = []
  const rail = {
    layer: 10,
    from: 0,
    to: frames,
    outline: strokeOutline([[railX, yOf(0)], [railX, yOf(stops.length - 1)]], 14),
    fill: tone.faint
  }
  drawings.push(rail)
  const reached = at ?? stops.length - 1
  if (reached > 0) {
    drawings.push(...drawOn([[railX, yOf(0)], [railX, yOf(reached)]], {
      layer: 11,
      colour: tone.second,
      width: 14,
      at: 2,
      frames: part > 0 ? 1 : Math.max(10, Math.min(frames - 10, (times.at(-1) ?? 0) || 16)),
      to: frames
    }))
  }
  stops.forEach(({ what, when }, index) => {
    const from = times[index] ?? 0
    const isHot = at === index
    const isPast = at !== undefined && index > at
    const y = yOf(index)
    const motion = isStill ? {} : { motion: POP }
    const radius = isHot ? 36 : 26
    drawings.push(
      { layer: 12, from, to: frames, outline: circle(railX, y, radius + 12), fill: tone.ink, ...motion },
      {
        layer: 13,
        from,
        to: frames,
        outline: circle(railX, y, radius),
        fill: isHot ? tone.hot : isPast ? tone.ground : tone.second,
        ...motion
      }
    )
    const textLeft = isRtl ? left : left + 120
    const textRight = isRtl ? left + width - 120 : left + width
    const time = setLabel(when, {
      left: textLeft,
      right: textRight,
      top: y - row * 0.46,
      bottom: y,
      face: "figure",
      most: Math.min(150, row * 0.52),
      least: 48,
      anchor: "bottom"
    }, setter)
    const label = setLabel(what, {
      left: textLeft,
      right: textRight,
      top: y + 4,
      bottom: y + row * 0.46,
      face: "sans",
      most: Math.min(96, row * 0.42),
      least: 44,
      maxLines: row > 240 ? 2 : 1,
      leading: 1.02
    }, setter)
    const colour = isHot ? tone.hot : tone.ink
    drawings.push(
      ...labelDrawings(time, { layer: 12, from, to: frames, fill: colour, ...motion }),
      ...labelDrawings(label, { layer: 12, from, to: frames, fill: tone.ink, ...motion })
    )
    texts.push(labelText(time, colour, from + 6, frames), labelText(label, tone.ink, from + 6, frames))
    if (from > 0) events.push({ frame: from, kind: "tick" })
  })
  return { paints: [], sprites: [], drawings, texts, events, kind: "timeline" }
}
