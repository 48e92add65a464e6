import type { Drawing } from "../picture/Ass.ts"
import { visualWords } from "../text/Bidi.ts"
import { boxOf, roundRect } from "../text/Outline.ts"
import { leansOnNext, type TimedWord } from "../text/Pages.ts"
import type { SetWord, Typesetter } from "../text/Typesetter.ts"
import { lettersAt, rising } from "./Draw.ts"
import { EDGE, type ReadText, type StagedScene } from "./Shot.ts"

export const WIDE = EDGE.right - EDGE.left
const MOST = 460
const GAP = 26
const UNIT = 100
const WORD_GAP = 24
/** A slab stands out of its row by this much on either side. */
const SLAB = 30
const MOST_ROWS = 6
/** How clear a row is that nobody has heard yet. */
const WAITING = 0.16

interface Measured {
  readonly word: TimedWord
  readonly set: SetWord
  readonly ascent: number
  readonly descent: number
}

interface Row {
  readonly words: ReadonlyArray<Measured>
  readonly isHot: boolean
  /** Pixels of an em at which the row is as wide as the frame. */
  readonly size: number
  /** At 100 pixels an em. */
  readonly width: number
  readonly ascent: number
  readonly descent: number
}

interface Rows {
  readonly rows: ReadonlyArray<Row>
  /** All rows together are made smaller by this, where they are too high. */
  readonly factor: number
  readonly height: number
}

const upper = (text: string, language: string) => text.toLocaleUpperCase(language)
const padOf = (isHot: boolean, size: number) => isHot ? Math.min(SLAB, size * 0.14) : 0

const measured = ({ direction, language, words }: StagedScene, setter: Typesetter): ReadonlyArray<Measured> =>
  words.map((word) => {
    const set = setter.set(upper(word.text, language), UNIT, "block", direction)
    const box = set.outline.length === 0 ? null : boxOf(set.outline)
    return { word, set, ascent: Math.max(60, -(box?.top ?? 0)), descent: Math.max(4, box?.bottom ?? 0) }
  })

const rowOf = (words: ReadonlyArray<Measured>): Row => {
  const width = words.reduce(
    (sum, { set, word }, index) => sum + set.advance + (index > 0 && word.joined !== true ? WORD_GAP : 0),
    0
  )
  const isHot = words.every(({ word }) => word.emphasised)
  return {
    words,
    isHot,
    width,
    size: Math.min(MOST, ((isHot ? WIDE - 2 * SLAB : WIDE) * UNIT) / Math.max(1, width)),
    ascent: Math.max(...words.map(({ ascent }) => ascent)),
    descent: Math.max(...words.map(({ descent }) => descent))
  }
}

const fitted = (rows: ReadonlyArray<Row>, budget: number): Rows => {
  const gaps = GAP * (rows.length - 1)
  const heightAt = (factor: number) =>
    rows.reduce(
      (sum, { ascent, descent, isHot, size }) =>
        sum + ((ascent + descent) * size * factor) / UNIT + 2 * padOf(isHot, size * factor),
      gaps
    )
  // Slabs do not shrink with their type, so what is left over is taken off again.
  const shrunk = (factor: number) => factor * Math.min(1, (budget - gaps) / Math.max(1, heightAt(factor) - gaps))
  const factor = shrunk(shrunk(shrunk(1)))
  return { rows, factor, height: heightAt(factor) }
}

/** How much of its place the type fills, less what reads badly. */
const scoreOf = ({ factor, rows }: Rows): number => {
  const sizes = rows.map(({ size }) => size * factor)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  return rows.reduce((score, { isHot, words }, index) => {
    const last = words.at(-1)?.word.text ?? ""
    const leans = index < rows.length - 1 && leansOnNext(last)
    const isMixed = !isHot && words.some(({ word }) => word.emphasised)
    return score * (leans ? 0.86 : 1) * (isMixed ? 0.6 : 1)
  }, 1) * rows.reduce(
    (sum, { ascent, descent, isHot, size, width }) => sum + width * (ascent + descent) * size * size * (isHot ? 2 : 1),
    0
  ) *
    factor * factor * (least / most) ** 0.3 * Math.min(1, least / 130) ** 1.5 * 0.98 ** rows.length
}

