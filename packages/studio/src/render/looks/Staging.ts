import type { Scene } from "@callsheet/domain/asset/Scenes"
import { FPS } from "../picture/Frame.ts"
import type { TimedSegment } from "../stages/Timeline.ts"
import type { TimedWord } from "../text/Pages.ts"
import { isRightToLeft } from "../text/Words.ts"
import { objectsFor } from "./Objects.ts"
import type { FoundPicture, StagedScene } from "./Shot.ts"

/** Something new at least this often, in frames; a longer line is cut in pieces of about the wished length. */
const LONGEST = 3.4 * FPS
const WISHED = 2.6 * FPS
const SHORTEST = 1.2 * FPS

/** Where a long line may be cut: in front of a word, best after punctuation, never far from its even share. */
const cutsOf = (segment: TimedSegment): ReadonlyArray<number> => {
  const { frames, words } = segment
  if (frames <= LONGEST || words.length < 2) return []
  const pieces = Math.max(2, Math.round(frames / WISHED))
  const cuts: Array<number> = []
  for (let piece = 1; piece < pieces; piece++) {
    const ideal = (frames * piece) / pieces
    let best: { readonly at: number; readonly cost: number } | null = null
    words.forEach((word, index) => {
      const at = word.from
      if (at === null || index === 0) return
      const before = words[index - 1]?.text ?? ""
      const last = words[cuts.at(-1) ?? 0]?.from ?? 0
      if (at - (cuts.length === 0 ? 0 : last) < SHORTEST || frames - at < SHORTEST) return
      const cost = Math.abs(at - ideal) - (/[.!?。！？]$/u.test(before) ? 26 : /[,;:–—、，]$/u.test(before) ? 18 : 0) +
        (word.emphasised && words[index - 1]?.emphasised === true ? 40 : 0)
      if (best === null || cost < best.cost) best = { at: index, cost }
    })
    const found: { readonly at: number } | null = best
    if (found !== null && !cuts.includes((found as { readonly at: number }).at)) {
      cuts.push((found as { readonly at: number }).at)
    }
  }
  return cuts.toSorted((a, b) => a - b)
}

const shifted = (words: ReadonlyArray<TimedWord>, by: number, frames: number): ReadonlyArray<TimedWord> =>
  words.map((word) => ({
    ...word,
    from: word.from === null ? null : Math.max(0, word.from - by),
    to: word.to === null ? null : Math.max(0, Math.min(frames, word.to - by))
  }))

/** A piece of a line: its words, and how many frames it takes. */
export interface Piece {
  readonly segment: TimedSegment
  readonly part: number
  readonly parts: number
  readonly frames: number
  readonly words: ReadonlyArray<TimedWord>
}

/** A cut comes two frames before the first word of its piece: it is seen, then heard. */
const AHEAD = 2

export const piecesOf = (segment: TimedSegment): ReadonlyArray<Piece> => {
  const cuts = cutsOf(segment)
  const starts = [0, ...cuts.map((at) => Math.max(1, (segment.words[at]?.from ?? 0) - AHEAD))]
  return starts.map((start, part) => {
    const end = starts[part + 1] ?? segment.frames
    const words = segment.words.slice(part === 0 ? 0 : cuts[part - 1], cuts[part] ?? segment.words.length)
    return { segment, part, parts: starts.length, frames: end - start, words: shifted(words, start, end - start) }
  })
}

/** The scenes as they will be shot: long lines cut, objects chosen, pictures at hand. */
export const stageScenes = (
  segments: ReadonlyArray<TimedSegment>,
  scenes: ReadonlyArray<Scene>,
  pictures: ReadonlyMap<number, FoundPicture>
): ReadonlyArray<StagedScene> => {
  const pieces = segments.flatMap(piecesOf)
  const all = segments.map(({ words }) => words.map(({ text }) => text).join(" ")).join(" ")
  const direction = isRightToLeft(all) ? "rtl" : "ltr"
  const objects = objectsFor(
    pieces.map(({ part, segment, words }) => ({
      own: part === 0 ? segment.emoji : null,
      words,
      line: segment.words.map(({ text }) => text).join(" ")
    })),
    segments[0]?.language ?? "en"
  )
  return pieces.map(({ frames, part, parts, segment, words }, index): StagedScene => {
    const scene = scenes[segment.source]
    const picture = pictures.get(segment.source) ?? null
    return {
      index,
      count: pieces.length,
      part,
      parts,
      line: segment.index,
      lines: segments.length,
      frames,
      role: scene?.role ?? segment.role,
      shows: scene?.shows ?? { kind: "text" },
      words,
      emoji: objects[index] ?? null,
      kicker: segment.kicker,
      picture,
      again: picture !== null &&
        pieces.some((one) => one.segment.index < segment.index && pictures.get(one.segment.source)?.id === picture.id),
      direction,
      language: segment.language
    }
  })
}
