import type { Shows } from "@callsheet/domain/asset/Shows"
import { fill, type Paint, polygon, polyline } from "../../paint/Paint.ts"
import type { Drawing } from "../../picture/Ass.ts"
import { circle, roundRect } from "../../text/Outline.ts"
import { back, drawOn, partOf, type Point, POP, slowing } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { Sprite } from "../Shot.ts"
import { type Card, type CardOf, type CardRequest, marked } from "../Visual.ts"
import { formatNumber } from "./NumberCard.ts"

const AXIS = 76
const HEAD = 120

type ChartShows = Extract<Shows, { kind: "chart" }>

/** Where the values of a chart lie, and when they are seen. */
interface Chart {
  readonly shows: ChartShows
  readonly request: CardRequest
  /** The axis, and how high values may reach over it. */
  readonly base: number
  readonly high: number
  /** From one point to the next. */
  readonly step: number
  readonly xOf: (index: number) => number
  readonly yOf: (value: number) => number
  /** The point that matters, and its value. */
  readonly hot: number
  readonly hotValue: number
  /** When it begins to grow, for how many frames, and when the point that matters is shown. */
  readonly at: number
  readonly grow: number
  readonly ready: number
}

const chartOf = (shows: ChartShows, request: CardRequest): Chart => {
  const { form, mark, points } = shows
  const { area: [left, top, width, height], frames, isHook, part, words } = request
  const values = points.map(({ value }) => value)
  const [least, most] = [Math.min(...values, form === "bars" ? 0 : Infinity), Math.max(...values)]
  const span = most - least || 1
  const base = top + height - AXIS
  const high = base - top - HEAD
  const step = width / points.length
  const hot = mark ?? values.indexOf(most)
  const at = part > 0 ? 0 : isHook ? 0 : 2
  const grow = part > 0 ? 1 : Math.min(34, Math.max(14, Math.round(frames * 0.4)))
  return {
    shows,
    request,
    base,
    high,
    step,
    xOf: (index) =>
      form === "bars" ? left + step * (index + 0.5) : left + 30 + ((width - 60) * index) / (points.length - 1),
    yOf: (value) => base - (0.06 + 0.94 * ((value - least) / span)) * high,
    hot,
    hotValue: values[hot] ?? 0,
    at,
    grow,
    ready: Math.min(frames - 8, Math.max(at + grow - 6, isHook ? 0 : marked(words, frames)))
  }
}

const gridLines = ({ base, high, request: { area: [left, , width], tone } }: Chart): ReadonlyArray<Paint> =>
  [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    op: "stroke",
    path: polyline([[left, base - share * high], [left + width, base - share * high]]),
    colour: tone.faint,
    width: share === 0 ? 8 : 4
  }))

/** Frames in which one bar grows. */
const BAR_FRAMES = 11

/** Bars grow one after the other; in later pieces of a line they stand. */
const growingBars = (chart: Chart): ReadonlyArray<Drawing> => {
  const { at, base, grow, hot, request: { frames, part, tone }, shows: { points }, step, xOf, yOf } = chart
  const stands = part > 0
  return points.flatMap(({ value }, index) => {
    const tall = base - yOf(value)
    const wide = step * 0.68
    const begins = stands ? 0 : at + Math.round((index / points.length) * grow * 0.6)
    return Array.from({ length: stands ? 1 : BAR_FRAMES }, (_, frame): Drawing => {
      const now = tall * (stands ? 1 : Math.max(0.03, back((frame + 1) / BAR_FRAMES)))
      return {
        layer: 11,
        from: begins + frame,
        to: stands || frame === BAR_FRAMES - 1 ? frames : begins + frame + 1,
        outline: roundRect(xOf(index) - wide / 2, base - now, wide, now, 18),
        fill: index === hot ? tone.hot : tone.second
      }
    })
  })
}

/** The field under the curve is uncovered together with it. */
const fieldUnder = (curve: ReadonlyArray<Point>, { at, base, grow, request }: Chart): Sprite => {
  const { area: [left, top, width], part, tone } = request
  const body = [...curve, [left + width - 30, base] as const, [left + 30, base] as const]
  return {
    picture: {
      width: 2 * Math.ceil(width / 2),
      height: 2 * Math.ceil((base - top) / 2),
      paints: [{ op: "moved", by: [-left, -top], paints: [fill(polygon(body), tone.second)] }]
    },
    x: left,
    y: top,
    at,
    enter: part > 0 ? { kind: "none" } : { kind: "wipe", frames: grow }
  }
}

