import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { type Context, Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import { FPS } from "../picture/Frame.ts"
import { RenderConfig } from "../RenderConfig.ts"
import { type RenderError, RenderFailed } from "../RenderErrors.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { BED_RATE, BED_VERSION, drawBed } from "./MusicBed.ts"
import { type TimedSegment, totalFrames } from "./Timeline.ts"

/** What TikTok plays at: LUFS, and decibels below full scale kept free before encoding. */
const LOUDNESS = -14
const CEILING = -2
/** Close enough, in LU; limiting makes a little quieter, so the gain is corrected up to three times. */
const TOLERANCE = 0.3
const ROUNDS = 3
const RATE = 48_000

const AAC = options(`-c:a aac -b:a 160k -ar ${RATE} -ac 2`)

const bedStage = Effect.fnUntraced(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  return yield* store.make<RenderError>({
    name: "bed",
    key: { version: BED_VERSION },
    build: (folder) =>
      Effect.flatMap(
        drawBed(),
        (samples) =>
          fs.writeFile(path.join(folder, "bed.pcm"), samples).pipe(Effect.mapError(storeError(folder, "writing")))
      )
  })
})

/** Speech in its places: without rumble and boom, a little presence, even in level. */
const speechChain = (starts: ReadonlyArray<number>, seconds: string): string => {
  const placed = starts.map((start, index) =>
    `[${index}:a]aresample=${RATE},adelay=${Math.round((start / FPS) * RATE)}S:all=1[v${index}]`
  )
  const joined = `${starts.map((_, index) => `[v${index}]`).join("")}amix=inputs=${starts.length}:normalize=0,` +
    "highpass=f=85,equalizer=f=250:t=q:w=1:g=-2,equalizer=f=3200:t=q:w=1.2:g=3,lowpass=f=10500," +
    "acompressor=threshold=0.06:ratio=3:attack=8:release=120:makeup=2.2," +
    `apad,atrim=end=${seconds},aformat=channel_layouts=stereo`
  return [...placed, joined].join(";")
}

const musicChain = (input: number, seconds: string, fadeFrom: string, volume: number): string =>
  `[${input}:a]aresample=${RATE},aformat=channel_layouts=stereo,atrim=end=${seconds},` +
  `afade=t=in:d=0.25,afade=t=out:st=${fadeFrom}:d=0.9,volume=${volume}`

/** Speech alone, music alone, or music that makes room (11 dB) where somebody speaks. */
const mixGraph = (starts: ReadonlyArray<number>, hasMusic: boolean, frames: number): string => {
  const seconds = (frames / FPS).toFixed(4)
  const fadeFrom = Math.max(0, frames / FPS - 0.9).toFixed(3)
  if (!hasMusic) return `${speechChain(starts, seconds)}[mix]`
  if (starts.length === 0) return `${musicChain(0, seconds, fadeFrom, 1)}[mix]`
  return `${speechChain(starts, seconds)},asplit[speech][key];` +
    `${musicChain(starts.length, seconds, fadeFrom, 0.5)}[music];` +
    "[music][key]sidechaincompress=threshold=0.02:ratio=8:attack=15:release=350[ducked];" +
    `[speech][ducked]amix=inputs=2:normalize=0,atrim=end=${seconds}[mix]`
}

/** Integrated loudness in LUFS of a file in `folder`. */
const measure = Effect.fnUntraced(function*(ffmpeg: Context.Tag.Service<Ffmpeg>, folder: string, file: string) {
  const argv = ["-i", file, "-af", "ebur128=peak=true", "-f", "null", "-"]
  const said = yield* ffmpeg.run({ stage: "mix", cwd: folder, level: "info", argv })
  const loudness = Number(/I:\s+(-?[\d.]+|-inf|nan) LUFS/.exec(said.slice(said.lastIndexOf("Summary:")))?.[1])
  return Number.isFinite(loudness)
    ? loudness
    : yield* new RenderFailed({ stage: "mix", detail: "the loudness could not be measured" })
})

