import { Effect, Option, Schema } from "effect"
import { runSpeech } from "./SpeechChild.ts"
import { readWav, type Sound, writeWav } from "./Wav.ts"
import { speakable, type WordSpan } from "./WordTimes.ts"

/** What a word of an endpoint's own account of its speech is called, in the ways endpoints call it. */
const Told = Schema.Struct({
  word: Schema.String,
  start: Schema.optional(Schema.Number),
  end: Schema.optional(Schema.Number),
  start_time: Schema.optional(Schema.Number),
  end_time: Schema.optional(Schema.Number)
})

/** Speech with the times of its words, all in JSON: sound in base64, seconds. */
const Timed = Schema.parseJson(Schema.Struct({
  audio: Schema.optional(Schema.String),
  audio_base64: Schema.optional(Schema.String),
  timestamps: Schema.optional(Schema.Array(Told)),
  words: Schema.optional(Schema.Array(Told))
}))

export interface ToldWord {
  readonly word: string
  readonly span: WordSpan
}

/** An endpoint's answer as it is kept: sound that can be read, and the words' times where it tells them. */
export interface SpeechAnswer {
  readonly sound: Sound
  readonly told: ReadonlyArray<ToldWord>
}

type Form = "wav" | "json" | "compressed" | "pcm" | "text"

/** Samples of raw sound follow each other closely; bytes of anything else do not. */
const isLikelySound = (bytes: Uint8Array): boolean => {
  const count = Math.min(200_000, Math.floor(bytes.length / 2))
  if (count < 1_000) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let [power, next] = [0, 0]
  for (let at = 0; at + 1 < count; at++) {
    const sample = view.getInt16(at * 2, true)
    power += sample * sample
    next += sample * view.getInt16((at + 1) * 2, true)
  }
  return power === 0 || next / power > 0.5
}

/** What an answer is, by its bytes: headers of endpoints are as often wrong as missing. */
export const formOf = (bytes: Uint8Array): Form => {
  const [a = 0, b = 0] = bytes
  const start = String.fromCharCode(...bytes.subarray(0, 4))
  if (start === "RIFF") return "wav"
  if (start === "OggS" || start === "fLaC" || start.startsWith("ID3") || (a === 0xff && (b & 0xe0) === 0xe0)) {
    return "compressed"
  }
  const head = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart()
  if (head.startsWith("{")) return "json"
  if (head.startsWith("<")) return "text"
  return isLikelySound(bytes) ? "pcm" : "text"
}

/** Raw sound has no header: this is what OpenAI's and compatible endpoints send as `pcm`. */
const PCM_RATE = 24_000

const rawSound = (bytes: Uint8Array): Sound => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    rate: PCM_RATE,
    samples: Int16Array.from({ length: Math.floor(bytes.length / 2) }, (_, at) => view.getInt16(at * 2, true))
  }
}

const AS_WAV = ["-ac", "1", "-c:a", "pcm_s16le", "-f", "wav", "pipe:1"]
const DECODING = ["-v", "error", "-i", "pipe:0", ...AS_WAV]

/** MP3, Opus and FLAC as WAV, by ffmpeg. */
export const decoded = (ffmpeg: string, bytes: Uint8Array): Effect.Effect<Uint8Array, string> =>
  runSpeech(ffmpeg, DECODING, bytes)

/** A sound file as WAV, up to so many seconds of it. */
export const decodedFile = (ffmpeg: string, file: string, seconds: number): Effect.Effect<Uint8Array, string> =>
  runSpeech(ffmpeg, ["-v", "error", "-i", file, "-vn", "-t", String(seconds), "-ar", "24000", ...AS_WAV], "")

const spanOf = ({ end, end_time, start, start_time }: typeof Told.Type): WordSpan | null => {
  const [from, to] = [start ?? start_time, end ?? end_time]
  return from === undefined || to === undefined || to < from ? null : { from: from * 1000, to: to * 1000 }
}

/**
 * An answer as it is kept: WAV, or JSON whose sound is WAV. What cannot be read is kept as it came, since it is paid for. `decode`
 * is asked for compressed sound alone.
 */
export const keptAnswer = (
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => Effect.Effect<Uint8Array, string>
): Effect.Effect<Uint8Array> => {
  const plain = (sound: Uint8Array) =>
    formOf(sound) === "compressed"
      ? Effect.catchAll(decode(sound), (reason) =>
        Effect.as(Effect.logWarning(`The sound of the speech endpoint cannot be decoded: ${reason}`), sound))
      : Effect.succeed(formOf(sound) === "pcm" ? writeWav(rawSound(sound)) : sound)
  if (formOf(bytes) !== "json") return plain(bytes)
  const read = Schema.decodeOption(Timed)(new TextDecoder().decode(bytes))
  const audio = Option.getOrUndefined(Option.flatMapNullable(read, (told) => told.audio ?? told.audio_base64))
  if (Option.isNone(read) || audio === undefined) return Effect.succeed(bytes)
  const { timestamps, words } = read.value
  return Effect.map(plain(Uint8Array.from(Buffer.from(audio, "base64"))), (sound) =>
    new TextEncoder().encode(
      JSON.stringify({ audio: Buffer.from(sound).toString("base64"), timestamps: timestamps ?? words ?? [] })
    ))
}

/** What was kept; null where it is no sound. */
export const readAnswer = (kept: Uint8Array): SpeechAnswer | null => {
  if (formOf(kept) !== "json") {
    const sound = readWav(kept)
    return sound === null ? null : { sound, told: [] }
  }
  const read = Schema.decodeOption(Timed)(new TextDecoder().decode(kept))
  if (Option.isNone(read)) return null
  const sound = readWav(Uint8Array.from(Buffer.from(read.value.audio ?? "", "base64")))
  const told = (read.value.timestamps ?? []).flatMap((one) => {
    const span = spanOf(one)
    return span === null ? [] : [{ word: one.word, span }]
  })
  return sound === null ? null : { sound, told }
}

const lettersOf = (word: string): string => (word.toLowerCase().match(/[\p{L}\p{N}]/gu) ?? []).join("")

/**
 * The times that an endpoint told, for the words of the line: its words may be cut otherwise (numbers, hyphens), so letters are
 * counted. Null where they are not the same letters: then nothing of it can be trusted.
 */
export const toldTimes = (
  words: ReadonlyArray<string>,
  told: ReadonlyArray<ToldWord>
): ReadonlyArray<WordSpan | null> | null => {
  const heard = told.map(({ span, word }) => ({ letters: lettersOf(word), span })).filter(({ letters }) =>
    letters !== ""
  )
  let [at, used] = [0, 0]
  const spans: Array<WordSpan | null> = []
  for (const word of words) {
    const letters = lettersOf(speakable(word))
    if (letters === "") {
      spans.push(null)
      continue
    }
    const from = heard[at]?.span.from
    let left = letters
    let to = from
    while (left !== "") {
      const now = heard[at]
      if (now === undefined) return null
      const open = now.letters.slice(used)
      const shared = Math.min(open.length, left.length)
      if (open.slice(0, shared) !== left.slice(0, shared)) return null
      left = left.slice(shared)
      to = now.span.to
      used += shared
      if (used === now.letters.length) [at, used] = [at + 1, 0]
    }
    spans.push(from === undefined || to === undefined ? null : { from, to })
  }
  return at === heard.length ? spans : null
}
