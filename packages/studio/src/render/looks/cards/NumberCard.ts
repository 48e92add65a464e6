import { strengthened } from "@callsheet/domain/org/Colour"
import type { Drawing } from "../../picture/Ass.ts"
import { circle, move, type Outline, roundRect } from "../../text/Outline.ts"
import type { Typesetter } from "../../text/Typesetter.ts"
import { slowing, strokeOutline } from "../Draw.ts"
import { labelDrawings, labelText, setLabel } from "../Label.ts"
import type { CardOf } from "../Visual.ts"

/** A unit is this part of its figure's size. */
const UNIT_PART = 0.5
/** Capitals and figures are this high, in em. */
const CAP = 0.7

const decimalsOf = (value: number): number => Math.min(2, (/\.(\d+)$/.exec(String(value))?.[1] ?? "").length)

/** Digits keep one width while they count, so that nothing trembles. */
const figureWidths = (setter: Typesetter, text: string, size: number) => {
  const digit = Math.max(...Array.from("0123456789", (one) => setter.set(one, size, "figure").advance)) * 0.985
  return Array.from(text, (one) => /\d/.test(one) ? digit : setter.set(one, size, "figure").advance)
}

const figureOutline = (setter: Typesetter, text: string, size: number, x: number, y: number): Outline => {
  let pen = x
  const widths = figureWidths(setter, text, size)
  return Array.from(text).flatMap((one, index) => {
    const set = setter.set(one, size, "figure")
    const width = widths[index] ?? set.advance
    const outline = move(set.outline, pen + (width - set.advance) / 2, y)
    pen += width
    return outline
  })
}

export const formatNumber = (value: number, decimals: number): string => {
  const [whole = "0", rest] = Math.abs(value).toFixed(decimals).split(".")
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole
  return `${value < 0 ? "−" : ""}${grouped}${rest === undefined ? "" : `.${rest}`}`
}

/** A figure as large as its place, that counts while it is spoken of, over a scale that fills with it. */
export const numberCard: CardOf<"number"> = (shows, request) => {
  const { area: [left, top, width, height], direction, frames, isHook, part, setter, tone } = request
  // The ground under a figure may be dotted with its helping field.
  const colour = strengthened(tone.hot, tone.faint)
  const isRtl = direction === "rtl"
  const { from = 0, label, unit = "", value } = shows
  const decimals = decimalsOf(value)
  const end = formatNumber(value, decimals)
  const sizeOf = (text: string) => figureWidths(setter, text, 100).reduce((sum, one) => sum + one, 0)
  const hasLabel = label !== undefined
  const unitAt100 = unit === "" ? 0 : setter.set(unit, 100 * UNIT_PART, "figure").advance + 8
  const figureHeight = height * (hasLabel ? 0.58 : 0.74)
  // A long unit goes below the figure, where it would make it small.
  const isBelow = unitAt100 > sizeOf(end) * 0.9
  const size = Math.min(540, (width * 100) / (sizeOf(end) + (isBelow ? 0 : unitAt100)), figureHeight / CAP)
  const baseline = top + Math.min(figureHeight, size * CAP * 1.06)
  const whole = ((sizeOf(end) + (isBelow ? 0 : unitAt100)) * size) / 100
  const start = isRtl ? left + width - whole : left
  const drawings: Array<Drawing> = []
  const steps = part > 0 ? 0 : Math.min(40, Math.max(14, Math.round(frames * 0.45)))
  const at = part > 0 ? 0 : isHook ? 0 : 3
  const shown = (step: number) =>
    formatNumber(from + (value - from) * slowing(steps === 0 ? 1 : step / steps), decimals)
  let begun = 0
  for (let step = 0; step <= steps; step++) {
    const text = shown(step)
    if (step < steps && shown(step + 1) === text) continue
    const until = step === steps ? frames : at + step + 1
    // A count with fewer digits stands at the right, beside its unit.
    const outline = figureOutline(setter, text, size, start + ((sizeOf(end) - sizeOf(text)) * size) / 100, baseline)
    drawings.push({ layer: 12, from: begun, to: until, outline, fill: colour })
    begun = until
  }
  const figureRight = start + (sizeOf(end) * size) / 100
  if (unit !== "" && !isBelow) {
    const set = setter.set(unit, size * UNIT_PART, "figure")
    drawings.push({
      layer: 12,
      from: 0,
      to: frames,
      outline: move(set.outline, figureRight + size * 0.06, baseline - size * (CAP - CAP * UNIT_PART)),
      fill: colour
    })
  }
  const below = [isBelow ? unit : "", label ?? ""].filter((text) => text !== "").join(" · ")
  const scaleTop = baseline + size * 0.12 + 24
  const scale = scaleDrawings({ left, top: scaleTop, width, frames, tone, share: shareOf(shows), at, steps, isRtl })
  drawings.push(...scale)
  const text = below === "" ? null : setLabel(below, {
    left,
    right: left + width,
    top: scaleTop + 62,
    bottom: top + height,
    face: "sans",
    most: 84,
    least: 46,
    maxLines: 2
  }, setter)
  if (text !== null) drawings.push(...labelDrawings(text, { layer: 12, from: 0, to: frames, fill: tone.ink }))
  return {
    paints: [],
    sprites: [],
    drawings,
    texts: [
      {
        text: `${end}${isBelow ? "" : unit}`,
        box: {
          left: start,
          top: baseline - size * CAP,
          right: Math.min(left + width, figureRight + (isBelow ? 0 : (unitAt100 * size) / 100)),
          bottom: baseline
        },
        size,
        colour,
        from: Math.min(frames - 1, at + steps + 1),
        to: frames,
        overflows: false
      },
      ...(text === null ? [] : [labelText(text, tone.ink, 0, frames)])
    ],
    events: steps === 0 ? [] : [{ frame: at, kind: "count", frames: steps }],
    kind: "number"
  }
}

