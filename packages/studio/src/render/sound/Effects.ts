import { SOUND_RATE } from "../stages/SoundRate.ts"
import { bandPass, lowPass } from "./Filters.ts"
import { noiseFrom } from "./Noise.ts"

/** Short sounds that mark what happens on screen. */
export const EFFECTS = ["whoosh", "pop", "click", "riser", "impact", "ding", "tick", "typing"] as const
export type EffectName = (typeof EFFECTS)[number]

/** Raised when an effect sounds different. */
export const EFFECTS_VERSION = 1

const FULL_TURN = 2 * Math.PI

/** One channel, drawn sample by sample; `part` runs from 0 to 1. It begins and ends in silence. */
const drawn = (seconds: number, at: (time: number, part: number) => number): Float32Array => {
  const length = Math.round(seconds * SOUND_RATE)
  const edge = 0.0015 * SOUND_RATE
  const samples = new Float32Array(length)
  for (let index = 0; index < length; index++) {
    const seam = Math.min(1, (index + 1) / edge, (length - index) / (4 * edge))
    samples[index] = at(index / SOUND_RATE, index / length) * seam
  }
  return samples
}

/** A sine whose pitch moves: what it has turned so far is kept. */
const sliding = () => {
  let phase = 0
  return (hertz: number): number => {
    phase += hertz / SOUND_RATE
    return Math.sin(FULL_TURN * phase)
  }
}

const whoosh = (): Float32Array => {
  const noise = noiseFrom(11)
  const band = bandPass(0.55)
  const air = lowPass(6000)
  return drawn(0.42, (_, part) => {
    const arc = Math.sin(Math.PI * part)
    return air(band(noise(), 350 + 3600 * arc ** 2)) * arc ** 2 * 2.6
  })
}

const pop = (): Float32Array => {
  const tone = sliding()
  return drawn(0.11, (_, part) => tone(280 + 620 * part ** 0.6) * (1 - part) ** 2)
}

/** A small hard sound: a speck of noise around `hertz` and a short tone. */
const knock = (seed: number, hertz: number, toneHertz: number) => {
  const noise = noiseFrom(seed)
  const band = bandPass(0.5)
  return (time: number): number =>
    band(noise(), hertz) * Math.exp(-time * 240) * 1.4 +
    Math.sin(FULL_TURN * toneHertz * time) * Math.exp(-time * 190) * 0.5
}

const click = (): Float32Array => drawn(0.035, knock(3, 3200, 1900))
const tick = (): Float32Array => drawn(0.03, knock(5, 5200, 2350))

const riser = (): Float32Array => {
  const noise = noiseFrom(7)
  const band = bandPass(0.4)
  let phase = 0
  const soft = lowPass(2600)
  return drawn(1.1, (_, part) => {
    phase += (180 * 4 ** part) / SOUND_RATE
    const saw = 2 * (phase % 1) - 1
    return (band(noise(), 400 + 5200 * part ** 1.5) * 1.7 + soft(saw) * 0.22) * part ** 2.4
  })
}

const impact = (): Float32Array => {
  const noise = noiseFrom(17)
  const dark = lowPass(900)
  const tone = sliding()
  return drawn(0.55, (time, part) => {
    const body = tone(44 + 92 * Math.exp(-time * 16)) * Math.exp(-time * 6.5)
    return body * 0.9 + dark(noise()) * Math.exp(-time * 26) * 1.3 * (1 - part)
  })
}

const DING = [[1318.5, 1, 4], [2637, 0.45, 6], [3640, 0.2, 9], [7120, 0.06, 11]] as const
const ding = (): Float32Array =>
  drawn(1, (time) =>
    DING.reduce(
      (sum, [hertz, level, decay]) => sum + Math.sin(FULL_TURN * hertz * time) * level * Math.exp(-time * decay),
      0
    ) * 0.6)

/** Nine strokes of a keyboard within nine tenths of a second, none like the other. */
const typing = (): Float32Array => {
  const jitter = noiseFrom(23)
  const strokes = Array.from({ length: 9 }, (_, index) => ({
    at: index * 0.096 + 0.014 * jitter() + 0.015,
    level: 0.75 + 0.25 * jitter(),
    sound: knock(31 + index, 2600 + 700 * jitter(), 1500 + 260 * jitter())
  }))
  return drawn(0.9, (time) =>
    strokes.reduce(
      (sum, { at, level, sound }) => time < at || time > at + 0.04 ? sum : sum + sound(time - at) * level,
      0
    ))
}

const makers: { readonly [E in EffectName]: () => Float32Array } = {
  whoosh,
  pop,
  click,
  riser,
  impact,
  ding,
  tick,
  typing
}

const kept = new Map<EffectName, Float32Array>()

/** An effect at its full level: the loudest sample is 1. Computed from nothing but this file. */
export const effect = (name: EffectName): Float32Array => {
  const known = kept.get(name)
  if (known !== undefined) return known
  const samples = makers[name]()
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9)
  const full = samples.map((sample) => sample / peak)
  kept.set(name, full)
  return full
}