/** The way to break the words into rows that fills the place best. */
export const bestRows = (scene: StagedScene, setter: Typesetter, budget: number): Rows => {
  const words = measured(scene, setter)
  // Where rows are many words long, few of all ways are worth a look.
  const mostRows = Math.min(words.length, words.length > 14 ? 4 : MOST_ROWS)
  let best: { readonly found: Rows; readonly score: number } | null = null
  const visit = (from: number, rows: ReadonlyArray<Row>): void => {
    if (from === words.length) {
      const found = fitted(rows, budget)
      const score = scoreOf(found)
      if (best === null || score > best.score) best = { found, score }
      return
    }
    if (rows.length === mostRows) return
    const isLastRow = rows.length === mostRows - 1
    for (let to = isLastRow ? words.length : from + 1; to <= words.length; to++) {
      visit(to, [...rows, rowOf(words.slice(from, to))])
    }
  }
  visit(0, [])
  return (best as { readonly found: Rows } | null)?.found ?? { rows: [], factor: 1, height: 0 }
}

export interface RowText {
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
  readonly bottom: number
}

/** Rows fitted to one width, from `top` and at most `budget` high. Each rises with its first word; a hook's come at once. */
export const setRows = (
  scene: StagedScene,
  place: { readonly top: number; readonly budget: number; readonly anchor: "top" | "middle" | "bottom" },
  colours: { readonly ink: string; readonly slab: string; readonly onSlab: string },
  setter: Typesetter
): RowText => {
  const { direction, frames, role } = scene
  const { factor, height: whole, rows } = bestRows(scene, setter, place.budget)
  const isRtl = direction === "rtl"
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  let y = place.top + (place.budget - whole) * ({ top: 0, middle: 0.45, bottom: 1 }[place.anchor])
  rows.forEach((row, index) => {
    const size = row.size * factor
    const pad = padOf(row.isHot, size)
    const [ascent, descent] = [(row.ascent * size) / UNIT, (row.descent * size) / UNIT]
    const height = ascent + descent + 2 * pad
    const slab = row.isHot ? SLAB * factor : 0
    const wide = (row.width * size) / UNIT + 2 * slab
    const left = isRtl ? EDGE.right - wide : EDGE.left
    const said = row.words.find(({ word }) => word.from !== null)?.word.from ?? 0
    const isHook = role === "hook" && scene.part === 0
    const at = isHook ? [0, 3, 6, 9, 11][index] ?? 12 : index === 0 ? 0 : Math.min(frames - 8, Math.max(0, said - 2))
    const mask = { left: left - 8, right: left + wide + 8, top: y - 4, bottom: y + height + 4 }
    const colour = row.isHot ? colours.onSlab : colours.ink
    const show = (drawing: Drawing) => at === 0 && index === 0 ? [drawing] : rising(drawing, mask, at)
    if (row.isHot) {
      drawings.push(
        ...show({ layer: 20, from: at, to: frames, outline: roundRect(left, y, wide, height, 0), fill: colours.slab })
      )
    }
    let pen = left + slab
    const ordered = visualWords(row.words, ({ word }) => word.text, direction)
    const outline = ordered.flatMap(({ word }, position) => {
      const set = setter.set(upper(word.text, scene.language), size, "block", direction)
      const isJoined = (isRtl ? ordered[position - 1]?.word.joined : word.joined) === true
      pen += position > 0 && !isJoined ? (WORD_GAP * size) / UNIT : 0
      const letters = lettersAt(set, pen, y + pad + ascent)
      pen += set.advance
      return letters
    })
    if (outline.length > 0) {
      // Its place is seen before its words are heard: a frame never stands empty around one short row.
      drawings.push({ layer: 19, from: 0, to: at, outline, fill: colours.ink, opacity: WAITING })
      drawings.push(...show({ layer: 21, from: at, to: frames, outline, fill: colour }))
    }
    texts.push({
      text: row.words.map(({ word }) => word.text).join(" "),
      box: { left, right: left + wide, top: y + pad, bottom: y + pad + ascent + descent },
      size,
      colour,
      from: Math.min(frames - 1, at + 7),
      to: frames,
      overflows: size < 56
    })
    y += height + GAP
  })
  return { drawings, texts, bottom: y - GAP }
}
