import svgpath from "svgpath"

/** A pen stroke to absolute points, x and y in turn, y downwards: move, line, or cubic curve. */
export interface Stroke {
  readonly op: "m" | "l" | "b"
  readonly at: ReadonlyArray<number>
}

/** Closed shapes without a colour. */
export type Outline = ReadonlyArray<Stroke>

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Scales around the origin, then moves. */
export const place = (outline: Outline, scaleX: number, scaleY: number, x: number, y: number): Outline =>
  outline.map(({ at, op }) => ({ op, at: at.map((v, i) => (i % 2 === 0 ? v * scaleX + x : v * scaleY + y)) }))

export const move = (outline: Outline, x: number, y: number): Outline => place(outline, 1, 1, x, y)

/** The smallest box around every point, control points included. */
export const boxOf = (outline: Outline): Box => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { at } of outline) {
    at.forEach((v, i) => {
      if (i % 2 === 0) [left, right] = [Math.min(left, v), Math.max(right, v)]
      else [top, bottom] = [Math.min(top, v), Math.max(bottom, v)]
    })
  }
  return { left, top, right, bottom }
}

/** The circle's control points lie this part of the radius away from its ends. */
const ARC = 0.5523

export const roundRect = (x: number, y: number, width: number, height: number, radius: number): Outline => {
  const r = Math.min(radius, width / 2, height / 2)
  const k = r * ARC
  const [right, bottom] = [x + width, y + height]
  return [
    { op: "m", at: [x + r, y] },
    { op: "l", at: [right - r, y] },
    { op: "b", at: [right - r + k, y, right, y + r - k, right, y + r] },
    { op: "l", at: [right, bottom - r] },
    { op: "b", at: [right, bottom - r + k, right - r + k, bottom, right - r, bottom] },
    { op: "l", at: [x + r, bottom] },
    { op: "b", at: [x + r - k, bottom, x, bottom - r + k, x, bottom - r] },
    { op: "l", at: [x, y + r] },
    { op: "b", at: [x, y + r - k, x + r - k, y, x + r, y] }
  ]
}

export const circle = (x: number, y: number, radius: number): Outline =>
  roundRect(x - radius, y - radius, 2 * radius, 2 * radius, radius)

/** Reads the path of an SVG; quadratic curves become cubic ones. */
export const fromSvg = (path: string): Outline => {
  const strokes: Array<Stroke> = []
  let [x, y, startX, startY] = [0, 0, 0, 0]
  svgpath(path).abs().unarc().unshort().iterate((segment) => {
    switch (segment[0]) {
      case "M":
        ;[, x, y] = segment
        ;[startX, startY] = [x, y]
        strokes.push({ op: "m", at: [x, y] })
        break
      case "L":
        ;[, x, y] = segment
        strokes.push({ op: "l", at: [x, y] })
        break
      case "H":
        x = segment[1]
        strokes.push({ op: "l", at: [x, y] })
        break
      case "V":
        y = segment[1]
        strokes.push({ op: "l", at: [x, y] })
        break
      case "C": {
        const [, ...at] = segment
        strokes.push({ op: "b", at })
        ;[x, y] = [at[4], at[5]]
        break
      }
      case "Q": {
        const [, cx, cy, toX, toY] = segment
        const at = [
          x + (cx - x) * 2 / 3,
          y + (cy - y) * 2 / 3,
          toX + (cx - toX) * 2 / 3,
          toY + (cy - toY) * 2 / 3,
          toX,
          toY
        ]
        strokes.push({ op: "b", at })
        ;[x, y] = [toX, toY]
        break
      }
      default:
        ;[x, y] = [startX, startY]
    }
  })
  return strokes
}
