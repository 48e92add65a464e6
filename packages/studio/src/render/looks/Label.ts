import { type Paint, pathOf } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { shapeDrawings } from "../picture/Figures.ts"
import { emojiShapes } from "../text/Emoji.ts"
import { type Fitted, fitText, type TextFrame } from "../text/Fit.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { isRightToLeft, wordsOf } from "../text/Words.ts"
import { lettersAt } from "./Draw.ts"
import type { ReadText } from "./Shot.ts"

/** A text that is not spoken: on a card, a tag, an axis. */
export interface Label {
  readonly fitted: Fitted
  readonly text: string
}

type LabelFrame = Omit<TextFrame, "direction" | "maxLines" | "leading"> & {
  readonly maxLines?: number
  readonly leading?: number
}

export const setLabel = (text: string, frame: LabelFrame, setter: Typesetter): Label => {
  const direction = isRightToLeft(text) ? "rtl" : "ltr"
  return { text, fitted: fitText(wordsOf(text), { maxLines: 1, ...frame, direction }, setter) }
}

/** As letters that are painted once. Its emoji, if any, are left out. */
export const labelPaint = ({ fitted }: Label, colour: string): ReadonlyArray<Paint> => {
  const outline = fitted.words.flatMap(({ set, x, y }) => lettersAt(set, x, y))
  return outline.length === 0 ? [] : [{ op: "fill", path: pathOf(outline), colour }]
}

/** As letters that come and go. They move as one. */
export const labelDrawings = (
  { fitted }: Label,
  look: {
    readonly layer: number
    readonly from: number
    readonly to: number
    readonly fill: string
    readonly motion?: string
  }
): ReadonlyArray<Drawing> =>
  fitted.words.flatMap(({ set, x, y }) => [
    ...(set.outline.length === 0 ? [] : [{ ...look, outline: lettersAt(set, x, y), frame: fitted.box }]),
    ...set.emoji.flatMap((emoji) =>
      shapeDrawings(
        emojiShapes(emoji.grapheme) ?? [],
        { x: x + emoji.x, y: y + emoji.y, size: emoji.size },
        { layer: look.layer + 1, from: look.from, to: look.to }
      )
    )
  ])

export const labelText = ({ fitted, text }: Label, colour: string, from: number, to: number): ReadText => ({
  text,
  box: fitted.box,
  size: fitted.size,
  colour,
  from: Math.min(from, to - 1),
  to,
  overflows: fitted.overflows
})
