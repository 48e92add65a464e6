import { Provenance, VideoFacts } from "@callsheet/domain/asset/Media"
import type { Script } from "@callsheet/domain/asset/Script"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import { type Context, Effect, Layer } from "effect"
import { Voice } from "../voice/Voice.ts"
import type { Ffmpeg } from "./Ffmpeg.ts"
import { FPS, HEIGHT, WIDTH } from "./picture/Frame.ts"
import { drawSegment } from "./picture/Segment.ts"
import { type Theme, themes } from "./picture/Theme.ts"
import { makeProgress, type Progress } from "./Progress.ts"
import { RenderConfig } from "./RenderConfig.ts"
import { type Rendered, Renderer, type RenderRequest, type StageReport, type Voices } from "./Renderer.ts"
import { DurationOutOfRange, type MediaUnreadable, type OutputInvalid } from "./RenderErrors.ts"
import { coverOf, muxOf } from "./stages/Mux.ts"
import { sceneOf } from "./stages/Scene.ts"
import { soundOf } from "./stages/Sound.ts"
import { speakScript, type Speech } from "./stages/Speech.ts"
import { type TimedSegment, timelineOf, totalFrames } from "./stages/Timeline.ts"
import { verify } from "./stages/Verify.ts"
import { type Stage, StageStore } from "./StageStore.ts"
import { loadTypesetter, type Typesetter } from "./text/Typesetter.ts"

/** TikTok's own limit for uploads; an account's may be lower. */
const MOST_SECONDS = 600

const provenanceOf = ({ lines }: Speech, hasMusic: boolean): ReadonlyArray<Provenance> => {
  const engines = new Set(lines.flatMap(({ voice }) => (voice === null ? [] : [voice.engine])))
  return [
    ...Array.from(engines, (engine) => new Provenance({ stage: "voice", engine, synthetic: true })),
    // Captions on moving light, computed by rule: they imitate neither a camera nor a person.
    new Provenance({ stage: "picture", engine: "Callsheet captions", synthetic: false }),
    ...(hasMusic ? [new Provenance({ stage: "music", engine: "Callsheet bed", synthetic: false })] : [])
  ]
}

const reportOf = ({ cached, id, millis }: Stage): StageReport => ({
  stage: id.replace(/-[0-9a-f]+$/, ""),
  cached,
  millis
})

const drawScenes = Effect.fnUntraced(function*(
  segments: ReadonlyArray<TimedSegment>,
  { handle, progress, setter, theme }: {
    readonly handle: string | null
    readonly theme: Theme
    readonly setter: Typesetter
    readonly progress: Progress
  }
) {
  const { concurrency } = yield* RenderConfig
  const total = totalFrames(segments)
  const finished = segments.map(() => 0)
  return yield* Effect.forEach(
    segments,
    (segment) =>
      sceneOf(segment, drawSegment(segment, { theme, handle, setter }), theme, (frame) => {
        finished[segment.index] = Math.max(finished[segment.index] ?? 0, frame)
        const done = finished.reduce((sum, frames) => sum + frames, 0)
        return progress.advance("scenes", done / total, `${done} of ${total} frames`)
      }),
    { concurrency }
  )
})

