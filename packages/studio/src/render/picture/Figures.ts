import type { PlacedWord } from "../text/Block.ts"
import { EMOJI_UNITS, emojiShapes, type Shape } from "../text/Emoji.ts"
import { move, type Outline, place, roundRect } from "../text/Outline.ts"
import type { Drawing } from "./Ass.ts"
import type { Theme } from "./Theme.ts"

export interface Span {
  readonly from: number
  readonly to: number
}

/** Shapes of an emoji at a place. Later shapes lie on top because libass keeps the order within a layer. */
export const shapeDrawings = (
  shapes: ReadonlyArray<Shape>,
  at: { readonly x: number; readonly y: number; readonly size: number },
  look: Span & { readonly layer: number; readonly motion?: string }
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

const emojiOf = (word: PlacedWord, look: Span & { readonly layer: number; readonly motion?: string }) =>
  word.set.emoji.flatMap(({ grapheme, size, x, y }) =>
    shapeDrawings(emojiShapes(grapheme) ?? [], { x: word.x + x, y: word.y + y, size }, look)
  )

const outlineOf = (word: PlacedWord): Outline => move(word.set.outline, word.x, word.y)

/** A word that waits or was spoken: filled, with a dark rim and a soft shadow. */
export const restingWord = (
  word: PlacedWord,
  theme: Theme,
  look: Span & { readonly motion?: string }
): ReadonlyArray<Drawing> => {
  const { size } = word
  const outline = outlineOf(word)
  return [
    {
      ...look,
      layer: 18,
      outline: move(outline, 0, size * 0.05),
      fill: theme.shadow,
      opacity: 0.55,
      border: { width: size * 0.09, colour: theme.shadow, opacity: 0.55 },
      blur: size * 0.12
    },
    {
      ...look,
      layer: 20,
      outline,
      fill: word.emphasised ? theme.accent : "#FFFFFF",
      border: { width: size * 0.065, colour: theme.outline }
    },
    ...emojiOf(word, { ...look, layer: 22 })
  ]
}

/** Larger than its word at first, so that the word never sticks out of it. */
const SETTLE = "\\fscx107\\fscy114\\t(0,120,\\fscx100\\fscy100)"

/** The word being spoken: dark on a box of the accent colour. */
export const spokenWord = (word: PlacedWord, theme: Theme, span: Span): ReadonlyArray<Drawing> => {
  const { set: { advance }, size, x, y } = word
  const padding = size * 0.13
  const box = roundRect(x - padding, y - size * 0.88, advance + 2 * padding, size * 1.2, size * 0.2)
  return advance < 1 ? [] : [
    { ...span, layer: 19, outline: box, fill: theme.accent, motion: SETTLE },
    { ...span, layer: 21, outline: outlineOf(word), fill: theme.ink },
    ...emojiOf(word, { ...span, layer: 23 })
  ]
}

/** Text without rim or shadow, for pills. */
export const plainWord = (
  word: PlacedWord,
  fill: string,
  look: Span & { readonly layer: number; readonly motion?: string }
): ReadonlyArray<Drawing> => [
  { ...look, outline: outlineOf(word), fill },
  ...emojiOf(word, { ...look, layer: look.layer + 1 })
]
