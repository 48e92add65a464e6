import type { LineRole, ScriptLine } from "@callsheet/domain/asset/Script"
import { estimateWordTimes, type WordSpan } from "../../voice/WordTimes.ts"
import { FPS } from "../picture/Frame.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Word } from "../text/Words.ts"

/** A line of the script with its words and, if somebody speaks it, its sound. */
export interface VoicedLine {
  /** Which line of the script it is; lines without anything to show are left out. */
  readonly source: number
  readonly line: ScriptLine
  readonly words: ReadonlyArray<Word>
  readonly voice: {
    readonly wavPath: string
    /** Stands for the sound in keys. */
    readonly id: string
    readonly durationMillis: number
    readonly words: ReadonlyArray<WordSpan | null>
    readonly engine: string
  } | null
}

/** One line of the script with its place in the video, in frames. */
export interface TimedSegment {
  readonly index: number
  readonly count: number
  readonly source: number
  readonly frames: number
  readonly role: LineRole
  readonly words: ReadonlyArray<TimedWord>
  readonly emoji: string | null
  readonly kicker: string | null
  readonly language: string
  readonly start: number
  /** The voice begins this many frames after the segment. */
  readonly lead: number
  readonly voice: VoicedLine["voice"]
}

/** Frames before and after the voice. A hook may not wait; a video should not end on its last word. */
const LEAD = { hook: 2, other: 5 } as const
const TAIL = { last: 26, other: 6 } as const
/** TikTok takes no video shorter than three seconds. */
const LEAST_FRAMES = 3 * FPS
/** Where nobody speaks a line stands long enough to be read. */
const READING = { leastMillis: 1500, perWordMillis: 330 } as const

/** The words' frames within their segment. A word ends where the next begins. */
const timeWords = (
  words: ReadonlyArray<Word>,
  times: ReadonlyArray<WordSpan | null>,
  lead: number,
  frames: number
): ReadonlyArray<TimedWord> => {
  const frameOf = (millis: number) => Math.min(frames, lead + Math.round((millis / 1000) * FPS))
  const begins = words.map((_, index) => {
    const time = times[index]
    return time === null || time === undefined ? null : frameOf(time.from)
  })
  return words.map((word, index) => {
    const time = times[index]
    if (time === null || time === undefined) return { ...word, from: null, to: null }
    const next = begins.slice(index + 1).find((from) => from !== null)
    return { ...word, from: begins[index] ?? null, to: Math.min(frameOf(time.to) + 1, next ?? frames) }
  })
}

/** Lays the lines out one after the other, in whole frames; `pauseMillis` is the silence that a person wants after each. */
export const timelineOf = (
  lines: ReadonlyArray<VoicedLine>,
  language: string,
  pauseMillis = 0
): ReadonlyArray<TimedSegment> => {
  const pause = Math.round((pauseMillis / 1000) * FPS)
  let start = 0
  return lines.map(({ line, source, voice, words }, index): TimedSegment => {
    const isLast = index === lines.length - 1
    const lead = index === 0 ? LEAD.hook : LEAD.other
    const millis = voice?.durationMillis ?? Math.max(READING.leastMillis, words.length * READING.perWordMillis)
    const wished = lead + Math.ceil((millis / 1000) * FPS) + (isLast ? TAIL.last : TAIL.other + pause)
    const frames = isLast ? Math.max(wished, LEAST_FRAMES - start) : wished
    const times = voice?.words ?? estimateWordTimes(words.map(({ text }) => text), { from: 0, to: millis })
    const segment = {
      index,
      count: lines.length,
      source,
      frames,
      start,
      lead,
      voice,
      language,
      role: line.role,
      words: timeWords(words, times, lead, frames),
      emoji: line.emoji === undefined || line.emoji.trim() === "" ? null : line.emoji.trim(),
      kicker: line.kicker === undefined || line.kicker.trim() === "" ? null : line.kicker.trim()
    }
    start += frames
    return segment
  })
}

export const totalFrames = (segments: ReadonlyArray<TimedSegment>): number =>
  segments.reduce((sum, { frames }) => sum + frames, 0)