const produce = Effect.fnUntraced(function*(
  request: RenderRequest,
  speech: Speech,
  setter: Typesetter,
  progress: Progress
) {
  const segments = timelineOf(speech.lines, request.script.language)
  const frames = totalFrames(segments)
  const maxSeconds = Math.min(MOST_SECONDS, request.maxSeconds ?? MOST_SECONDS)
  if (frames > maxSeconds * FPS) {
    return yield* new DurationOutOfRange({ seconds: Math.ceil(frames / FPS), maxSeconds })
  }
  const theme = themes[request.theme ?? "midnight"]
  const handle = request.handle === undefined || request.handle.trim() === "" ? null : request.handle.trim()
  const [scenes, sound] = yield* Effect.all([
    drawScenes(segments, { theme, handle, setter, progress }),
    Effect.tap(soundOf(segments), () => progress.advance("mix", 1))
  ], { concurrency: 2 })
  const video = yield* muxOf(segments, scenes, sound)
  yield* verify(video.path, frames)
  yield* progress.advance("mux", 1)
  const [hook] = segments
  const [opening] = scenes
  if (hook === undefined || opening === undefined) return yield* Effect.dieMessage("A script with lines has a scene.")
  const cover = yield* coverOf(hook, opening)
  yield* progress.advance("cover", 1)
  const stages = [
    ...speech.stages,
    ...scenes.flatMap(({ stages }) => stages),
    ...sound.stages,
    video.stage,
    cover.stage
  ]
  return {
    videoPath: video.path,
    coverPath: cover.path,
    facts: new VideoFacts({
      durationMillis: Math.round((frames * 1000) / FPS),
      width: WIDTH,
      height: HEIGHT,
      coverAtMillis: Math.round((cover.frame * 1000) / FPS)
    }),
    provenance: provenanceOf(speech, sound.hasMusic),
    stages: stages.map(reportOf)
  } satisfies Rendered
})

/** The same store, and what a render takes from it. */
const recorded = (store: Context.Tag.Service<StageStore>) => {
  const used: Array<Stage> = []
  const make: typeof store.make = (request) =>
    Effect.tap(store.make(request), (stage) => Effect.sync(() => used.push(stage)))
  return { store: StageStore.of({ ...store, make }), used }
}

const make = Effect.gen(function*() {
  const context = yield* Effect.context<
    Ffmpeg | Voice | RenderConfig | StageStore | FileSystem.FileSystem | Path.Path
  >()
  const typesetter = yield* Effect.cached(loadTypesetter)

  const speak = Effect.fnUntraced(function*(script: Script, handle: string | undefined, progress: Progress) {
    return yield* speakScript(
      script,
      handle,
      yield* typesetter,
      (done, of) => progress.advance("voice", done / of, `${done} of ${of} lines`)
    )
  })

  const voices = Effect.fn("Renderer.voices")(function*(script: Script) {
    const speech = yield* speak(script, undefined, { advance: () => Effect.void })
    return {
      provenance: provenanceOf(speech, false).filter(({ stage }) => stage === "voice"),
      totalMillis: Math.round(speech.lines.reduce((sum, { voice }) => sum + (voice?.durationMillis ?? 0), 0)),
      paid: (yield* Voice).paid === true
    } satisfies Voices
  }, Effect.provide(context))

  const render: Context.Tag.Service<typeof Renderer>["render"] = (request, onProgress) =>
    Effect.gen(function*() {
      const progress = makeProgress(onProgress)
      const speech = yield* speak(request.script, request.handle, progress)
      const setter = yield* typesetter
      const { store, used } = recorded(yield* StageStore)
      const once = Effect.provideService(produce(request, speech, setter, progress), StageStore, store)
      // A piece that the disk has damaged looks finished. What this render used is forgotten and made once more.
      const again = (problem: OutputInvalid | MediaUnreadable) =>
        Effect.logWarning(`${problem.message} It is made anew.`).pipe(
          Effect.zipRight(Effect.forEach(used, store.discard)),
          Effect.zipRight(once)
        )
      return yield* Effect.catchTags(once, { OutputInvalid: again, MediaUnreadable: again })
    }).pipe(Effect.withSpan("Renderer.render"), Effect.provide(context))

  return Renderer.of({ voices, render })
})

/** Renders with ffmpeg on this machine, in the folder of `RenderConfig`. */
export const layer: Layer.Layer<
  Renderer,
  Layer.Layer.Error<typeof StageStore.layer>,
  Ffmpeg | Voice | RenderConfig | FileSystem.FileSystem | Path.Path
> = Layer.effect(Renderer, make).pipe(Layer.provide(StageStore.layer))
