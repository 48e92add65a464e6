import { pathOf } from "../../paint/Paint.ts"
import type { Drawing } from "../../picture/Ass.ts"
import { move } from "../../text/Outline.ts"
import { drawOn } from "../Draw.ts"
import { labelDrawings, labelPaint, labelText, setLabel } from "../Label.ts"
import { type CardOf, marked } from "../Visual.ts"

/** A quotation is written word by word within this many frames; as long as the sound of typing. */
const WRITTEN_IN = 27

/** What somebody said, in a face that looks said; crossed out where the video refutes it. */
export const quoteCard: CardOf<"quote"> = ({ by, struck = false, text }, request) => {
  const { area: [left, top, width, height], frames, isHook, part, setter, tone, words } = request
  const byHeight = by === undefined ? 0 : 90
  const mark = setter.set("“", Math.min(900, height * 1.5), "serif")
  const quoted = setLabel(text, {
    left,
    right: left + width,
    top,
    bottom: top + height - byHeight,
    face: "serif",
    most: 196,
    least: 70,
    maxLines: 5,
    leading: 1.06,
    anchor: "middle",
    lineCost: 0.03
  }, setter)
  const author = by === undefined ? null : setLabel(`— ${by}`, {
    left,
    right: left + width,
    top: quoted.fitted.box.bottom + 24,
    bottom: quoted.fitted.box.bottom + 24 + byHeight,
    face: "sans",
    most: 64,
    least: 44
  }, setter)
  const at = struck ? Math.max(isHook ? 16 : 6, Math.min(frames - 16, marked(words, frames))) : 0
  const rows = [...new Set(quoted.fitted.words.map(({ row }) => row))]
  const lines: ReadonlyArray<Drawing> = !struck ? [] : rows.flatMap((row, index) => {
    const inRow = quoted.fitted.words.filter((word) => word.row === row)
    const from = Math.min(...inRow.map(({ x }) => x)) - 14
    const to = Math.max(...inRow.map(({ set, x }) => x + set.advance)) + 14
    const y = (inRow[0]?.y ?? 0) - quoted.fitted.size * 0.27
    return drawOn([[from, y + 8], [to, y - 8]], {
      layer: 14,
      colour: tone.hot,
      width: Math.max(14, quoted.fitted.size * 0.13),
      at: part > 0 ? 0 : Math.min(frames - 8, at + index * 4),
      frames: part > 0 ? 1 : 7,
      to: frames
    })
  })
  const isWritten = !struck && !isHook && part === 0 && frames > 2 * WRITTEN_IN
  const shown = quoted.fitted.words.length
  const letters = isWritten
    ? quoted.fitted.words.flatMap((word, index) =>
      labelDrawings({ ...quoted, fitted: { ...quoted.fitted, words: [word] } }, {
        layer: 12,
        from: Math.round((WRITTEN_IN * index) / Math.max(1, shown - 1)),
        to: frames,
        fill: tone.ink
      })
    )
    : labelDrawings(quoted, { layer: 12, from: 0, to: frames, fill: tone.ink })
  return {
    paints: [
      {
        op: "fill",
        path: pathOf(move(mark.outline, left - 30, top + Math.min(900, height * 1.5) * 0.72)),
        colour: tone.faint
      },
      ...(author === null ? [] : labelPaint(author, tone.ink))
    ],
    sprites: [],
    drawings: [...letters, ...lines],
    texts: [
      labelText(quoted, tone.ink, isWritten ? WRITTEN_IN : 0, struck ? Math.max(1, at) : frames),
      ...(author === null ? [] : [labelText(author, tone.ink, 0, frames)])
    ],
    events: struck && part === 0
      ? [{ frame: at, kind: "whoosh" }]
      : isWritten
      ? [{ frame: 0, kind: "typing" }]
      : [],
    kind: "quote"
  }
}
