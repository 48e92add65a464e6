import type { Mood } from "@callsheet/domain/asset/Script"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import { FPS } from "../picture/Frame.ts"
import { RenderConfig } from "../RenderConfig.ts"
import type { OwnMusic } from "../Renderer.ts"
import { MusicUnusable, type RenderError } from "../RenderErrors.ts"
import { BED_VERSION, drawBed, levelledPcm } from "../sound/Bed.ts"
import { type Cue, drawCues } from "../sound/Cues.ts"
import { EFFECTS_VERSION } from "../sound/Effects.ts"
import { loudnessMeter } from "../sound/Loudness.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { DUCKING_VERSION } from "./Ducking.ts"
import { master, MASTERING } from "./Mastering.ts"
import { layMusic, layVoices } from "./Mixing.ts"
import { SOUND_RATE } from "./SoundRate.ts"
import { type TimedSegment, totalFrames } from "./Timeline.ts"

const AAC = options(`-c:a aac -b:a 160k -ar ${SOUND_RATE} -ac 2`)
const RAW = options(`-f f32le -ar ${SOUND_RATE} -ac 2`)
/** Speech without rumble and boom, with a little presence, even in level. */
const SPEECH = "highpass=f=85,equalizer=f=250:t=q:w=1:g=-2,equalizer=f=3200:t=q:w=1.2:g=3,lowpass=f=10500," +
  "acompressor=threshold=0.06:ratio=3:attack=8:release=120:makeup=2.2"
const SILENCE = `anullsrc=r=${SOUND_RATE}:cl=stereo`

const bedStage = Effect.fnUntraced(function*(mood: Mood) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  return yield* store.make<RenderError>({
    name: "bed",
    key: { mood, version: BED_VERSION },
    build: (folder) =>
      Effect.flatMap(
        drawBed(mood),
        (samples) =>
          fs.writeFile(path.join(folder, "bed.pcm"), samples).pipe(Effect.mapError(storeError(folder, "writing")))
      )
  })
})

/** Of a piece longer than this the beginning is heard again: what is decoded lies in memory while it is mixed. */
const MOST_SECONDS = 180

/** Music that an org brought, as loud as music made here. */
const ownBedStage = Effect.fnUntraced(function*({ name, path: file, sha256 }: OwnMusic) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { fingerprint } = yield* ffmpeg.find
  const unusable = (reason: string) => new MusicUnusable({ file: name, reason })
  const output = options(`-map 0:a:0 -vn -t ${MOST_SECONDS} -f s16le -ar ${SOUND_RATE} -ac 2 -y`)
  return yield* store.make<RenderError>({
    name: "bed",
    key: { own: sha256, output, version: BED_VERSION, fingerprint },
    build: (folder) =>
      Effect.gen(function*() {
        const bed = path.join(folder, "bed.pcm")
        yield* ffmpeg.run({ stage: "mix", cwd: folder, argv: ["-i", file, ...output, bed] }).pipe(
          Effect.catchTags({
            MediaUnreadable: ({ detail }) => unusable(detail),
            RenderFailed: ({ detail }) => unusable(detail)
          })
        )
        const pcm = yield* fs.readFile(bed).pipe(Effect.mapError(storeError(bed, "reading")))
        if (pcm.length < 4) return yield* unusable("it has no sound")
        const samples = levelledPcm(new Int16Array(pcm.slice().buffer, 0, pcm.length >> 1))
        yield* fs.writeFile(bed, new Uint8Array(samples.buffer)).pipe(Effect.mapError(storeError(bed, "writing")))
      })
  })
})

export interface SoundTrack {
  readonly stage: Stage
  readonly path: string
  readonly hasMusic: boolean
  readonly stages: ReadonlyArray<Stage>
}

/**
 * The sound of the whole video, exactly as long as its picture; silence where nobody speaks and nothing plays. ffmpeg only
 * ever gets one input at a time here, because that gives the same bytes every time.
 */
export const soundOf = Effect.fn("Render.sound")(function*(
  segments: ReadonlyArray<TimedSegment>,
  plan: { readonly mood: Mood; readonly cues: ReadonlyArray<Cue>; readonly own?: OwnMusic | undefined }
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { effects, music } = yield* RenderConfig
  const { fingerprint } = yield* ffmpeg.find
  const frames = totalFrames(segments)
  const samples = (frames * SOUND_RATE) / FPS
  const spoken = segments.flatMap(({ lead, start, voice }) => voice === null ? [] : [{ frame: start + lead, voice }])
  // Who chose a piece wants it heard, also where none is made here.
  const bed = plan.own !== undefined
    ? yield* ownBedStage(plan.own)
    : music === "bed"
    ? yield* bedStage(plan.mood)
    : null
  const cues = effects ? plan.cues : []

  const stage = yield* store.make<RenderError>({
    name: "mix",
    key: {
      voices: spoken.map(({ frame, voice }) => [voice.id, frame]),
      bed: bed?.id ?? null,
      cues,
      argv: [SPEECH, SILENCE, AAC, DUCKING_VERSION, EFFECTS_VERSION],
      mastering: MASTERING,
      samples,
      fingerprint
    },
    build: (folder) =>
      Effect.gen(function*() {
        const file = (name: string) => path.join(folder, name)
        const run = (argv: ReadonlyArray<string>) => ffmpeg.run({ stage: "mix", cwd: folder, argv })
        if (spoken.length === 0 && bed === null && cues.length === 0) {
          const source = options(`-f lavfi -i ${SILENCE} -t ${(frames / FPS).toFixed(4)}`)
          yield* run([...source, ...AAC, file("audio.m4a")])
          return
        }
        if (spoken.length > 0) {
          yield* layVoices({ fs, run, places: spoken, frames, filter: SPEECH, file })
        }
        const meter = loudnessMeter()
        const [mix, mastered] = [file("mix.f32"), file("mastered.f32")]
        yield* layMusic({
          fs,
          speech: spoken.length > 0 ? file("speech.f32") : null,
          bed: bed === null ? null : path.join(bed.folder, "bed.pcm"),
          effects: drawCues(cues, samples),
          samples,
          mix,
          hear: meter.hear
        })
        yield* master(fs, { mix, mastered, samples, loudness: meter.loudness() })
        yield* run([...RAW, "-i", mastered, ...AAC, file("audio.m4a")])
        for (const name of ["speech.f32", "mix.f32", "mastered.f32"]) {
          yield* fs.remove(file(name), { force: true }).pipe(Effect.mapError(storeError(folder, "writing")))
        }
      })
  })
  return {
    stage,
    path: path.join(stage.folder, "audio.m4a"),
    hasMusic: bed !== null,
    stages: bed === null ? [stage] : [bed, stage]
  } satisfies SoundTrack
})
