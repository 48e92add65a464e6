// Shared by the worker and the speech child. Free of imports that cost time to load.
import type { WordSpan } from "./WordTimes.ts"

/** What the child is asked on standard input: a line of JSON for each line of the script. */
export interface EspeakQuestion {
  readonly id: number
  readonly language: string
  readonly words: ReadonlyArray<string>
  /** Words per minute. */
  readonly pace: number
}

/** What it answers on standard output, a line of JSON each. `voice` is null where the engine does not know the language. */
export interface EspeakSound {
  readonly id: number
  readonly voice: string | null
  readonly wavBase64: string
  readonly durationMillis: number
  readonly words: ReadonlyArray<WordSpan | null>
}

export type EspeakAnswer = EspeakSound | { readonly id: number; readonly failed: string }

/** Words per minute and pitch (0 to 99) at which the engine is easiest to follow under captions. */
export const SPEED = 165
export const PITCH = 42

/** Words per minute at a pace where 1 is the engine's own. */
export const paceOf = (speed: number | undefined): number => Math.round(SPEED * (speed ?? 1))

/** The text an engine is given, and which word of the line stands at which character of it. */
export const lineToSpeak = (heard: ReadonlyArray<string>) => {
  const starts: Array<{ readonly at: number; readonly word: number }> = []
  let text = ""
  heard.forEach((word, index) => {
    if (word === "") return
    if (text !== "") text += " "
    starts.push({ at: text.length, word: index })
    text += word.replace(/[<>&]/g, " ")
  })
  return { text, starts }
}

/** Turns "word N begins at" into spans: a word lasts until the next one begins, the last until the end of the sound. */
export const spansFrom = (begins: ReadonlyArray<number | null>, endMillis: number): ReadonlyArray<WordSpan | null> =>
  begins.map((from, index) => {
    if (from === null) return null
    const next = begins.slice(index + 1).find((later) => later !== null)
    return { from, to: next ?? endMillis }
  })
