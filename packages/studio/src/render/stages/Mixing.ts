import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { readWav, type Sound } from "../../voice/Wav.ts"
import { options } from "../Ffmpeg.ts"
import { FPS } from "../picture/Frame.ts"
import { MediaUnreadable, type RenderError } from "../RenderErrors.ts"
import { makeDucking } from "./Ducking.ts"
import { SOUND_RATE } from "./SoundRate.ts"

/** A ten-minute video is mixed in pieces of this many samples: music and effects never lie in memory whole. */
const PIECE = 1 << 18
const BYTES = Float32Array.BYTES_PER_ELEMENT

export const bytesOf = (samples: Float32Array) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)

interface PlacedVoice {
  readonly frame: number
  readonly voice: { readonly wavPath: string }
}

/** The voices of one rate, each at its frame, as long as the video. */
const placedAt = (
  rate: number,
  frames: number,
  voices: ReadonlyArray<{ readonly frame: number; readonly sound: Sound }>
) => {
  const samples = new Int16Array(Math.round((frames * rate) / FPS))
  for (const { frame, sound } of voices) {
    const at = Math.round((frame * rate) / FPS)
    samples.set(sound.samples.subarray(0, Math.max(0, samples.length - at)), Math.min(at, samples.length))
  }
  return new Uint8Array(samples.buffer)
}

/** Adds what is in one file to another of the same length, piece after piece. */
const addTo = Effect.fnUntraced(function*(fs: FileSystem.FileSystem, sum: string, other: string) {
  const reading = Effect.mapError(storeError(other, "reading"))
  const [to, from] = [yield* fs.readFile(sum).pipe(reading), yield* fs.readFile(other).pipe(reading)]
  const view = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / BYTES))
  const [total, added] = [view(to), view(from)]
  for (let at = 0; at < total.length; at++) total[at] = (total[at] ?? 0) + (added[at] ?? 0)
  yield* fs.writeFile(sum, bytesOf(total)).pipe(Effect.mapError(storeError(sum, "writing")))
})

/**
 * Writes `speech.f32`: each voice at its frame, silence between, filtered, as long as the video. Voices of one rate, which are all but
 * always all of them, go through one process together.
 */
export const layVoices = Effect.fn("Mixing.layVoices")(
  function*({ file, filter, frames, fs, places, run }: {
    readonly fs: FileSystem.FileSystem
    readonly run: (argv: ReadonlyArray<string>) => Effect.Effect<unknown, RenderError>
    readonly places: ReadonlyArray<PlacedVoice>
    readonly frames: number
    readonly filter: string
    readonly file: (name: string) => string
  }) {
    const rates = new Map<number, Array<{ readonly frame: number; readonly sound: Sound }>>()
    for (const { frame, voice: { wavPath } } of places) {
      const sound = readWav(yield* fs.readFile(wavPath).pipe(Effect.mapError(storeError(wavPath, "reading"))))
      if (sound === null) return yield* new MediaUnreadable({ stage: "mix", detail: `${wavPath} is not a sound` })
      rates.set(sound.rate, [...(rates.get(sound.rate) ?? []), { frame, sound }])
    }
    const speech = file("speech.f32")
    const samples = (frames * SOUND_RATE) / FPS
    for (const [index, [rate, voices]] of [...rates].entries()) {
      const [placed, heard] = [file("placed.s16"), index === 0 ? speech : file("more.f32")]
      yield* fs.writeFile(placed, placedAt(rate, frames, voices)).pipe(Effect.mapError(storeError(placed, "writing")))
      const input = options(`-f s16le -ar ${rate} -ac 1 -i`)
      const length = `apad=whole_len=${samples},atrim=end_sample=${samples}`
      const output = options(`-ar ${SOUND_RATE} -ac 1 -f f32le -y`)
      yield* run([...input, placed, "-af", `aresample=${SOUND_RATE},${filter},${length}`, ...output, heard])
      yield* fs.remove(placed).pipe(Effect.mapError(storeError(placed, "writing")))
      if (index === 0) continue
      yield* addTo(fs, speech, heard)
      yield* fs.remove(heard).pipe(Effect.mapError(storeError(heard, "writing")))
    }
  }
)

/** Writes music and effects as long as the video, under the speech where there is any, as two channels. `hear` gets what is written. */
export const layMusic = Effect.fn("Mixing.layMusic")(
  function*({ bed, effects, fs, hear, mix, samples, speech }: {
    readonly fs: FileSystem.FileSystem
    readonly speech: string | null
    readonly bed: string | null
    readonly effects: Float32Array
    readonly samples: number
    readonly mix: string
    readonly hear: (mixed: Float32Array) => void
  }) {
    const writing = Effect.mapError(storeError(mix, "writing"))
    const pcm = bed === null
      ? new Uint8Array()
      : yield* fs.readFile(bed).pipe(Effect.mapError(storeError(bed, "reading")))
    // Copied, because the file's bytes need not begin where a sample may.
    const duck = makeDucking(new Int16Array(pcm.slice().buffer), samples, speech !== null, effects)
    const mixed = yield* fs.open(mix, { flag: "w" }).pipe(writing)
    const said = speech === null ? null : yield* fs.open(speech, { flag: "r" }).pipe(
      Effect.mapError(storeError(speech, "reading"))
    )
    for (let at = 0; at < samples; at += PIECE) {
      const length = Math.min(PIECE, samples - at)
      const piece = new Float32Array(length)
      if (said !== null && speech !== null) {
        const read = yield* said.readAlloc(FileSystem.Size(length * BYTES)).pipe(
          Effect.mapError(storeError(speech, "reading"))
        )
        if (Option.isNone(read)) return yield* new MediaUnreadable({ stage: "mix", detail: `${speech} ends too early` })
        bytesOf(piece).set(read.value)
      }
      const ducked = duck(piece)
      hear(ducked)
      yield* mixed.writeAll(bytesOf(ducked)).pipe(writing)
      yield* Effect.yieldNow()
    }
  },
  Effect.scoped
)