/** How full the scale gets: a percentage says it itself; else the figure fills it, or what is left of where it came from. */
const shareOf = ({ from = 0, unit, value }: Parameters<typeof numberCard>[0]): number =>
  unit === "%" || unit === "٪"
    ? Math.max(0.02, Math.min(1, value / 100))
    : from > value && from !== 0
    ? Math.max(0.05, Math.min(1, value / from))
    : 1

interface Scale {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly frames: number
  readonly tone: Parameters<typeof numberCard>[1]["tone"]
  readonly share: number
  readonly at: number
  readonly steps: number
  /** Fills from the right. */
  readonly isRtl: boolean
}

const THICK = 26
const scaleDrawings = ({ at, frames, isRtl, left, share, steps, tone, top, width }: Scale): ReadonlyArray<Drawing> => {
  const track: Drawing = {
    layer: 11,
    from: 0,
    to: frames,
    outline: roundRect(left, top, width, THICK, THICK / 2),
    fill: tone.faint
  }
  const bars = Array.from({ length: steps + 1 }, (_, step): Drawing => {
    const part = slowing(steps === 0 ? 1 : step / steps)
    const long = Math.max(THICK, width * share * part)
    return {
      layer: 12,
      from: step === 0 ? 0 : at + step,
      to: step === steps ? frames : at + step + 1,
      outline: roundRect(isRtl ? left + width - long : left, top, long, THICK, THICK / 2),
      fill: tone.second
    }
  })
  const filled = Math.max(THICK, width * share) - THICK / 2
  const end = isRtl ? left + width - filled : left + filled
  const pulses = Array.from({ length: Math.max(0, Math.floor((frames - at - steps) / 18)) }, (_, index): Drawing => ({
    layer: 11,
    from: at + steps + index * 18,
    to: Math.min(frames, at + steps + index * 18 + 12),
    outline: circle(end, top + THICK / 2, 34),
    fill: tone.second,
    opacity: 0.4,
    motion: "\\fscx50\\fscy50\\t(0,380,\\fscx150\\fscy150\\1a&HFF&)"
  }))
  const tick = strokeOutline([[end, top - 12], [end, top + THICK + 12]], 10)
  return [track, ...bars, ...pulses, {
    layer: 13,
    from: Math.min(frames - 1, at + steps),
    to: frames,
    outline: tick,
    fill: tone.ink
  }]
}
