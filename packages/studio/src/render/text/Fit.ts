import { type Direction, visualWords } from "./Bidi.ts"
import { breakWord } from "./Lines.ts"
import type { Box } from "./Outline.ts"
import { leansOnNext } from "./Pages.ts"
import type { Face, SetWord, Typesetter } from "./Typesetter.ts"
import type { Word } from "./Words.ts"

/** A word, or a piece of one, where it stands. `index` names the word it belongs to. */
export interface PlacedWord {
  readonly index: number
  readonly emphasised: boolean
  readonly set: SetWord
  /** Left end of the baseline. */
  readonly x: number
  readonly y: number
  readonly size: number
}

/** Where a text goes and how large it may be. */
export interface TextFrame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly face: Face
  /** Pixels of an em: the most that is wished for, and the least that can be read. */
  readonly most: number
  readonly least: number
  readonly maxLines: number
  /** From baseline to baseline, in em. */
  readonly leading?: number
  /** "start" is the left, or the right where the text runs from right to left. */
  readonly align?: "start" | "centre"
  readonly anchor?: "top" | "middle" | "bottom"
  readonly direction: Direction
  /** How much smaller type may get to save a line, as a part. */
  readonly lineCost?: number
}

export interface Fitted {
  readonly words: ReadonlyArray<PlacedWord & { readonly row: number }>
  readonly size: number
  readonly rows: number
  /** Around the letters of all rows. */
  readonly box: Box
  /** The least size was too large for the frame. */
  readonly overflows: boolean
}

/** Between words, in em. */
const GAP = 0.26
/** Typography is measured at this size and scaled: outlines are linear. */
const UNIT = 100
/** Capitals reach this high above the baseline and tails this low, in em. */
const ASCENT = 0.74
const DESCENT = 0.24

/** No word is broken to make type larger than this. */
const LARGE = 220

interface Piece {
  readonly index: number
  readonly emphasised: boolean
  readonly joined: boolean
  readonly text: string
  readonly width: number
}

interface Cut {
  readonly widest: number
  readonly squares: number
  readonly ends: ReadonlyArray<number>
}

/** The way to cut pieces into `rows` lines whose widest is narrowest; among those the most even one. */
const cutInto = (pieces: ReadonlyArray<Piece>, rows: number): Cut | null => {
  const count = pieces.length
  if (rows > count) return null
  const widthOf = (from: number, to: number) => {
    let width = 0
    for (let at = from; at < to; at++) {
      const piece = pieces[at]
      width += (piece?.width ?? 0) + (at > from && piece?.joined === false ? GAP * UNIT : 0)
    }
    return width
  }
  let best: ReadonlyArray<Cut | null> = pieces.map((_, index) => {
    const width = widthOf(0, index + 1)
    return { widest: width, squares: width * width, ends: [index + 1] }
  })
  for (let row = 2; row <= rows; row++) {
    const next: Array<Cut | null> = pieces.map(() => null)
    for (let to = row - 1; to < count; to++) {
      for (let from = row - 1; from <= to; from++) {
        const before = best[from - 1]
        if (before === null || before === undefined) continue
        const width = widthOf(from, to + 1)
        // An article or preposition belongs to the line of what it leans on.
        const penalty = leansOnNext(pieces[from - 1]?.text ?? "") ? 0.6 * UNIT : 0
        const widest = Math.max(before.widest, width)
        const squares = before.squares + (width + penalty) ** 2
        const found = next[to]
        if (
          found === null || found === undefined || widest < found.widest - 1 ||
          (widest < found.widest + 0.35 * UNIT && squares < found.squares)
        ) next[to] = { widest, squares, ends: [...before.ends, to + 1] }
      }
    }
    best = next
  }
  return best[count - 1] ?? null
}

const measured = (words: ReadonlyArray<Word>, frame: TextFrame, setter: Typesetter): ReadonlyArray<Piece> =>
  words.map(({ emphasised, joined, text }, index) => ({
    index,
    emphasised,
    joined: joined === true,
    text,
    width: setter.set(text, UNIT, frame.face, frame.direction).advance
  }))

/** Breaks what is wider than the frame at its least size. */
const broken = (
  pieces: ReadonlyArray<Piece>,
  frame: TextFrame,
  size: number,
  setter: Typesetter
): ReadonlyArray<Piece> => {
  const widthOf = (text: string) => setter.set(text, UNIT, frame.face, frame.direction).advance
  const most = ((frame.right - frame.left) * UNIT) / size
  return pieces.flatMap((piece) =>
    piece.width <= most ? [piece] : breakWord(piece.text, widthOf, most).map((text, part) => ({
      ...piece,
      text,
      joined: part > 0 ? true : piece.joined,
      width: widthOf(text)
    }))
  )
}

