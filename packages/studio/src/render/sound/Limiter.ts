import { SOUND_RATE } from "../stages/SoundRate.ts"

/** Raised when the same sound is limited otherwise. */
export const LIMITER_VERSION = 1

/** It looks this far ahead, in samples, so that it gives way before a peak comes. */
const AHEAD = Math.round(0.003 * SOUND_RATE)
const RELEASE = 1 - Math.exp(-1 / (0.06 * SOUND_RATE))
/** A wave rises between its samples: it is looked at three places between two, each from this many samples around. */
const TAPS = 12
const HALF = TAPS / 2
const BETWEEN = [0.25, 0.5, 0.75].map((part) =>
  Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = tap - (HALF - 1) - part
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * Math.cos((Math.PI * x) / TAPS) ** 2
  })
)
/** Samples under this part of the ceiling cannot make a wave that reaches it. */
const HARMLESS = 0.55

/** The smallest of the last `length` values. */
const leastOf = (length: number) => {
  const values = new Float64Array(length)
  const places = new Float64Array(length)
  let [first, count, now] = [0, 0, 0]
  return (value: number): number => {
    while (count > 0 && (values[(first + count - 1) % length] ?? 0) >= value) count--
    if (count > 0 && (places[first] ?? 0) <= now - length) {
      first = (first + 1) % length
      count--
    }
    const at = (first + count) % length
    values[at] = value
    places[at] = now++
    count++
    return values[first] ?? 0
  }
}

/** Frames that the answer comes later. */
export const LIMITER_DELAY = AHEAD + HALF

/**
 * Keeps two interleaved channels under `ceiling`, also between their samples, piece after piece. What it gives back for the first
 * `LIMITER_DELAY` frames is silence: its answer comes that much later.
 */
export const makeLimiter = (gain: number, ceiling: number) => {
  const size = LIMITER_DELAY + 1
  // Twice as long, so that any stretch of taps lies in one piece.
  const [left, right] = [new Float64Array(2 * size), new Float64Array(2 * size)]
  const least = leastOf(AHEAD + 1)
  const smooth = new Float64Array(AHEAD).fill(1)
  let [sum, envelope, now] = [AHEAD, 1, 0]

  /** How high the wave rises from the frame `HALF` before the end to the next one. */
  const peakIn = (channel: Float64Array, end: number): number => {
    const start = end - TAPS + 1
    let near = 0
    for (let tap = start; tap <= end; tap++) near = Math.max(near, Math.abs(channel[tap] ?? 0))
    let peak = Math.abs(channel[end - HALF] ?? 0)
    if (near < HARMLESS * ceiling) return peak
    for (const weights of BETWEEN) {
      let value = 0
      for (let tap = 0; tap < TAPS; tap++) value += (weights[tap] ?? 0) * (channel[start + tap] ?? 0)
      peak = Math.max(peak, Math.abs(value))
    }
    return peak
  }

  return (sound: Float32Array): Float32Array => {
    const limited = new Float32Array(sound.length)
    for (let at = 0; at < sound.length; at += 2, now++) {
      const place = now % size
      left[place] = left[place + size] = (sound[at] ?? 0) * gain
      right[place] = right[place + size] = (sound[at + 1] ?? 0) * gain
      const peak = Math.max(peakIn(left, place + size), peakIn(right, place + size))
      const wished = least(peak > ceiling ? ceiling / peak : 1)
      envelope = wished < envelope ? wished : envelope + (wished - envelope) * RELEASE
      const slot = now % AHEAD
      sum += envelope - (smooth[slot] ?? 1)
      smooth[slot] = envelope
      const oldest = place + size - LIMITER_DELAY
      limited[at] = (left[oldest] ?? 0) * (sum / AHEAD)
      limited[at + 1] = (right[oldest] ?? 0) * (sum / AHEAD)
    }
    return limited
  }
}
