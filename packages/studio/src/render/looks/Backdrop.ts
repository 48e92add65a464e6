import { fill, type Paint, polygon } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT } from "../picture/Frame.ts"
import type { Point } from "./Draw.ts"
import { strokeOutline } from "./Draw.ts"

/** Rays from a point to beyond the frame: what they meet is what matters. Flat, like a print. */
export const rays = (
  [x, y]: Point,
  colour: string,
  shape: { readonly count?: number; readonly turn?: number; readonly inner?: number } = {}
): Paint => {
  const { count = 18, inner = 0, turn = 0 } = shape
  const far = 2.2 * HEIGHT
  const half = Math.PI / count / 2
  const at = (angle: number, radius: number): Point => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  const path = Array.from({ length: count }, (_, ray) => {
    const angle = turn + (ray * 2 * Math.PI) / count
    return polygon([at(angle - half, inner), at(angle - half, far), at(angle + half, far), at(angle + half, inner)])
  }).join("")
  return fill(path, colour)
}

/** Bands across the whole width, leaning like a printed ribbon. */
export const ribbons = (
  width: number,
  [top, bottom]: readonly [top: number, bottom: number],
  colour: string,
  band = 120
): Paint => {
  const slope = 0.24
  const rise = width * slope
  const count = Math.ceil((bottom - top + rise) / (2 * band))
  const path = Array.from({ length: count }, (_, index) => {
    const y = top + index * 2 * band
    return polygon([[0, y], [width, y - rise], [width, y - rise + band], [0, y + band]])
  }).join("")
  return fill(path, colour)
}

const SPARK_FRAMES = 9

/** Short strokes that fly outwards around an object when its word is said; gone after a third of a second. */
export const sparks = (
  [x, y]: Point,
  radius: number,
  look: { readonly at: number; readonly to: number; readonly colour: string; readonly layer?: number }
): ReadonlyArray<Drawing> =>
  Array.from({ length: SPARK_FRAMES }, (_, frame) => {
    const part = (frame + 1) / SPARK_FRAMES
    const [from, to] = [radius * (1.02 + 0.3 * part * part), radius * (1.08 + 0.42 * (1 - (1 - part) ** 3))]
    return {
      layer: look.layer ?? 9,
      from: look.at + frame,
      to: Math.min(look.to, look.at + frame + 1),
      outline: Array.from({ length: 14 }, (_, ray) => {
        const angle = 0.2 + (ray * 2 * Math.PI) / 14
        const long = ray % 2 === 0 ? 1 : 0.82
        return strokeOutline([
          [x + from * Math.cos(angle), y + from * Math.sin(angle)],
          [x + to * long * Math.cos(angle), y + to * long * Math.sin(angle)]
        ], 20 * (1.15 - part))
      }).flat(),
      fill: look.colour
    }
  }).filter(({ from, to }) => to > from)
