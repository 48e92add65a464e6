import { fill, type Paint, polygon, polyline } from "../../paint/Paint.ts"
import type { Drawing } from "../../picture/Ass.ts"
import { circle, roundRect } from "../../text/Outline.ts"
import { back, drawOn, partOf, type Point, POP, slowing } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { ReadText, Sprite, VisualEvent } from "../Shot.ts"
import { type CardOf, marked } from "../Visual.ts"
import { formatNumber } from "./NumberCard.ts"

const AXIS = 76
const HEAD = 120

/** A curve that is drawn, or bars that grow; the point that matters carries its value. */
export const chartCard: CardOf<"chart"> = ({ form, mark, points, unit = "" }, request) => {
  const { area: [left, top, width, height], frames, isHook, part, setter, tone, words } = request
  const values = points.map(({ value }) => value)
  const [least, most] = [Math.min(...values, form === "bars" ? 0 : Infinity), Math.max(...values)]
  const span = most - least || 1
  const base = top + height - AXIS
  const high = base - top - HEAD
  const yOf = (value: number) => base - (0.06 + 0.94 * ((value - least) / span)) * high
  const step = width / points.length
  const xOf = (index: number) =>
    form === "bars" ? left + step * (index + 0.5) : left + 30 + ((width - 60) * index) / (points.length - 1)
  const hot = mark ?? values.indexOf(most)
  const at = part > 0 ? 0 : isHook ? 0 : 2
  const grow = part > 0 ? 1 : Math.min(34, Math.max(14, Math.round(frames * 0.4)))
  const ready = Math.min(frames - 8, Math.max(at + grow - 6, isHook ? 0 : marked(words, frames)))
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  const paints: Array<Paint> = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    op: "stroke",
    path: polyline([[left, base - share * high], [left + width, base - share * high]]),
    colour: tone.faint,
    width: share === 0 ? 8 : 4
  }))
  const sprites: Array<Sprite> = []
  if (form === "bars") {
    points.forEach(({ value }, index) => {
      const tall = base - yOf(value)
      const wide = step * 0.68
      const begins = part > 0 ? 0 : at + Math.round((index / points.length) * grow * 0.6)
      for (let frame = 1; frame <= (part > 0 ? 1 : 11); frame++) {
        const now = tall * (part > 0 ? 1 : Math.max(0.03, back(frame / 11)))
        drawings.push({
          layer: 11,
          from: begins + frame - 1,
          to: part > 0 || frame === 11 ? frames : begins + frame,
          outline: roundRect(xOf(index) - wide / 2, base - now, wide, now, 18),
          fill: index === hot ? tone.hot : tone.second
        })
      }
    })
  } else {
    const curve = smooth(points.map(({ value }, index): Point => [xOf(index), yOf(value)]))
    // The field under the curve is uncovered together with it.
    const body = [...curve, [left + width - 30, base] as const, [left + 30, base] as const]
    sprites.push({
      picture: {
        width: 2 * Math.ceil(width / 2),
        height: 2 * Math.ceil((base - top) / 2),
        paints: [{ op: "moved", by: [-left, -top], paints: [fill(polygon(body), tone.second)] }]
      },
      x: left,
      y: top,
      at,
      enter: part > 0 ? { kind: "none" } : { kind: "wipe", frames: grow }
    })
    drawings.push(...drawOn(curve, { layer: 12, colour: tone.ink, width: 18, at, frames: grow, to: frames }))
    for (let frame = 1; frame < grow; frame++) {
      const tip = partOf(curve, frame / grow).at(-1) ?? [left, base]
      drawings.push({
        layer: 13,
        from: at + frame - 1,
        to: at + frame,
        outline: circle(tip[0], tip[1], 24),
        fill: tone.hot
      })
    }
  }
  const [x, y] = [xOf(hot), yOf(values[hot] ?? 0)]
  const shown = formatNumber(values[hot] ?? 0, Number.isInteger(values[hot]) ? 0 : 1) + unit
  const value = setLabel(shown, {
    left: Math.max(left, Math.min(left + width - 300, x - 150)) + 24,
    right: Math.max(left, Math.min(left + width - 300, x - 150)) + 276,
    top: y - 138,
    bottom: y - 46,
    face: "figure",
    most: 84,
    least: 48,
    align: "centre",
    anchor: "middle"
  }, setter)
  const box = value.fitted.box
  drawings.push(
    ...(form === "line"
      ? [{ layer: 14, from: ready, to: frames, outline: circle(x, y, 34), fill: tone.ink, motion: POP }, {
        layer: 15,
        from: ready,
        to: frames,
        outline: circle(x, y, 20),
        fill: tone.ground,
        motion: POP
      }]
      : []),
    {
      layer: 14,
      from: ready,
      to: frames,
      outline: roundRect(box.left - 24, box.top - 16, box.right - box.left + 48, box.bottom - box.top + 32, 20),
      fill: tone.ink,
      motion: POP
    },
    ...labelDrawings(value, { layer: 15, from: ready, to: frames, fill: tone.ground, motion: POP })
  )
  texts.push(labelText(value, tone.ground, ready + 6, frames))
  const every = Math.ceil(points.length / Math.max(2, Math.floor(width / 170)))
  points.forEach(({ label }, index) => {
    if (label === "" || (index % every !== 0 && index !== hot)) return
    const room = Math.max(150, step * every) / 2
    const centre = Math.max(left + 60, Math.min(left + width - 60, xOf(index)))
    const text = setLabel(label, {
      left: centre - room + 6,
      right: centre + room - 6,
      top: base + 14,
      bottom: base + AXIS,
      face: "mono",
      most: 46,
      least: 44,
      align: "centre"
    }, setter)
    drawings.push(...labelDrawings(text, { layer: 12, from: 0, to: frames, fill: tone.ink }))
    texts.push(labelText(text, tone.ink, 0, frames))
  })
  const events: Array<VisualEvent> = part > 0
    ? []
    : [{ frame: at, kind: "count", frames: Math.round(grow * slowing(0.9)) }, { frame: ready, kind: "pop" }]
  return { paints, sprites, drawings, texts, events, kind: "chart" }
}

/** Points along a curve through all given ones, without overshooting between them. */
const smooth = (points: ReadonlyArray<Point>): ReadonlyArray<Point> =>
  points.flatMap((point, index) => {
    const next = points[index + 1]
    if (next === undefined) return [point]
    return Array.from({ length: 8 }, (_, step): Point => {
      const part = step / 8
      const eased = part * part * (3 - 2 * part)
      return [point[0] + (next[0] - point[0]) * part, point[1] + (next[1] - point[1]) * eased]
    })
  })
