import type { Drawing } from "../picture/Ass.ts"
import { circle, move, type Outline, type Stroke } from "../text/Outline.ts"
import type { SetWord } from "../text/Typesetter.ts"

export type Point = readonly [x: number, y: number]

/** Quick at first, then settling: 1−2^(−10p). */
export const expo = (part: number): number => part >= 1 ? 1 : 1 - 2 ** (-10 * part)
/** Past its end and back, by about a tenth. */
export const back = (part: number): number => 1 + 2.9 * (part - 1) ** 3 + 1.9 * (part - 1) ** 2
/** A count that slows down towards its end. */
export const slowing = (part: number): number => 1 - (1 - Math.min(1, part)) ** 2.2

/** The outline of a line with round ends and joints. All pieces turn the same way, so that overlaps stay filled. */
export const strokeOutline = (points: ReadonlyArray<Point>, width: number): Outline => {
  const half = width / 2
  return points.flatMap(([x, y], index): ReadonlyArray<Stroke> => {
    const joint = circle(x, y, half)
    const next = points[index + 1]
    if (next === undefined) return joint
    const [dx, dy] = [next[0] - x, next[1] - y]
    const length = Math.hypot(dx, dy)
    if (length < 0.01) return joint
    const [nx, ny] = [(dy / length) * half, (-dx / length) * half]
    return [
      ...joint,
      { op: "m", at: [x + nx, y + ny] },
      { op: "l", at: [next[0] + nx, next[1] + ny] },
      { op: "l", at: [next[0] - nx, next[1] - ny] },
      { op: "l", at: [x - nx, y - ny] }
    ]
  })
}

/** The first part of a line of points, by length. */
export const partOf = (points: ReadonlyArray<Point>, part: number): ReadonlyArray<Point> => {
  const lengths = points.map(([x, y], index) => {
    const before = points[index - 1]
    return before === undefined ? 0 : Math.hypot(x - before[0], y - before[1])
  })
  let left = lengths.reduce((sum, length) => sum + length, 0) * part
  const seen: Array<Point> = []
  for (const [index, point] of points.entries()) {
    const length = lengths[index] ?? 0
    const before = points[index - 1]
    if (before === undefined || length <= left) {
      seen.push(point)
      left -= length
      continue
    }
    const share = length === 0 ? 0 : left / length
    seen.push([before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share])
    break
  }
  return seen
}

interface Pen {
  readonly layer: number
  readonly colour: string
  readonly width: number
  readonly at: number
  readonly frames: number
  readonly to: number
}

/** A line that is drawn on within some frames and then stays. */
export const drawOn = (points: ReadonlyArray<Point>, pen: Pen): ReadonlyArray<Drawing> =>
  Array.from({ length: pen.frames }, (_, frame) => ({
    layer: pen.layer,
    from: pen.at + frame,
    to: frame === pen.frames - 1 ? pen.to : pen.at + frame + 1,
    outline: strokeOutline(partOf(points, (frame + 1) / pen.frames), pen.width),
    fill: pen.colour
  })).filter(({ from, to }) => to > from)

/** A hand-drawn ring around a place: a little more than once around, opening outwards. */
export const ringPoints = (centre: Point, width: number, height: number): ReadonlyArray<Point> =>
  Array.from({ length: 61 }, (_, step) => {
    const part = step / 60
    const angle = -2 + part * 6.9
    return [
      centre[0] + (width / 2) * (1 + 0.06 * part) * Math.cos(angle),
      centre[1] + (height / 2) * (1 + 0.08 * part) * Math.sin(angle - 0.12)
    ]
  })

/** Comes up from behind its own lower edge, in six frames; then stands. */
export const rising = (
  drawing: Drawing,
  mask: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  at: number,
  frames = 6
): ReadonlyArray<Drawing> => {
  const height = mask.bottom - mask.top
  const clip = `\\clip(${Math.floor(mask.left)},${Math.floor(mask.top)},${Math.ceil(mask.right)},${
    Math.ceil(mask.bottom)
  })`
  const steps = Array.from({ length: frames - 1 }, (_, frame): Drawing => ({
    ...drawing,
    from: at + frame,
    to: Math.min(drawing.to, at + frame + 1),
    outline: move(drawing.outline, 0, (1 - expo((frame + 1) / frames)) * height),
    motion: clip
  }))
  return [...steps, { ...drawing, from: Math.min(drawing.to, at + frames - 1) }]
}

/** Pops in around its own centre. */
export const POP = "\\fscx40\\fscy40\\t(0,90,\\fscx112\\fscy112)\\t(90,170,\\fscx100\\fscy100)"
export const STAMP = "\\fscx128\\fscy128\\t(0,130,\\fscx97\\fscy97)\\t(130,190,\\fscx100\\fscy100)"

/** The letters of a set word where it stands. */
export const lettersAt = (set: SetWord, x: number, y: number): Outline => move(set.outline, x, y)

/** A slanted box, wider at the top: the slab of a lower third, a tag. */
export const slanted = (left: number, top: number, right: number, bottom: number, slant: number): Outline => [
  { op: "m", at: [left, top] },
  { op: "l", at: [right, top] },
  { op: "l", at: [right - slant, bottom] },
  { op: "l", at: [left, bottom] }
]
