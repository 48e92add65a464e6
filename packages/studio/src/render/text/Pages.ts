/** A word with the frames in which it is spoken, counted from the start of its segment; null if it is not spoken. */
export interface TimedWord {
  readonly text: string
  readonly emphasised: boolean
  readonly from: number | null
  readonly to: number | null
  /** No space before it. */
  readonly joined?: true
}

/** About two lines of large type, read at a glance. */
const IDEAL_LETTERS = 17
const MOST_WORDS = 6
/** A page with one word must stand this many frames, or it flickers. */
const LONE_WORD_FRAMES = 14

/** Words that lean on the next one: a page should not end with them. */
const leaning = new Set(
  ("the a an and or but of to in on at for with from your my is are it that not " +
    "und oder aber der die das den dem des ein eine einen einem von zu im in am an auf für mit als dein deine ist nicht " +
    "le la les un une des et ou de du en el los las una y o que il lo gli e di").split(" ")
)

/** Whether a line should not end with it. */
export const leansOnNext = (word: string): boolean => leaning.has(word.toLowerCase())

const costOf = (page: ReadonlyArray<TimedWord>, isLast: boolean): number => {
  const end = page.at(-1)?.text ?? ""
  const letters = page.reduce((sum, { text }) => sum + text.length + 1, -1)
  const frames = (page.at(-1)?.to ?? 0) - (page[0]?.from ?? 0)
  const inner = page.slice(0, -1)
  return 1.2 +
    ((letters - IDEAL_LETTERS) / 6) ** 2 +
    (isLast || /\p{P}$/u.test(end) ? 0 : 0.8) +
    (!isLast && leaning.has(end.toLowerCase()) ? 3 : 0) +
    inner.filter(({ text }) => /[.!?…]$/.test(text)).length * 8 +
    inner.filter(({ text }) => /[,;:]$/.test(text)).length * 2.2 +
    (page.length === 1 && frames < LONE_WORD_FRAMES ? 3 : 0)
}

/** Groups a spoken line into pages of captions that read well: the cheapest of all ways to cut it. */
export const pagesOf = (
  words: ReadonlyArray<TimedWord>,
  fitsOnPage: (page: ReadonlyArray<TimedWord>) => boolean
): ReadonlyArray<ReadonlyArray<TimedWord>> => {
  const best: Array<{ readonly cost: number; readonly from: number }> = [{ cost: 0, from: 0 }]
  for (let to = 1; to <= words.length; to++) {
    let found = { cost: Infinity, from: to - 1 }
    for (let from = to - 1; from >= Math.max(0, to - MOST_WORDS); from--) {
      const page = words.slice(from, to)
      // One word alone always gets its page; it is shrunk or broken there.
      if (page.length > 1 && !fitsOnPage(page)) break
      const cost = (best[from]?.cost ?? Infinity) + costOf(page, to === words.length)
      if (cost < found.cost) found = { cost, from }
    }
    best.push(found)
  }
  const pages: Array<ReadonlyArray<TimedWord>> = []
  for (let to = words.length; to > 0;) {
    const from = best[to]?.from ?? to - 1
    pages.unshift(words.slice(from, to))
    to = from
  }
  return pages
}