/** Pieces of one word that came to stand on one line are one again, without the hyphen between them. */
const mended = (line: ReadonlyArray<Piece>, words: ReadonlyArray<Word>): ReadonlyArray<Piece> => {
  const pieces: Array<Piece> = []
  for (const piece of line) {
    const before = pieces.at(-1)
    if (before?.index !== piece.index) pieces.push(piece)
    else {
      const whole = words[piece.index]?.text.replaceAll("\u00ad", "") ?? ""
      const text = before.text + piece.text
      pieces[pieces.length - 1] = {
        ...before,
        text: whole.includes(text) ? text : before.text.replace(/-$/, "") + piece.text
      }
    }
  }
  return pieces
}

interface Choice {
  readonly pieces: ReadonlyArray<Piece>
  readonly ends: ReadonlyArray<number>
  readonly size: number
}

const choose = (pieces: ReadonlyArray<Piece>, frame: TextFrame, maxLines: number): Choice | null => {
  const { leading = 1.12, lineCost = 0.08, most } = frame
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top]
  let best: Choice & { readonly score: number } | null = null
  for (let rows = 1; rows <= maxLines; rows++) {
    const cut = cutInto(pieces, rows)
    if (cut === null) break
    const tall = ASCENT + DESCENT + (rows - 1) * leading
    const size = Math.floor(Math.min(most, (width * UNIT) / cut.widest, height / tall))
    const score = size * (1 - lineCost * (rows - 1))
    if (best === null || score > best.score) best = { pieces, ends: cut.ends, size, score }
  }
  return best
}

/** The largest type in which the words fit their frame: fewest lines unless more make it clearly larger. */
export const fitText = (words: ReadonlyArray<Word>, frame: TextFrame, setter: Typesetter): Fitted => {
  const { align = "start", anchor = "top", direction, leading = 1.12, least } = frame
  const whole = measured(words, frame, setter)
  const first = choose(whole, frame, frame.maxLines)
  // A long word alone must not make the whole sentence small.
  const wished = Math.min(frame.most, LARGE)
  const isSmall = first === null || first.size < Math.max(least, wished * 0.62)
  const parts = isSmall ? broken(whole, frame, Math.max(least, wished * 0.7), setter) : whole
  const second = isSmall && parts.length > whole.length ? choose(parts, frame, frame.maxLines + 1) : null
  const chosen = second !== null && (first === null || second.size > first.size * 1.12) ? second : first
  if (chosen === null) {
    return { words: [], size: least, rows: 0, box: { ...frame }, overflows: false }
  }
  const { ends, pieces } = chosen
  const size = Math.max(least, chosen.size)
  const lineHeight = size * leading
  const height = (ASCENT + DESCENT) * size + (ends.length - 1) * lineHeight
  const top = anchor === "top"
    ? frame.top
    : anchor === "bottom"
    ? frame.bottom - height
    : (frame.top + frame.bottom - height) / 2
  const gap = GAP * size
  const placed = ends.flatMap((end, row) => {
    const line = mended(pieces.slice(ends[row - 1] ?? 0, end), words).map((piece, index) => ({
      piece,
      gap: index === 0 || piece.joined ? 0 : gap,
      set: setter.set(piece.text, size, frame.face, direction)
    }))
    const width = line.reduce((sum, { gap, set }) => sum + gap + set.advance, 0)
    const room = frame.right - frame.left - width
    let x = frame.left + (align === "centre" ? room / 2 : direction === "rtl" ? room : 0)
    const shown = visualWords(line, ({ piece }) => piece.text, direction)
    return shown.map(({ piece, set }, at) => {
      const word = {
        index: piece.index,
        emphasised: piece.emphasised,
        set,
        x,
        y: top + ASCENT * size + row * lineHeight,
        size,
        row
      }
      // The gap lies between neighbours on the screen, whichever of the two comes first in reading.
      const after = direction === "rtl" ? shown[at]?.gap ?? 0 : shown[at + 1]?.gap ?? 0
      x += set.advance + after
      return word
    })
  })
  return {
    words: placed,
    size,
    rows: ends.length,
    box: {
      left: Math.min(...placed.map(({ x }) => x)),
      right: Math.max(...placed.map(({ set, x }) => x + set.advance)),
      top,
      bottom: top + height
    },
    overflows: chosen.size < least
  }
}
