import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { options } from "../Ffmpeg.ts"
import { MediaUnreadable, type RenderError } from "../RenderErrors.ts"
import { makeDucking } from "./Ducking.ts"
import { SOUND_RATE } from "./SoundRate.ts"

/** A ten-minute video is mixed in pieces of this many samples and never lies in memory whole. */
const PIECE = 1 << 18
const BYTES = Float32Array.BYTES_PER_ELEMENT

const bytesOf = (samples: Float32Array) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)

const silence = Effect.fnUntraced(function*(file: FileSystem.File, samples: number) {
  for (let left = samples; left > 0; left -= PIECE) {
    yield* file.writeAll(new Uint8Array(Math.min(left, PIECE) * BYTES))
  }
})

/** Writes `placed.f32`: each voice at its sample, silence between, `samples` long. */
export const placeVoices = Effect.fn("Mixing.placeVoices")(
  function*({ file, fs, places, run, samples }: {
    readonly fs: FileSystem.FileSystem
    readonly run: (argv: ReadonlyArray<string>) => Effect.Effect<unknown, RenderError>
    readonly places: ReadonlyArray<{ readonly sample: number; readonly wavPath: string }>
    readonly samples: number
    readonly file: (name: string) => string
  }) {
    const writing = Effect.mapError(storeError(file("placed.f32"), "writing"))
    const placed = yield* fs.open(file("placed.f32"), { flag: "w" }).pipe(writing)
    let at = 0
    for (const { sample, wavPath } of places) {
      const resampled = file("voice.f32")
      yield* run(["-y", "-i", wavPath, ...options(`-ar ${SOUND_RATE} -ac 1 -f f32le`), resampled])
      const voice = yield* fs.readFile(resampled).pipe(Effect.mapError(storeError(resampled, "reading")))
      yield* silence(placed, sample - at).pipe(writing)
      const kept = voice.subarray(0, Math.max(0, samples - sample) * BYTES)
      yield* placed.writeAll(kept).pipe(writing)
      at = Math.max(at, sample) + kept.length / BYTES
      yield* fs.remove(resampled).pipe(writing)
    }
    yield* silence(placed, samples - at).pipe(writing)
  },
  Effect.scoped
)

/** Writes music and effects as long as the video, under the speech where there is any, as two channels. */
export const layMusic = Effect.fn("Mixing.layMusic")(
  function*({ bed, effects, fs, mix, samples, speech }: {
    readonly fs: FileSystem.FileSystem
    readonly speech: string | null
    readonly bed: string | null
    readonly effects: Float32Array
    readonly samples: number
    readonly mix: string
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
      yield* mixed.writeAll(bytesOf(duck(piece))).pipe(writing)
      yield* Effect.yieldNow()
    }
  },
  Effect.scoped
)
