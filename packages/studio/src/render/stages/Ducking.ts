import { SOUND_RATE } from "./SoundRate.ts"

/** How fast music gives way to speech and comes back. */
const ATTACK_SECONDS = 0.015
const RELEASE_SECONDS = 0.35
/** Speech louder than this pushes the music down, by one part in `RATIO` of what it exceeds it. */
const THRESHOLD = 0.02
const RATIO = 8
/** Never below this part of its level: 11 decibels down the music still carries. */
const LEAST_GAIN = 0.28
const FADE_IN_SECONDS = 0.25
const FADE_OUT_SECONDS = 0.9
/** Of the music's own level, beside speech and alone. */
const BESIDE_SPEECH = 0.5
const ALONE = 1

/** Effects give way to speech too, but stay to be heard: they say that something happened. */
const LEAST_EFFECT_GAIN = 0.5

/** Raised when the same inputs would give another mix. */
export const DUCKING_VERSION = 2

const smoothing = (seconds: number): number => 1 - Math.exp(-1 / (seconds * SOUND_RATE))

/**
 * Mixes a loop of music (two channels, interleaved) and effects (one channel) under speech (one channel), piece after piece. Done here and not by
 * ffmpeg: its filters with several inputs take frames as they arrive, and the same mix then differs from run to run.
 */
export const makeDucking = (
  bed: Int16Array,
  totalSamples: number,
  hasSpeech: boolean,
  effects: Float32Array = new Float32Array()
) => {
  const attack = smoothing(ATTACK_SECONDS)
  const release = smoothing(RELEASE_SECONDS)
  const level = hasSpeech ? BESIDE_SPEECH : ALONE
  let envelope = 0
  let at = 0
  return (speech: Float32Array): Float32Array => {
    const mixed = new Float32Array(speech.length * 2)
    for (let i = 0; i < speech.length; i++, at++) {
      const said = speech[i] ?? 0
      const loud = Math.abs(said)
      envelope += (loud - envelope) * (loud > envelope ? attack : release)
      const room = envelope > THRESHOLD ? Math.max(LEAST_GAIN, (envelope / THRESHOLD) ** (1 / RATIO - 1)) : 1
      const fade = Math.min(
        1,
        at / (FADE_IN_SECONDS * SOUND_RATE),
        (totalSamples - at) / (FADE_OUT_SECONDS * SOUND_RATE)
      )
      const gain = (level * room * Math.max(0, fade)) / 32_768
      const from = bed.length === 0 ? 0 : (2 * at) % bed.length
      const beside = said + (effects[at] ?? 0) * Math.max(LEAST_EFFECT_GAIN, room)
      mixed[2 * i] = beside + (bed[from] ?? 0) * gain
      mixed[2 * i + 1] = beside + (bed[from + 1] ?? 0) * gain
    }
    return mixed
  }
}
