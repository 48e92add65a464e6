import type { Direction } from "../text/Bidi.ts"
import { type Block, type BlockStyle, setBlock } from "../text/Block.ts"
import { roundRect } from "../text/Outline.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { wordsOf } from "../text/Words.ts"
import type { Drawing } from "./Ass.ts"
import { plainWord, restingWord, spokenWord } from "./Figures.ts"
import { CENTRE_X } from "./Frame.ts"
import type { Theme } from "./Theme.ts"

const STYLE: BlockStyle = { size: 140, least: 112, face: "display", maxWidth: 820, maxLines: 4, leading: 1.18 }
const SMALLER: BlockStyle = { ...STYLE, least: 64, maxLines: 5 }

/** The stack of sticker, text and pill is centred here and stays between these. Under a kicker pill it starts lower. */
const STACK = { centre: 810, top: 300, topUnderKicker: 460, bottom: 1430 } as const
/** Where the stack is too high the sticker shrinks; smaller than `least` it is left out. */
const STICKER = { size: 300, least: 150, gap: 56 } as const
const PILL = { gap: 66, height: 124, size: 60, least: 30, padding: 56, maxWidth: 800, from: 8 } as const

/** The pill pops up and, later, nods once. */
const PILL_MOTION = "\\fscx60\\fscy60\\t(0,140,\\fscx106\\fscy106)\\t(140,230,\\fscx100\\fscy100)" +
  "\\t(900,1100,\\fscx105\\fscy105)\\t(1100,1300,\\fscx100\\fscy100)"

const pill = (
  handle: string,
  top: number,
  frames: number,
  theme: Theme,
  setter: Typesetter
): ReadonlyArray<Drawing> => {
  const { height, least, maxWidth, padding, size } = PILL
  const block = setBlock(
    wordsOf(handle),
    { size, least, face: "text", maxWidth, maxLines: 1, leading: 1.2 },
    setter,
    { centreX: CENTRE_X, centreY: top + height / 2, direction: "ltr" }
  )
  const width = Math.max(...block.words.map(({ set, x }) => x + set.advance)) -
    Math.min(...block.words.map(({ x }) => x)) + 2 * padding
  const left = CENTRE_X - width / 2
  const frame = { left, top, right: left + width, bottom: top + height }
  const look = { from: PILL.from, to: frames, motion: PILL_MOTION, frame }
  return [
    { ...look, layer: 24, outline: roundRect(left, top, width, height, height / 2), fill: "#FFFFFF" },
    ...block.words.flatMap((word) => plainWord(word, theme.ink, { ...look, layer: 25 }))
  ]
}

/** Four lines while that costs at most a fifth of the size, else five; smaller still where that is too high. */
const blockAt = (
  words: ReadonlyArray<TimedWord>,
  setter: Typesetter,
  at: { readonly centreY: number; readonly maxHeight: number; readonly direction: Direction }
): Block => {
  const place = { centreX: CENTRE_X, centreY: at.centreY, direction: at.direction }
  const four = setBlock(words, STYLE, setter, place)
  const block = four.lines <= STYLE.maxLines ? four : setBlock(words, SMALLER, setter, place)
  if (block.height <= at.maxHeight) return block
  const size = Math.max(SMALLER.least, 4 * Math.floor((block.size * at.maxHeight) / block.height / 4))
  return setBlock(words, { ...SMALLER, size }, setter, place)
}

export interface StickerPlace {
  readonly size: number
  readonly centreY: number
}

export interface HeadlineRequest {
  readonly words: ReadonlyArray<TimedWord>
  readonly frames: number
  readonly direction: Direction
  readonly hasSticker: boolean
  readonly hasKicker: boolean
  /** The text of the pill below, for instance the account's handle. */
  readonly handle: string | null
  readonly theme: Theme
  readonly setter: Typesetter
}

/**
 * Hook and call to action: the whole sentence stands from the first frame to the last, in the largest type that fits, and the
 * word being spoken is boxed.
 */
export const headline = (
  request: HeadlineRequest
): { readonly drawings: ReadonlyArray<Drawing>; readonly sticker: StickerPlace | null } => {
  const { direction, frames, handle, hasKicker, hasSticker, setter, theme, words } = request
  const highest = hasKicker ? STACK.topUnderKicker : STACK.top
  const pillHeight = handle === null ? 0 : PILL.gap + PILL.height
  const maxHeight = STACK.bottom - highest - pillHeight
  const { height } = blockAt(words, setter, { centreY: 0, maxHeight, direction })
  const stickerSize = Math.min(STICKER.size, 2 * Math.floor((maxHeight - height - STICKER.gap) / 2))
  const showsSticker = hasSticker && stickerSize >= STICKER.least
  const stickerHeight = showsSticker ? stickerSize + STICKER.gap : 0
  const stackHeight = stickerHeight + height + pillHeight
  const top = Math.max(highest, Math.min(STACK.bottom - stackHeight, STACK.centre - stackHeight / 2))
  const block = blockAt(words, setter, { centreY: top + stickerHeight + height / 2, maxHeight, direction })
  const text = block.words.flatMap((word): ReadonlyArray<Drawing> => {
    const begins = words[word.index]?.from ?? frames
    const ends = Math.max(begins, words[word.index]?.to ?? begins)
    return [
      ...restingWord(word, theme, { from: 0, to: begins }),
      ...spokenWord(word, theme, { from: begins, to: ends }),
      ...restingWord(word, theme, { from: ends, to: frames })
    ]
  })
  const button = handle === null
    ? []
    : pill(handle, top + stickerHeight + height + PILL.gap, frames, theme, setter)
  return {
    drawings: [...text, ...button],
    sticker: showsSticker ? { size: stickerSize, centreY: top + stickerSize / 2 } : null
  }
}
