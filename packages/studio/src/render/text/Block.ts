import { type Direction, visualWords } from "./Bidi.ts"
import { breakWord, type Line, wrap } from "./Lines.ts"
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

export interface Block {
  readonly words: ReadonlyArray<PlacedWord>
  readonly lines: number
  readonly size: number
  readonly height: number
}

export interface BlockStyle {
  /** Pixels of an em: the one wished for and the smallest allowed. */
  readonly size: number
  readonly least: number
  readonly face: Face
  readonly maxWidth: number
  readonly maxLines: number
  /** From baseline to baseline, in em. */
  readonly leading: number
}

/** Between words, in em: wide enough for the box around a spoken word. */
const WORD_GAP = 0.34
/** Type shrinks to this part of its wished size before a word is broken. */
const SHRINK_BEFORE_BREAK = 0.78
const SIZE_STEP = 4
const LINES_AT_WORST = 9

interface Piece {
  readonly index: number
  readonly emphasised: boolean
  readonly text: string
}

interface Fitted {
  readonly pieces: ReadonlyArray<Piece>
  readonly lines: ReadonlyArray<Line>
  readonly size: number
}

/** The largest type at which the words fit: shrunk first, then with the widest words broken, then with more lines. */
const fit = (words: ReadonlyArray<Word>, style: BlockStyle, setter: Typesetter): Fitted => {
  const whole = words.map(({ emphasised, text }, index): Piece => ({ index, emphasised, text }))
  const widthAt = (size: number) => (text: string) => setter.set(text, size, style.face).advance
  const linesOf = (pieces: ReadonlyArray<Piece>, size: number, maxLines: number) =>
    wrap({
      widths: pieces.map(({ text }) => widthAt(size)(text)),
      gap: size * WORD_GAP,
      maxWidth: style.maxWidth,
      maxLines
    })
  const broken = (size: number) =>
    whole.flatMap((piece) =>
      widthAt(size)(piece.text) > style.maxWidth
        ? breakWord(piece.text, widthAt(size), style.maxWidth).map((text) => ({ ...piece, text }))
        : [piece]
    )

  for (let size = style.size; size >= style.least; size -= SIZE_STEP) {
    const lines = linesOf(whole, size, style.maxLines)
    if (lines !== null) return { pieces: whole, lines, size }
    if (size > style.size * SHRINK_BEFORE_BREAK && size - SIZE_STEP >= style.least) continue
    const pieces = broken(size)
    const brokenLines = pieces.length > whole.length ? linesOf(pieces, size, style.maxLines + 1) : null
    if (brokenLines !== null) return { pieces, lines: brokenLines, size }
  }
  const pieces = broken(style.least)
  const lines = linesOf(pieces, style.least, LINES_AT_WORST) ?? pieces.map((_, index): Line => [index, index + 1])
  return { pieces, lines, size: style.least }
}

/** Sets words as a centred block around `(centreX, centreY)`. */
export const setBlock = (
  words: ReadonlyArray<Word>,
  style: BlockStyle,
  setter: Typesetter,
  at: { readonly centreX: number; readonly centreY: number; readonly direction: Direction }
): Block => {
  const { lines, pieces, size } = fit(words, style, setter)
  const lineHeight = size * style.leading
  const height = lines.length * lineHeight
  // The baseline lies a third of an em below the middle of its line: capitals and digits then look centred.
  const firstBaseline = at.centreY - height / 2 + lineHeight / 2 + size * 0.35
  const placed = lines.flatMap(([from, to], row) => {
    const line = pieces.slice(from, to).map((piece) => ({
      piece,
      set: setter.set(piece.text, size, style.face, at.direction)
    }))
    const width = line.reduce((sum, { set }) => sum + set.advance, 0) + size * WORD_GAP * (line.length - 1)
    let x = at.centreX - width / 2
    return visualWords(line, ({ piece }) => piece.text, at.direction).map(({ piece, set }): PlacedWord => {
      const word = {
        index: piece.index,
        emphasised: piece.emphasised,
        set,
        x,
        y: firstBaseline + row * lineHeight,
        size
      }
      x += set.advance + size * WORD_GAP
      return word
    })
  })
  return { words: placed, lines: lines.length, size, height }
}

/** Whether words fit without being broken or shrunk. */
export const fits = (words: ReadonlyArray<Word>, style: BlockStyle, setter: Typesetter): boolean =>
  wrap({
    widths: words.map(({ text }) => setter.set(text, style.size, style.face).advance),
    gap: style.size * WORD_GAP,
    maxWidth: style.maxWidth,
    maxLines: style.maxLines
  }) !== null
