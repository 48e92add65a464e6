import { millisOf, readWav, type Sound, writeWav } from "./Wav.ts"
import type { WordSpan } from "./WordTimes.ts"

/** A part of a line that was spoken by itself; null where nobody spoke it. */
export interface SpokenPart {
  readonly spoken: {
    readonly wav: Uint8Array
    readonly words: ReadonlyArray<WordSpan | null>
  } | null
  /** How many words it has, spoken or not. */
  readonly words: number
  readonly pauseMillis: number
}

/** The same sound at another rate, for engines that answer one line at two. */
const atRate = ({ rate, samples }: Sound, wanted: number): Int16Array =>
  rate === wanted
    ? samples
    : Int16Array.from({ length: Math.round((samples.length * wanted) / rate) }, (_, at) => {
      const place = (at * rate) / wanted
      const before = Math.floor(place)
      const from = samples[before] ?? 0
      return Math.round(from + ((samples[before + 1] ?? from) - from) * (place - before))
    })

/** Parts one after the other, with silence between them, as one line. Null where no part was spoken. */
export const joined = (
  parts: ReadonlyArray<SpokenPart>
):
  | { readonly wav: Uint8Array; readonly durationMillis: number; readonly words: ReadonlyArray<WordSpan | null> }
  | null =>
{
  const sounds = parts.map(({ spoken }) => (spoken === null ? null : readWav(spoken.wav)))
  const rate = sounds.find((sound) => sound !== null)?.rate
  if (rate === undefined) return null
  const pieces: Array<Int16Array> = []
  const words: Array<WordSpan | null> = []
  let length = 0
  parts.forEach(({ pauseMillis, spoken, words: count }, at) => {
    const offset = (length * 1000) / rate
    const sound = sounds[at] ?? null
    const samples = sound === null ? new Int16Array() : atRate(sound, rate)
    const silence = at === parts.length - 1 ? 0 : Math.round((pauseMillis * rate) / 1000)
    pieces.push(samples, new Int16Array(silence))
    length += samples.length + silence
    words.push(
      ...Array.from({ length: count }, (_, word) => {
        const span = sound === null ? undefined : spoken?.words[word]
        return span == null ? null : { from: span.from + offset, to: span.to + offset }
      })
    )
  })
  const samples = new Int16Array(length)
  let at = 0
  for (const piece of pieces) {
    samples.set(piece, at)
    at += piece.length
  }
  const sound = { rate, samples }
  return { wav: writeWav(sound), durationMillis: millisOf(sound), words }
}
