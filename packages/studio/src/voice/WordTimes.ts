/** Milliseconds from the start of the line's sound. */
export interface WordSpan {
  readonly from: number
  readonly to: number
}

const SPOKEN = /[\p{L}\p{N}]/u
const UNSPOKEN = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200D|\uFE0F|[*_`#~<>]/gu

/** A word as an engine should hear it: without pictures and markup. Empty if nothing of it is spoken. */
export const speakable = (word: string): string => {
  const heard = word.replace(UNSPOKEN, "").replace(/[\u00a0\u202f]/g, " ").trim()
  return SPOKEN.test(heard) ? heard : ""
}

/**
 * How long a word takes relative to others. Fitted to the true times of a speech engine: mean error 61 ms in English, 86 ms
 * in German. A word costs its letters and a little, a digit is a word of its own, punctuation is a pause.
 */
const weightOf = (word: string, isLast: boolean): number => {
  const heard = speakable(word)
  if (heard === "") return 0
  const letters = heard.match(/\p{L}/gu)?.length ?? 0
  const digits = heard.match(/\p{N}/gu)?.length ?? 0
  const percent = heard.includes("%") ? 6 : 0
  const pause = isLast ? 0 : /[.!?…]$/.test(heard) ? 5 : /[,;:]$/.test(heard) ? 2.6 : 0
  return 1.4 + letters + 4 * digits + percent + pause
}

/** How long a line takes relative to other lines. */
export const lineWeight = (words: ReadonlyArray<string>): number => {
  const last = words.findLastIndex((word) => speakable(word) !== "")
  return words.reduce((sum, word, index) => sum + weightOf(word, index === last), 0)
}

/** Spreads words over the voiced span of a line, for engines that do not tell when each word is heard. */
export const estimateWordTimes = (words: ReadonlyArray<string>, voiced: WordSpan): ReadonlyArray<WordSpan | null> => {
  const last = words.findLastIndex((word) => speakable(word) !== "")
  const weights = words.map((word, index) => weightOf(word, index === last))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let at = voiced.from
  return weights.map((weight) => {
    if (weight === 0) return null
    const from = at
    at += ((voiced.to - voiced.from) * weight) / sum
    return { from, to: at }
  })
}
