import { type Direction } from "../text/Bidi.ts"
import { setBlock } from "../text/Block.ts"
import { type Outline, roundRect } from "../text/Outline.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { isRightToLeft, wordsOf } from "../text/Words.ts"
import type { Drawing } from "./Ass.ts"
import { plainWord } from "./Figures.ts"
import { CENTRE_X, HEIGHT, SAFE } from "./Frame.ts"
import type { Theme } from "./Theme.ts"

/** Which of the video's segments is drawn, and how many frames it has. */
export interface Place {
  readonly index: number
  readonly count: number
  readonly frames: number
}

const BAR = { top: 236, height: 8, gap: 12 } as const

/** One slot for each segment; the present one fills while it plays. */
export const progressBar = ({ count, frames, index }: Place): ReadonlyArray<Drawing> => {
  const { gap, height, top } = BAR
  const width = (SAFE.right - SAFE.left - gap * (count - 1)) / count
  return Array.from({ length: count }, (_, slot) => slot).flatMap((slot) => {
    const left = SAFE.left + slot * (width + gap)
    const outline = roundRect(left, top, width, height, height / 2)
    const base = { from: 0, to: frames, outline, fill: "#FFFFFF" }
    const clip = (right: number) => `\\clip(${Math.floor(left)},${top},${right},${top + height})`
    return [
      { ...base, layer: 70, opacity: slot < index ? 0.95 : 0.26 },
      ...(slot === index
        ? [{
          ...base,
          layer: 71,
          opacity: 0.95,
          motion: `${clip(Math.floor(left))}\\t(${clip(Math.ceil(left + width))})`
        }]
        : [])
    ]
  })
}

const KICKER = { top: 330, height: 84, padding: 36, size: 46, least: 30 } as const

/** The small pill above a line's picture. */
export const kickerPill = (text: string, frames: number, theme: Theme, setter: Typesetter): ReadonlyArray<Drawing> => {
  const words = wordsOf(text)
  if (words.length === 0) return []
  const { height, least, padding, size, top } = KICKER
  const direction: Direction = isRightToLeft(text) ? "rtl" : "ltr"
  const block = setBlock(
    words,
    { size, least, face: "text", maxWidth: 820, maxLines: 1, leading: 1.2 },
    setter,
    { centreX: CENTRE_X, centreY: top + height / 2, direction }
  )
  const left = Math.min(...block.words.map(({ x }) => x)) - padding
  const right = Math.max(...block.words.map(({ set, x }) => x + set.advance)) + padding
  const look = { from: 2, to: frames, motion: "\\fad(80,0)" }
  return [
    {
      ...look,
      layer: 14,
      outline: roundRect(left, top, right - left, height, height / 2),
      fill: theme.panel,
      opacity: 0.92
    },
    ...block.words.flatMap((word) => plainWord(word, "#FFFFFF", { ...look, layer: 15 }))
  ]
}

/** Frames of a wipe on either side of a cut. */
const WIPE_FRAMES = 6
const SLANT = 240
const PANEL_WIDTH = 1620

/** A slanted stripe higher than the frame, its left lower corner at x. */
const stripe = (x: number, width: number): Outline => [
  { op: "m", at: [x + SLANT, -40] },
  { op: "l", at: [x + SLANT + width, -40] },
  { op: "l", at: [x + width, HEIGHT + 40] },
  { op: "l", at: [x, HEIGHT + 40] }
]

/**
 * A slanted panel that covers the frame exactly at the cut: it comes in at the end of one segment and leaves at the start of
 * the next, so neither needs a pixel of the other. White and accent stripes run ahead and behind.
 */
export const wipes = ({ count, frames, index }: Place, theme: Theme): ReadonlyArray<Drawing> => {
  const slide = (fromX: number, toX: number, width: number, fill: string, layer: number, from: number): Drawing => ({
    layer,
    from,
    to: from + WIPE_FRAMES,
    outline: stripe(0, width),
    fill,
    slide: { fromX, toX }
  })
  const leaving = frames - WIPE_FRAMES
  return [
    ...(index < count - 1
      ? [
        slide(-1990, -300, PANEL_WIDTH, theme.panel, 61, leaving),
        slide(-400, 1290, 80, theme.accent, 62, leaving),
        slide(-300, 1390, 36, "#FFFFFF", 62, leaving)
      ]
      : []),
    ...(index > 0
      ? [
        slide(-300, 1390, PANEL_WIDTH, theme.panel, 61, 0),
        slide(-400, 1290, 80, theme.accent, 62, 0),
        slide(-470, 1220, 36, "#FFFFFF", 62, 0)
      ]
      : [])
  ]
}
