import { EMOJI_UNITS, type Shape } from "../text/Emoji.ts"
import { place } from "../text/Outline.ts"
import type { Drawing } from "./Ass.ts"

export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** Shapes of an emoji at a place. Later shapes lie on top because libass keeps the order within a layer. */
export const shapeDrawings = (
  shapes: ReadonlyArray<Shape>,
  at: { readonly x: number; readonly y: number; readonly size: number },
  look: TimeSpan & { readonly layer: number; readonly motion?: string }
): ReadonlyArray<Drawing> => {
  const scale = at.size / EMOJI_UNITS
  const frame = { left: at.x, top: at.y, right: at.x + at.size, bottom: at.y + at.size }
  return shapes.map(({ fill, opacity, outline }) => ({
    ...look,
    frame,
    fill,
    opacity,
    outline: place(outline, scale, scale, at.x, at.y)
  }))
}
