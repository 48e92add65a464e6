import { Effect } from "effect"
import { SOUND_RATE } from "./SoundRate.ts"

/** Raised when the bed sounds different. */
export const BED_VERSION = 1

/** 90 beats a minute: a beat is a whole number of samples, so the loop closes exactly. */
const BEAT = 32_000
const BAR = 4 * BEAT
const EIGHTH = BEAT / 2
/** One chord a bar, as MIDI notes: A minor 7, F, C, G. */
const CHORDS = [[57, 60, 64, 67], [53, 57, 60, 64], [48, 55, 60, 64], [55, 59, 62, 67]] as const
const ARPEGGIO = [0, 2, 1, 3, 2, 1, 3, 2] as const
const SAMPLES = CHORDS.length * BAR
const FULL_TURN = 2 * Math.PI
/** Samples between two chances for other work in this process. */
const BATCH = 16_384

const hertz = (note: number): number => 440 * 2 ** ((note - 69) / 12)
const triangle = (phase: number): number => 2 * Math.abs(2 * (phase % 1) - 1) - 1

/** Left and right of the pad: four soft voices, each a little out of tune with itself. */
const pad = (at: number): readonly [number, number] => {
  const chord = CHORDS[Math.floor(at / BAR) % CHORDS.length] ?? CHORDS[0]
  const within = (at % BAR) / SOUND_RATE
  const swell = Math.min(1, within / 0.5) * Math.min(1, (BAR / SOUND_RATE - within) / 0.35)
  let [left, right] = [0, 0]
  for (const note of chord) {
    const low = triangle((hertz(note) * 0.997 * at) / SOUND_RATE)
    const high = triangle((hertz(note) * 1.003 * at) / SOUND_RATE)
    left += low * 0.7 + high * 0.3
    right += low * 0.3 + high * 0.7
  }
  return [left * swell * 0.11, right * swell * 0.11]
}

const pluck = (at: number): number => {
  const chord = CHORDS[Math.floor(at / BAR) % CHORDS.length] ?? CHORDS[0]
  const step = Math.floor(at / EIGHTH)
  const within = (at % EIGHTH) / SOUND_RATE
  const note = (chord[ARPEGGIO[step % ARPEGGIO.length] ?? 0] ?? chord[0]) + 12
  return Math.sin(FULL_TURN * hertz(note) * within) * Math.exp(-within * 7) * 0.1
}

const kick = (seconds: number): number =>
  Math.sin(FULL_TURN * (48 * seconds + 2.8 * (1 - Math.exp(-seconds * 28)))) * Math.exp(-seconds * 9) * 0.3

/**
 * A quiet loop of pad, pluck and kick, computed from nothing but this file: no licence question and no imitation of a
 * recording. Sixteen bits, two channels, interleaved.
 */
export const drawBed = Effect.fn("MusicBed.draw")(function*() {
  const samples = new Int16Array(SAMPLES * 2)
  let [softLeft, softRight] = [0, 0]
  // The first round only brings the filter into the state it has at the end, so that the loop has no seam.
  for (let at = 0; at < 2 * SAMPLES; at++) {
    const [left, right] = pad(at % SAMPLES)
    softLeft += (left - softLeft) * 0.12
    softRight += (right - softRight) * 0.12
    if (at % BATCH === 0) yield* Effect.yieldNow()
    if (at < SAMPLES) continue
    const here = at - SAMPLES
    const beat = (here % BEAT) / SOUND_RATE
    const room = 1 - 0.45 * Math.exp(-beat * 7)
    const isOdd = Math.floor(here / EIGHTH) % 2 === 1
    const plucked = pluck(here)
    const beaten = kick(beat)
    const put = (channel: number, v: number) => {
      samples[2 * here + channel] = Math.round(Math.max(-1, Math.min(1, v)) * 26_000)
    }
    put(0, softLeft * room + plucked * (isOdd ? 0.8 : 0.4) + beaten)
    put(1, softRight * room + plucked * (isOdd ? 0.4 : 0.8) + beaten)
  }
  return new Uint8Array(samples.buffer)
})
