import type { Mood } from "@callsheet/domain/asset/Script"
import { Effect } from "effect"
import { SOUND_RATE } from "../stages/SoundRate.ts"
import { type InstrumentName, instruments } from "./Instruments.ts"
import { noiseFrom } from "./Noise.ts"
import { makeRoom } from "./Room.ts"
import { type Part, type Score, scores } from "./Scores.ts"

/** Raised when a bed sounds different. */
export const BED_VERSION = 2

const BARS = 8
const STEPS = 16
/** How loud every bed is on average, of full scale: a change of mood is no change of level. */
const LEVEL = 0.13
const SOFT = 0.55

const hertzOf = (note: number): number => 440 * 2 ** ((note - 69) / 12)

/** A stroke or a note: when, which pitch, how hard. */
interface Note {
  readonly at: number
  readonly pitch: number
  readonly level: number
}

const notesOf = (score: Score, part: Part): ReadonlyArray<Note> => {
  const human = noiseFrom(part.plays.length * 31 + Math.round(part.level * 1000))
  const step = score.beat / 4
  const notes: Array<Note> = []
  for (let bar = part.from ?? 0; bar < BARS; bar++) {
    const pattern = part.bars[bar % part.bars.length] ?? part.bars[0]
    const [bass, ...tones] = score.chords[bar % score.chords.length] ?? [45]
    for (let sign = 0; sign < STEPS; sign++) {
      const letter = pattern[sign] ?? "."
      if (letter === ".") continue
      const late = sign % 2 === 1 || (score.swing !== undefined && sign % 4 === 2) ? (score.swing ?? 0) * step : 0
      const at = Math.round((bar * STEPS + sign) * step + late + 110 * human())
      const level = part.level * (letter === "o" ? 0.55 : 1) * (sign % 4 === 0 ? 1 : 0.86) * (1 + 0.08 * human())
      const pitches = letter === "x" || letter === "o"
        ? tones
        : letter === "0"
        ? [bass]
        : [
          (tones[(Number(letter) - 1) % Math.max(1, tones.length)] ?? bass) +
          12 * Math.floor((Number(letter) - 1) / Math.max(1, tones.length))
        ]
      const isDrum = DRUMS.has(part.plays)
      for (const pitch of isDrum ? [0] : pitches) notes.push({ at, pitch: pitch + 12 * (part.octave ?? 0), level })
    }
  }
  return notes
}

const DRUMS: ReadonlySet<InstrumentName> = new Set(["kick", "snare", "clap", "hat", "shaker", "drum", "snap", "clock"])

/** Two channels that run in a circle: what rings past the end is heard at the beginning, so the loop has no seam. */
class Loop {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly length: number
  constructor(length: number) {
    this.length = length
    this.left = new Float32Array(length)
    this.right = new Float32Array(length)
  }
  add(sound: Float32Array, at: number, level: number, pan: number): void {
    const [left, right] = [level * Math.cos(((pan + 1) * Math.PI) / 4), level * Math.sin(((pan + 1) * Math.PI) / 4)]
    let to = ((at % this.length) + this.length) % this.length
    for (const sample of sound) {
      this.left[to] = (this.left[to] ?? 0) + sample * left
      this.right[to] = (this.right[to] ?? 0) + sample * right
      to = to + 1 === this.length ? 0 : to + 1
    }
  }
}

/** How far the kick pushes the rest down at each sample of a beat. */
const pumping = ({ beat, pump = 0 }: Score) => (at: number): number =>
  pump === 0 ? 1 : 1 - pump * Math.exp((-6 * (at % beat)) / beat)

/** Where a piece begins and ends it fades, so that a loop of it does not click. */
const SEAM = 480

/** The same for a finished piece of two channels, interleaved. */
export const levelledPcm = (pcm: Int16Array): Int16Array => {
  const frames = pcm.length >> 1
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)]
  for (let at = 0; at < frames; at++) {
    const seam = Math.min(1, (at + 1) / SEAM, (frames - at) / SEAM) / 32_768
    left[at] = (pcm[2 * at] ?? 0) * seam
    right[at] = (pcm[2 * at + 1] ?? 0) * seam
  }
  return levelled(left, right)
}

/** As loud as every other bed, without a sample over full scale: peaks are rounded off, not cut. */
const levelled = (left: Float32Array, right: Float32Array): Int16Array => {
  let energy = 0
  for (let at = 0; at < left.length; at++) energy += (left[at] ?? 0) ** 2 + (right[at] ?? 0) ** 2
  const gain = LEVEL / Math.max(1e-6, Math.sqrt(energy / (2 * left.length)))
  const samples = new Int16Array(left.length * 2)
  const put = (at: number, value: number) => {
    samples[at] = Math.round(SOFT * Math.tanh((value * gain) / SOFT) * 32_000)
  }
  for (let at = 0; at < left.length; at++) {
    put(2 * at, left[at] ?? 0)
    put(2 * at + 1, right[at] ?? 0)
  }
  return samples
}

/**
 * Eight bars of music in a mood, computed from nothing but the files beside this one: no licence question and no imitation of
 * a recording. Sixteen bits, two channels, interleaved; it closes to a loop.
 */
export const drawBed = Effect.fn("Bed.draw")(function*(mood: Mood) {
  const score = scores[mood]
  const length = BARS * 4 * score.beat
  const [dry, beaten, wet] = [new Loop(length), new Loop(length), new Loop(length)]
  for (const part of score.parts) {
    const seconds = ((part.hold ?? 1) * score.beat) / 4 / SOUND_RATE
    const drawn = new Map<number, Float32Array>()
    for (const { at, level, pitch } of notesOf(score, part)) {
      const sound = drawn.get(pitch) ?? instruments[part.plays](hertzOf(pitch), seconds)
      drawn.set(pitch, sound)
      const goesTo = part.plays === "kick" ? beaten : dry
      goesTo.add(sound, at, level, part.pan ?? 0)
      if (part.wet !== undefined) wet.add(sound, at, level * part.wet, -(part.pan ?? 0) * 0.6)
    }
    yield* Effect.yieldNow()
  }
  const pump = pumping(score)
  for (const channel of ["left", "right"] as const) {
    const room = makeRoom(channel === "left" ? 0 : 23)
    const [from, to, hit] = [wet[channel], dry[channel], beaten[channel]]
    // The first round only fills the room as it is at the end.
    for (let at = Math.max(0, length - 3 * SOUND_RATE); at < length; at++) room(from[at] ?? 0)
    for (let at = 0; at < length; at++) {
      to[at] = ((to[at] ?? 0) + room(from[at] ?? 0)) * pump(at) + (hit[at] ?? 0)
      if (at % 65_536 === 0) yield* Effect.yieldNow()
    }
  }
  return new Uint8Array(levelled(dry.left, dry.right).buffer)
})
