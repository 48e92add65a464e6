import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { MediaUnreadable } from "../RenderErrors.ts"
import { LIMITER_DELAY, LIMITER_VERSION, makeLimiter } from "../sound/Limiter.ts"
import { loudnessMeter } from "../sound/Loudness.ts"
import { bytesOf } from "./Mixing.ts"

/** What TikTok plays at: LUFS, and decibels below full scale kept free before encoding. */
const LOUDNESS = -14
const CEILING = -2
/** Close enough, in LU; limiting makes a little quieter, so the gain is corrected up to three times. */
const TOLERANCE = 0.3
const ROUNDS = 3

/** Everything that decides what a master sounds like. */
export const MASTERING = [LOUDNESS, CEILING, TOLERANCE, ROUNDS, LIMITER_VERSION]

/** Frames of two channels that are limited at a time, so that a long video never lies in memory whole. */
const PIECE = 1 << 16
const FRAME_BYTES = 2 * Float32Array.BYTES_PER_ELEMENT

const linear = (decibels: number): number => 10 ** (decibels / 20)

/** Writes a mix raised by `gain` decibels and limited, as long as it was, and says how loud it is then. */
const raise = Effect.fnUntraced(function*(
  fs: FileSystem.FileSystem,
  { gain, mastered, mix, samples }: {
    readonly mix: string
    readonly mastered: string
    readonly samples: number
    readonly gain: number
  }
) {
  const reading = Effect.mapError(storeError(mix, "reading"))
  const writing = Effect.mapError(storeError(mastered, "writing"))
  const from = yield* fs.open(mix, { flag: "r" }).pipe(reading)
  const to = yield* fs.open(mastered, { flag: "w" }).pipe(writing)
  const limit = makeLimiter(linear(gain), linear(CEILING))
  const meter = loudnessMeter()
  const keep = Effect.fnUntraced(function*(limited: Float32Array) {
    meter.hear(limited)
    if (limited.length > 0) yield* to.writeAll(bytesOf(limited)).pipe(writing)
    yield* Effect.yieldNow()
  })
  // The limiter answers late: its first frames belong to no sound, and its last ones are asked for with silence.
  let early = LIMITER_DELAY
  for (let at = 0; at < samples; at += PIECE) {
    const piece = new Float32Array(2 * Math.min(PIECE, samples - at))
    const read = yield* from.readAlloc(FileSystem.Size((piece.length / 2) * FRAME_BYTES)).pipe(reading)
    if (Option.isNone(read) || read.value.length !== piece.byteLength) {
      return yield* new MediaUnreadable({ stage: "mix", detail: `${mix} ends too early` })
    }
    bytesOf(piece).set(read.value)
    const limited = limit(piece)
    const dropped = Math.min(early, limited.length / 2)
    early -= dropped
    yield* keep(limited.subarray(2 * dropped))
  }
  yield* keep(limit(new Float32Array(2 * (LIMITER_DELAY - early))))
  return meter.loudness()
}, Effect.scoped)

/** Writes a mix of this loudness as loud as it is to be played; silence stays silence. */
export const master = Effect.fn("Mastering.master")(function*(
  fs: FileSystem.FileSystem,
  mix: { readonly mix: string; readonly mastered: string; readonly samples: number; readonly loudness: number | null }
) {
  let gain = LOUDNESS - (mix.loudness ?? LOUDNESS)
  for (let round = 1; round <= ROUNDS; round++) {
    const loudness = yield* raise(fs, { ...mix, gain })
    const off = LOUDNESS - (loudness ?? LOUDNESS)
    if (Math.abs(off) < TOLERANCE) return
    gain += off
  }
})
