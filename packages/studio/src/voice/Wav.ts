import type { WordSpan } from "./WordTimes.ts"

/** Sound of one channel. `rate` in samples per second. */
export interface Sound {
  readonly rate: number
  readonly samples: Int16Array
}

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

interface Format {
  readonly kind: number
  readonly channels: number
  readonly rate: number
  readonly bits: number
}

const sampleReader = (view: DataView, { bits, kind }: Format): ((at: number) => number) | null => {
  if (kind === PCM && bits === 8) return (at) => (view.getUint8(at) - 128) * 256
  if (kind === PCM && bits === 16) return (at) => view.getInt16(at, true)
  if (kind === PCM && bits === 24) return (at) => view.getInt16(at + 1, true)
  if (kind === PCM && bits === 32) return (at) => view.getInt16(at + 2, true)
  if (kind === FLOAT && bits === 32) {
    return (at) => Math.max(-32768, Math.min(32767, Math.round(view.getFloat32(at, true) * 32767)))
  }
  return null
}

/**
 * Reads a WAV file, mixing its channels into one. Sizes in the header are not believed: servers that stream a WAV write
 * 0xFFFFFFFF, because they do not know them yet. Null if it is not a WAV we can read.
 */
export const readWav = (bytes: Uint8Array): Sound | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 12 || word(0) !== "RIFF" || word(8) !== "WAVE") return null
  let format: Format | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = word(at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (id === "fmt " && body + 16 <= bytes.length) {
      const kind = view.getUint16(body, true)
      format = {
        // The extensible form names the real kind in the first two bytes of its identifier.
        kind: kind === EXTENSIBLE && body + 26 <= bytes.length ? view.getUint16(body + 24, true) : kind,
        channels: view.getUint16(body + 2, true),
        rate: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true)
      }
    } else if (id === "data") {
      const read = format === null ? null : sampleReader(view, format)
      if (format === null || read === null || format.channels === 0 || format.rate === 0) return null
      const width = format.bits / 8
      const frame = width * format.channels
      const frames = Math.floor(Math.min(size, bytes.length - body) / frame)
      const samples = new Int16Array(frames)
      for (let i = 0; i < frames; i++) {
        let sum = 0
        for (let channel = 0; channel < format.channels; channel++) sum += read(body + i * frame + channel * width)
        samples[i] = Math.round(sum / format.channels)
      }
      return { rate: format.rate, samples }
    }
    at = body + size + (size % 2)
  }
  return null
}

export const writeWav = ({ rate, samples }: Sound): Uint8Array => {
  const bytes = new Uint8Array(44 + samples.length * 2)
  const view = new DataView(bytes.buffer)
  const put = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i)
  }
  put(0, "RIFF")
  view.setUint32(4, 36 + samples.length * 2, true)
  put(8, "WAVEfmt ")
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  put(36, "data")
  view.setUint32(40, samples.length * 2, true)
  for (let i = 0; i < samples.length; i++) view.setInt16(44 + i * 2, samples[i] ?? 0, true)
  return bytes
}

export const millisOf = ({ rate, samples }: Sound): number => (samples.length * 1000) / rate

/** About −49 dB: above the noise of engines, below any speech. */
const QUIET = 120
/** Kept after the last voiced sample, so that it does not end with a click. */
const TAIL_SECONDS = 0.05

/** From the first to the last sample that can be heard; null in silence. */
export const voicedSpan = ({ rate, samples }: Sound): WordSpan | null => {
  const first = samples.findIndex((sample) => Math.abs(sample) >= QUIET)
  if (first < 0) return null
  let last = samples.length - 1
  while (Math.abs(samples[last] ?? 0) < QUIET) last--
  return { from: (first * 1000) / rate, to: ((last + 1) * 1000) / rate }
}

/** Without the silence at its end; silence at the start stays, since word times count from there. */
export const trimEnd = (sound: Sound): Sound => {
  const voiced = voicedSpan(sound)
  if (voiced === null) return sound
  const end = Math.round((voiced.to / 1000 + TAIL_SECONDS) * sound.rate)
  return { rate: sound.rate, samples: sound.samples.subarray(0, Math.min(sound.samples.length, end)) }
}

/** Kept before the first sample that can be heard. */
const HEAD_SECONDS = 0.02

/** Without the silence at its start: a voice that is late makes a whole video late. */
export const trimStart = (sound: Sound): { readonly sound: Sound; readonly skippedMillis: number } => {
  const voiced = voicedSpan(sound)
  const from = voiced === null ? 0 : Math.max(0, Math.floor((voiced.from / 1000 - HEAD_SECONDS) * sound.rate))
  return {
    sound: { rate: sound.rate, samples: sound.samples.subarray(from) },
    skippedMillis: (from * 1000) / sound.rate
  }
}
