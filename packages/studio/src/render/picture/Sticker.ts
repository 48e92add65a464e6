import { EMOJI_UNITS, emojiShapes, type Shape } from "../text/Emoji.ts"
import { boxOf, circle, move, place } from "../text/Outline.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import type { Canvas, Drawing } from "./Ass.ts"
import { shapeDrawings, type Span } from "./Figures.ts"

/** A large emoji with a white rim, like a sticker. `rest` are the spans in which it stands still. */
export interface Sticker {
  readonly shapes: ReadonlyArray<Shape>
  readonly size: number
  readonly centreX: number
  readonly centreY: number
  readonly halo: boolean
  readonly rest: ReadonlyArray<Span>
}

/** Pixels around the sticker for its rim and shadow. */
const MARGIN = 40
const RIM = 0.032
const SHADOW_DROP = 0.035

/** Ink of pictures that only the outline font has, such as the flags of countries. */
const INK = "#2B2440"

/** The shapes of an emoji, from the coloured set or else from the outline font on a disc; null if neither has it. */
export const stickerShapes = (grapheme: string, setter: Typesetter): ReadonlyArray<Shape> | null => {
  const coloured = emojiShapes(grapheme)
  if (coloured !== null) return coloured
  const { missing, outline } = setter.set(grapheme, EMOJI_UNITS, "text")
  if (missing.length > 0 || outline.length === 0) return null
  const { bottom, left, right, top } = boxOf(outline)
  const middle = EMOJI_UNITS / 2
  // A square with this diagonal touches the disc's edge nowhere.
  const scale = (EMOJI_UNITS * 0.64) / Math.max(right - left, bottom - top)
  const x = middle - ((left + right) / 2) * scale
  const y = middle - ((top + bottom) / 2) * scale
  return [
    { fill: "#FFFFFF", opacity: 1, outline: circle(middle, middle, middle - 1) },
    { fill: INK, opacity: 1, outline: place(outline, scale, scale, x, y) }
  ]
}

const drawSticker = (
  shapes: ReadonlyArray<Shape>,
  at: { readonly x: number; readonly y: number; readonly size: number },
  look: Span & { readonly motion?: string },
  shadow: string
): ReadonlyArray<Drawing> => {
  const { size, x, y } = at
  const scale = size / EMOJI_UNITS
  const all = shapes.flatMap(({ outline }) => place(outline, scale, scale, x, y))
  const frame = { left: x, top: y, right: x + size, bottom: y + size }
  const drop = size * SHADOW_DROP
  return [
    {
      ...look,
      layer: 10,
      outline: move(all, 0, drop),
      frame: { ...frame, top: frame.top + drop, bottom: frame.bottom + drop },
      fill: shadow,
      opacity: 0.4,
      border: { width: size * 0.045, colour: shadow, opacity: 0.4 },
      blur: size * 0.05
    },
    { ...look, layer: 11, outline: all, frame, fill: "#FFFFFF", border: { width: size * RIM, colour: "#FFFFFF" } },
    ...shapeDrawings(shapes, at, { ...look, layer: 12 })
  ]
}

/** Frames in which it pops up and, half-way through its segment, wiggles. */
const POP: Span = { from: 3, to: 9 }
const WIGGLE_FRAMES = 14
/** Shorter segments have no time for a wiggle. */
const WIGGLE_FROM_FRAMES = 75
const POP_MOTION = "\\fscx0\\fscy0\\t(0,130,\\fscx112\\fscy112)\\t(130,200,\\fscx100\\fscy100)"
const WIGGLE_MOTION = "\\t(0,110,\\frz9)\\t(110,230,\\frz-8)\\t(230,350,\\frz5)\\t(350,460,\\frz0)"

/**
 * Motion is drawn by libass; at rest the sticker is a picture laid over the frame, at an eighth of the cost. The very first
 * frame of a video already shows it: nobody waits for a hook.
 */
export const stickerOf = (
  place: Pick<Sticker, "shapes" | "size" | "centreX" | "centreY" | "halo">,
  frames: number,
  isOpening: boolean,
  shadow: string
): { readonly sticker: Sticker; readonly drawings: ReadonlyArray<Drawing> } => {
  const { centreX, centreY, shapes, size } = place
  const at = { x: centreX - size / 2, y: centreY - size / 2, size }
  const restFrom = isOpening ? 0 : POP.to
  const half = Math.round(frames / 2)
  const wiggle = frames > WIGGLE_FROM_FRAMES ? { from: half, to: half + WIGGLE_FRAMES } : null
  return {
    sticker: {
      ...place,
      rest: wiggle === null
        ? [{ from: restFrom, to: frames }]
        : [{ from: restFrom, to: wiggle.from }, { from: wiggle.to, to: frames }]
    },
    drawings: [
      ...(isOpening ? [] : drawSticker(shapes, at, { ...POP, motion: POP_MOTION }, shadow)),
      ...(wiggle === null ? [] : drawSticker(shapes, at, { ...wiggle, motion: WIGGLE_MOTION }, shadow))
    ]
  }
}

/** A picture to be baked once and laid over frames. */
export interface Baked {
  readonly drawings: ReadonlyArray<Drawing>
  readonly canvas: Canvas
}

const square = (side: number): Canvas => ({ width: side, height: side, colours: "rgb" })

/** The sticker at rest, `MARGIN` pixels inside its canvas. */
export const bakedSticker = ({ shapes, size }: Sticker, shadow: string): Baked => ({
  drawings: drawSticker(shapes, { x: MARGIN, y: MARGIN, size }, { from: 0, to: 1 }, shadow),
  canvas: square(size + 2 * MARGIN)
})

const HALO_SIDE = 640
/** Two faint discs that lift the sticker off the background. */
export const bakedHalo: Baked = {
  drawings: [{ radius: 310, opacity: 0.05 }, { radius: 245, opacity: 0.07 }].map(({ opacity, radius }) => ({
    layer: 0,
    from: 0,
    to: 1,
    outline: circle(HALO_SIDE / 2, HALO_SIDE / 2, radius),
    fill: "#FFFFFF",
    opacity
  })),
  canvas: square(HALO_SIDE)
}
