import type { Drawing } from "../../picture/Ass.ts"
import { roundRect } from "../../text/Outline.ts"
import { POP } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { ReadText, VisualEvent } from "../Shot.ts"
import { type CardOf, spread } from "../Visual.ts"

const GAP = 22

/** Items under each other, each with its number. They come one after the other, or one of them stands out. */
export const listCard: CardOf<"list"> = ({ at, items }, request) => {
  const { area: [left, top, width, height], direction, frames, isHook, part, setter, tone, words } = request
  const row = Math.min(190, (height - GAP * (items.length - 1)) / items.length)
  const used = row * items.length + GAP * (items.length - 1)
  const first = top + Math.max(0, (height - used) / 2)
  const times = at === undefined && part === 0
    ? isHook ? items.map((_, index) => index * 3) : spread(items.length, words, frames)
    : items.map(() => 0)
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  const events: Array<VisualEvent> = []
  const isRtl = direction === "rtl"
  items.forEach((item, index) => {
    const y = first + index * (row + GAP)
    const from = times[index] ?? 0
    const isHot = index === at
    const motion = from > 0 || (at === undefined && part === 0) ? POP : undefined
    const look = { from, to: frames, ...(motion === undefined ? {} : { motion }) }
    const frame = { left, top: y, right: left + width, bottom: y + row }
    const badge = Math.min(row, 150)
    const badgeX = isRtl ? left + width - badge : left
    const fillOf = isHot ? tone.hot : tone.faint
    drawings.push({ ...look, layer: 10, outline: roundRect(left, y, width, row, 34), fill: fillOf, frame })
    drawings.push({
      ...look,
      layer: 11,
      outline: roundRect(badgeX + 14, y + (row - badge) / 2 + 14, badge - 28, badge - 28, 24),
      fill: isHot ? tone.onHot : tone.second,
      frame
    })
    const number = setLabel(String(index + 1), {
      left: badgeX + 14,
      right: badgeX + badge - 14,
      top: y + (row - badge) / 2 + 14,
      bottom: y + (row + badge) / 2 - 14,
      face: "figure",
      most: badge * 0.58,
      least: 44,
      align: "centre",
      anchor: "middle"
    }, setter)
    drawings.push(
      ...labelDrawings(number, { ...look, layer: 12, fill: isHot ? tone.hot : tone.onSecond }).map((drawing) => ({
        ...drawing,
        frame
      }))
    )
    const text = setLabel(item, {
      left: isRtl ? left + 36 : left + badge + 22,
      right: isRtl ? left + width - badge - 22 : left + width - 36,
      top: y + 10,
      bottom: y + row - 10,
      face: "sans",
      most: 88,
      least: 46,
      maxLines: row > 130 ? 2 : 1,
      leading: 1.02,
      anchor: "middle"
    }, setter)
    const colour = isHot ? tone.onHot : tone.ink
    drawings.push(
      ...labelDrawings(text, { ...look, layer: 12, fill: colour }).map((drawing) => ({ ...drawing, frame }))
    )
    texts.push(labelText(text, colour, from + 6, frames))
    if (from > 0) events.push({ frame: from, kind: "pop" })
  })
  return { paints: [], sprites: [], drawings, texts, events, kind: "list" }
}