/** Raises the mix to the loudness wished for, behind a limiter that also sees the peaks between samples. */
const master = Effect.fnUntraced(function*(
  ffmpeg: Context.Tag.Service<Ffmpeg>,
  folder: string,
  { audio, mix }: { readonly mix: string; readonly audio: string }
) {
  let gain = LOUDNESS - (yield* measure(ffmpeg, folder, mix))
  for (let round = 1; round <= ROUNDS; round++) {
    const limit = (10 ** (CEILING / 20)).toFixed(4)
    const filter = `volume=${gain.toFixed(2)}dB,aresample=192000,` +
      `alimiter=limit=${limit}:attack=3:release=60:level=disabled,aresample=${RATE}`
    yield* ffmpeg.run({
      stage: "mix",
      cwd: folder,
      argv: ["-y", "-i", mix, "-af", filter, ...AAC, audio]
    })
    if (round === ROUNDS) return
    const off = LOUDNESS - (yield* measure(ffmpeg, folder, audio))
    if (Math.abs(off) < TOLERANCE) return
    gain += off
  }
})

const SILENCE = `anullsrc=r=${RATE}:cl=stereo`

export interface SoundTrack {
  readonly stage: Stage
  readonly path: string
  readonly hasMusic: boolean
  readonly stages: ReadonlyArray<Stage>
}

/** The sound of the whole video, exactly as long as its picture; silence where nobody speaks and nothing plays. */
export const soundOf = Effect.fn("Render.sound")(function*(segments: ReadonlyArray<TimedSegment>) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { music } = yield* RenderConfig
  const { fingerprint } = yield* ffmpeg.find
  const frames = totalFrames(segments)
  const spoken = segments.flatMap(({ lead, start, voice }) => (voice === null ? [] : [{ at: start + lead, voice }]))
  const bed = music === "bed" ? yield* bedStage() : null
  const graph = mixGraph(spoken.map(({ at }) => at), bed !== null, frames)
  const isSilent = spoken.length === 0 && bed === null
  const bedInput = options(`-f s16le -ar ${BED_RATE} -ac 2 -stream_loop -1`)

  const stage = yield* store.make<RenderError>({
    name: "mix",
    key: {
      graph: isSilent ? SILENCE : graph,
      voices: spoken.map(({ voice }) => voice.id),
      bed: bed === null ? null : [bed.id, bedInput],
      loudness: [LOUDNESS, CEILING, TOLERANCE, ROUNDS],
      encoder: AAC,
      frames,
      fingerprint
    },
    build: (folder) =>
      Effect.gen(function*() {
        const audio = path.join(folder, "audio.m4a")
        if (isSilent) {
          const source = ["-f", "lavfi", "-i", SILENCE, "-t", (frames / FPS).toFixed(4)]
          yield* ffmpeg.run({ stage: "mix", cwd: folder, argv: [...source, ...AAC, audio] })
          return
        }
        const mix = path.join(folder, "mix.wav")
        yield* ffmpeg.run({
          stage: "mix",
          cwd: folder,
          argv: [
            ...spoken.flatMap(({ voice }) => ["-i", voice.wavPath]),
            ...(bed === null ? [] : [...bedInput, "-i", path.join(bed.folder, "bed.pcm")]),
            "-filter_complex",
            graph,
            ...options(`-map [mix] -ar ${RATE} -c:a pcm_f32le`),
            mix
          ]
        })
        yield* master(ffmpeg, folder, { mix, audio })
        yield* fs.remove(mix).pipe(Effect.mapError(storeError(folder, "writing")))
      })
  })
  return {
    stage,
    path: path.join(stage.folder, "audio.m4a"),
    hasMusic: bed !== null,
    stages: bed === null ? [stage] : [bed, stage]
  } satisfies SoundTrack
})
