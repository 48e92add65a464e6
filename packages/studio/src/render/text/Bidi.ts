import bidiFactory from "bidi-js/dist/bidi.mjs"
import { hasRightToLeft } from "./Words.ts"

const bidi = bidiFactory()

export type Direction = "ltr" | "rtl"

/** Turns items from reading order into the order on the screen, left to right (UAX #9, rule L2). */
const visualOrder = <A>(items: ReadonlyArray<A>, levelOf: (item: A) => number): ReadonlyArray<A> => {
  const ordered = [...items]
  for (let level = Math.max(0, ...items.map(levelOf)); level >= 1; level--) {
    for (let from = 0; from < ordered.length;) {
      const isInside = (at: number) => at < ordered.length && levelOf(ordered[at]!) >= level
      if (!isInside(from)) {
        from++
        continue
      }
      let to = from
      while (isInside(to)) to++
      ordered.splice(from, to - from, ...ordered.slice(from, to).toReversed())
      from = to
    }
  }
  return ordered
}

const levelsOf = (text: string, base: Direction): Uint8Array => bidi.getEmbeddingLevels(text, base).levels

/** The words of one line, left to right as they are drawn. */
export const visualWords = <A>(
  words: ReadonlyArray<A>,
  textOf: (word: A) => string,
  base: Direction
): ReadonlyArray<A> => {
  const texts = words.map(textOf)
  if (base === "ltr" && !texts.some(hasRightToLeft)) return words
  const levels = levelsOf(texts.join(" "), base)
  let at = 0
  const leveled = words.map((word, index) => {
    const text = texts[index] ?? ""
    // A word's level is that of its first letter or digit: signs around it follow their surroundings.
    const strong = Math.max(0, text.search(/[\p{L}\p{N}]/u))
    const level = levels[at + strong] ?? 0
    at += text.length + 1
    return { word, level }
  })
  return visualOrder(leveled, ({ level }) => level).map(({ word }) => word)
}

export interface Run {
  readonly text: string
  readonly direction: Direction
}

/** The pieces of one word that run in one direction, left to right as they are drawn. */
export const runsOf = (text: string, base: Direction): ReadonlyArray<Run> => {
  if (!hasRightToLeft(text)) return [{ text, direction: "ltr" }]
  const levels = levelsOf(text, base)
  const runs: Array<{ text: string; level: number }> = []
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    const level = levels[index] ?? 0
    const last = runs.at(-1)
    if (last?.level === level) last.text += segment
    else runs.push({ text: segment, level })
  }
  return visualOrder(runs, ({ level }) => level).map(({ level, text }) => ({
    text,
    direction: level % 2 ? "rtl" : "ltr"
  }))
}