/** The curve is drawn on, behind a dot that runs ahead. */
const drawnCurve = (curve: ReadonlyArray<Point>, { at, base, grow, request }: Chart): ReadonlyArray<Drawing> => {
  const { area: [left], frames, tone } = request
  return [
    ...drawOn(curve, { layer: 12, colour: tone.ink, width: 18, at, frames: grow, to: frames }),
    ...Array.from({ length: grow - 1 }, (_, frame): Drawing => {
      const tip = partOf(curve, (frame + 1) / grow).at(-1) ?? [left, base]
      return {
        layer: 13,
        from: at + frame,
        to: at + frame + 1,
        outline: circle(tip[0], tip[1], 24),
        fill: tone.hot
      }
    })
  ]
}

/** The values themselves, as bars or as a curve. */
const valuesOf = (chart: Chart): Pick<Card, "sprites" | "drawings"> => {
  const { shows: { form, points }, xOf, yOf } = chart
  if (form === "bars") return { sprites: [], drawings: growingBars(chart) }
  const curve = smooth(points.map(({ value }, index): Point => [xOf(index), yOf(value)]))
  return { sprites: [fieldUnder(curve, chart)], drawings: drawnCurve(curve, chart) }
}

/** The point that matters, with its value on a plate above it. */
const markedValue = (chart: Chart): Pick<Card, "drawings" | "texts"> => {
  const { hot, hotValue, ready, request, shows: { form, unit = "" }, xOf, yOf } = chart
  const { area: [left, , width], frames, setter, tone } = request
  const [x, y] = [xOf(hot), yOf(hotValue)]
  const plate = Math.max(left, Math.min(left + width - 300, x - 150))
  const value = setLabel(formatNumber(hotValue, Number.isInteger(hotValue) ? 0 : 1) + unit, {
    left: plate + 24,
    right: plate + 276,
    top: y - 138,
    bottom: y - 46,
    face: "figure",
    most: 84,
    least: 48,
    align: "centre",
    anchor: "middle"
  }, setter)
  const { box } = value.fitted
  const seen = { from: ready, to: frames }
  return {
    drawings: [
      ...(form === "line"
        ? [
          { layer: 14, ...seen, outline: circle(x, y, 34), fill: tone.ink, motion: POP },
          { layer: 15, ...seen, outline: circle(x, y, 20), fill: tone.ground, motion: POP }
        ]
        : []),
      {
        layer: 14,
        ...seen,
        outline: roundRect(box.left - 24, box.top - 16, box.right - box.left + 48, box.bottom - box.top + 32, 20),
        fill: tone.ink,
        motion: POP
      },
      ...labelDrawings(value, { layer: 15, ...seen, fill: tone.ground, motion: POP })
    ],
    texts: [labelText(value, tone.ground, ready + 6, frames)]
  }
}

/** Under the axis: as many labels as can stand beside each other, and that of the point that matters. */
const axisLabels = ({ base, hot, request, shows: { points }, step, xOf }: Chart): Pick<Card, "drawings" | "texts"> => {
  const { area: [left, , width], frames, setter, tone } = request
  const every = Math.ceil(points.length / Math.max(2, Math.floor(width / 170)))
  const room = Math.max(150, step * every) / 2
  const labels = points.flatMap(({ label }, index) => {
    if (label === "" || (index % every !== 0 && index !== hot)) return []
    const centre = Math.max(left + 60, Math.min(left + width - 60, xOf(index)))
    return setLabel(label, {
      left: centre - room + 6,
      right: centre + room - 6,
      top: base + 14,
      bottom: base + AXIS,
      face: "mono",
      most: 46,
      least: 44,
      align: "centre"
    }, setter)
  })
  return {
    drawings: labels.flatMap((label) => labelDrawings(label, { layer: 12, from: 0, to: frames, fill: tone.ink })),
    texts: labels.map((label) => labelText(label, tone.ink, 0, frames))
  }
}

const eventsOf = ({ at, grow, ready, request: { part } }: Chart): Card["events"] =>
  part > 0
    ? []
    : [{ frame: at, kind: "count", frames: Math.round(grow * slowing(0.9)) }, { frame: ready, kind: "pop" }]

/** A curve that is drawn, or bars that grow; the point that matters carries its value. */
export const chartCard: CardOf<"chart"> = (shows, request) => {
  const chart = chartOf(shows, request)
  const values = valuesOf(chart)
  const mark = markedValue(chart)
  const axis = axisLabels(chart)
  return {
    paints: gridLines(chart),
    sprites: values.sprites,
    drawings: [...values.drawings, ...mark.drawings, ...axis.drawings],
    texts: [...mark.texts, ...axis.texts],
    events: eventsOf(chart),
    kind: "chart"
  }
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
