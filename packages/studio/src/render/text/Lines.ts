/** From one word to before another, by index. */
export type Line = readonly [from: number, to: number]

export interface Wrapping {
  readonly widths: ReadonlyArray<number>
  readonly gap: number
  readonly maxWidth: number
  readonly maxLines: number
}

interface Best {
  readonly cost: number
  readonly ends: ReadonlyArray<number>
}

/**
 * Breaks words into as few lines as possible and among those into the most even ones, by the sum of squared widths. Null if
 * they do not fit into `maxLines`.
 */
export const wrap = ({ gap, maxLines, maxWidth, widths }: Wrapping): ReadonlyArray<Line> | null => {
  const count = widths.length
  if (widths.some((width) => width > maxWidth)) return null
  const widthOf = (from: number, to: number) =>
    widths.slice(from, to).reduce((sum, width) => sum + width, 0) + gap * (to - from - 1)

  const known = new Map<string, Best | null>()
  const best = (from: number, lines: number): Best | null => {
    const key = `${from},${lines}`
    const seen = known.get(key)
    if (seen !== undefined) return seen
    let found: Best | null = null
    if (lines === 1) {
      const width = widthOf(from, count)
      found = width <= maxWidth ? { cost: width * width, ends: [count] } : null
    } else {
      for (let to = from + 1; to <= count - lines + 1; to++) {
        const width = widthOf(from, to)
        if (width > maxWidth) break
        const rest = best(to, lines - 1)
        if (rest === null) continue
        const cost = width * width + rest.cost
        if (found === null || cost < found.cost) found = { cost, ends: [to, ...rest.ends] }
      }
    }
    known.set(key, found)
    return found
  }

  for (let lines = 1; lines <= Math.min(maxLines, count); lines++) {
    const found = best(0, lines)
    if (found !== null) return found.ends.map((end, index): Line => [found.ends[index - 1] ?? 0, end])
  }
  return null
}

/** Scripts that break without a hyphen. */
const UNHYPHENATED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}]/u
/** Signs and small kana that never begin a line. */
const NEVER_FIRST = /^[\p{Pe}\p{Pf}\p{Po}ーっゃゅょぁぃぅぇぉッャュョァィゥェォ々]/u

/** What a word may be broken into where nothing else says: its letters, with what may not begin a line. */
const unitsOf = (text: string): ReadonlyArray<string> => {
  const units: Array<string> = []
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    if (units.length > 0 && NEVER_FIRST.test(segment)) units[units.length - 1] += segment
    else units.push(segment)
  }
  return units
}

/**
 * Breaks a word that is wider than a line: at its own hyphens and slashes, then at soft hyphens, then into even pieces. A
 * piece that ends inside the word shows a hyphen, where the script has such.
 */
export const breakWord = (
  text: string,
  widthOf: (shown: string) => number,
  maxWidth: number
): ReadonlyArray<string> => {
  const shown = (piece: string) => piece.replace(/\u00ad$/, "-").replaceAll("\u00ad", "")
  const isWide = (piece: string) => widthOf(shown(piece)) > maxWidth
  const fill = (units: ReadonlyArray<string>, isFull: (piece: string) => boolean): ReadonlyArray<string> => {
    const pieces: Array<string> = []
    for (const unit of units) {
      const joined = (pieces.at(-1) ?? "") + unit
      if (pieces.length > 0 && !isFull(joined)) pieces[pieces.length - 1] = joined
      else pieces.push(unit)
    }
    return pieces
  }
  const anywhere = (piece: string): ReadonlyArray<string> => {
    const units = unitsOf(shown(piece))
    const hyphen = UNHYPHENATED.test(piece) ? "" : "-"
    const isTooWide = (part: string) => widthOf(`${part}${hyphen}`) > maxWidth
    // Pieces of one length: a letter alone on a line reads like a mistake.
    const most = Math.ceil(units.length / fill(units, isTooWide).length)
    const parts = fill(units, (part) => unitsOf(part).length > most || isTooWide(part))
    return parts.map((part, index) => (index < parts.length - 1 ? `${part}${hyphen}` : part))
  }
  return fill(text.match(/[^-/]+[-/]*|[-/]+/gu) ?? [text], isWide)
    .flatMap((piece) => (isWide(piece) ? fill(piece.match(/[^\u00ad]+\u00ad?/gu) ?? [piece], isWide) : [piece]))
    .flatMap((piece) => (isWide(piece) ? anywhere(piece) : [shown(piece)]))
}
