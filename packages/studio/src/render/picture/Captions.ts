import type { Direction } from "../text/Bidi.ts"
import { type BlockStyle, fits, setBlock } from "../text/Block.ts"
import { pagesOf, type TimedWord } from "../text/Pages.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import type { Drawing } from "./Ass.ts"
import { restingWord, spokenWord } from "./Figures.ts"
import { CENTRE_X, TEXT_WIDTH } from "./Frame.ts"
import type { Theme } from "./Theme.ts"

const STYLE: BlockStyle = { size: 108, least: 64, face: "text", maxWidth: TEXT_WIDTH, maxLines: 2, leading: 1.24 }
/** A page may hold what fits at a little less than full size. */
const PAGE_SIZE = 92
const CENTRE_Y = 1210
const POP = "\\fscx82\\fscy82\\t(0,70,\\fscx103\\fscy103)\\t(70,130,\\fscx100\\fscy100)"

const firstSpoken = (page: ReadonlyArray<TimedWord>): number | null =>
  page.find(({ from }) => from !== null)?.from ?? null

/**
 * The pages of a beat, one after the other. A page appears with its first word and stands until the next; the word being
 * spoken is boxed.
 */
export const captionPages = (
  words: ReadonlyArray<TimedWord>,
  { direction, frames, setter, theme }: {
    readonly frames: number
    readonly direction: Direction
    readonly theme: Theme
    readonly setter: Typesetter
  }
): ReadonlyArray<Drawing> => {
  const pages = pagesOf(words, (page) => fits(page, { ...STYLE, size: PAGE_SIZE }, setter))
  const starts: Array<number> = []
  pages.forEach((page, index) => starts.push(index === 0 ? 0 : firstSpoken(page) ?? starts[index - 1] ?? 0))
  return pages.flatMap((page, index) => {
    const from = starts[index] ?? 0
    const to = starts[index + 1] ?? frames
    const block = setBlock(page, STYLE, setter, { centreX: CENTRE_X, centreY: CENTRE_Y, direction })
    return block.words.flatMap((word) => {
      const begins = Math.min(to, Math.max(from, page[word.index]?.from ?? to))
      const ends = Math.min(to, Math.max(begins, page[word.index]?.to ?? begins))
      return [
        ...restingWord(word, theme, { from, to: begins, motion: POP }),
        ...spokenWord(word, theme, { from: begins, to: ends }),
        ...restingWord(word, theme, { from: ends, to })
      ]
    })
  })
}
