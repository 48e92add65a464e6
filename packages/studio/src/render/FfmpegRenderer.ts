import { Provenance, VideoFacts } from "@callsheet/domain/asset/Media"
import { shownScript } from "@callsheet/domain/asset/Pauses"
import { scenesOf } from "@callsheet/domain/asset/Scenes"
import type { Mood, Script } from "@callsheet/domain/asset/Script"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import { type Context, Effect, Layer } from "effect"
import type { VoiceRecording } from "../voice/RecordedVoice.ts"
import type { Voice } from "../voice/Voice.ts"
import { speakable } from "../voice/WordTimes.ts"
import type { Ffmpeg } from "./Ffmpeg.ts"
import type { GateFinding } from "./gate/Finding.ts"
import { judge } from "./gate/Gate.ts"
import { sizeNotes } from "./gate/PictureGate.ts"
import { END_FRAMES, hasEndCard, withEndCard } from "./looks/EndCard.ts"
import { lookFor, shotsOf } from "./looks/Looks.ts"
import type { Brand, Production, Shot } from "./looks/Shot.ts"
import { stageScenes } from "./looks/Staging.ts"
import { loadPainter, type Painter } from "./paint/Painter.ts"
import { FPS, HEIGHT, WIDTH } from "./picture/Frame.ts"
import { findPictures, type FoundPictures } from "./pictures/FindPictures.ts"
import type { Pictures } from "./pictures/Pictures.ts"
import { makeProgress, type StageProgress } from "./Progress.ts"
import { RenderConfig } from "./RenderConfig.ts"
import {
  type OwnMusic,
  type RenderedFiles,
  Renderer,
  type RenderRequest,
  type StageReport,
  type Voices
} from "./Renderer.ts"
import { DurationOutOfRange, type MediaUnreadable, type OutputInvalid } from "./RenderErrors.ts"
import { cuesFor } from "./sound/Cues.ts"
import { moodFor } from "./sound/MoodFor.ts"
import { coverOf, muxOf } from "./stages/Mux.ts"
import { type SceneKit, sceneOf } from "./stages/Scene.ts"
import { soundOf } from "./stages/Sound.ts"
import { shownTexts, speakScript, type Speech } from "./stages/Speech.ts"
import { type TimedSegment, timelineOf, totalFrames } from "./stages/Timeline.ts"
import { verify } from "./stages/Verify.ts"
import { type Stage, StageStore } from "./StageStore.ts"
import { ownFontNotes } from "./text/OwnFonts.ts"
import { loadTypesetter, loadTypesetterWith, type Typesetter } from "./text/Typesetter.ts"

/** TikTok's own limit for uploads; an account's may be lower. */
const MOST_SECONDS = 600

const provenanceOf = (
  { engine: { name, note, recorded }, lines }: Speech,
  music: Provenance | null,
  pictures: ReadonlyArray<Provenance>
): ReadonlyArray<Provenance> => {
  const engines = new Set(lines.flatMap(({ voice }) => (voice === null ? [] : [voice.engine])))
  const silent = lines.filter(({ voice, words }) => voice === null && words.some(({ text }) => speakable(text) !== ""))
  return [
    ...Array.from(engines, (engine) =>
      new Provenance({
        stage: "voice",
        engine,
        synthetic: recorded !== true,
        ...(engine !== name || note === undefined ? {} : { note })
      })),
    // Who speaks nothing at all by choice has no note.
    ...(silent.length === 0 || note === undefined
      ? []
      : [
        new Provenance({
          stage: "voice",
          engine: name,
          synthetic: false,
          note: `${silent.length} of ${lines.length} lines stay silent: ${note}`
        })
      ]),
    // Type, cards and pictograms, computed by rule: they imitate neither a camera nor a person.
    new Provenance({ stage: "picture", engine: "Callsheet looks", synthetic: false }),
    ...pictures,
    ...(music === null ? [] : [music])
  ]
}

const musicOf = (own: OwnMusic | undefined, mood: Mood): Provenance => {
  if (own === undefined) {
    return new Provenance({ stage: "music", engine: "Callsheet bed", synthetic: false, note: `mood: ${mood}` })
  }
  const { author, licence, name } = own
  const note = [`own music: ${name}`, ...(author === null ? [] : [`by ${author}`]), licence ?? "no licence named"]
  return new Provenance({ stage: "music", engine: "library", synthetic: false, note: note.join(", ").slice(0, 1000) })
}

/** What the gate found is said where the plan says how its video was made. */
const gateNotes = (findings: ReadonlyArray<GateFinding>): ReadonlyArray<Provenance> =>
  findings.length === 0 ? [] : [
    new Provenance({
      stage: "picture",
      engine: "Callsheet gate",
      synthetic: false,
      note: findings.map(({ at, what }) => at === null ? what : `at ${at.toFixed(1)} s ${what}`).join("; ").slice(
        0,
        1000
      )
    })
  ]

const reportOf = ({ cached, id, millis }: Stage): StageReport => ({
  stage: id.replace(/-[0-9a-f]+$/, ""),
  cached,
  millis
})

const drawScenes = Effect.fnUntraced(function*(shots: ReadonlyArray<Shot>, kit: SceneKit, progress: StageProgress) {
  const { concurrency } = yield* RenderConfig
  const total = shots.reduce((sum, { frames }) => sum + frames, 0)
  const finished = shots.map(() => 0)
  return yield* Effect.forEach(
    shots,
    (shot, index) =>
      sceneOf(shot, kit, (frame) => {
        finished[index] = Math.max(finished[index] ?? 0, frame)
        const done = finished.reduce((sum, frames) => sum + frames, 0)
        return progress.advance("scenes", done / total, `${done} of ${total} frames`)
      }),
    { concurrency }
  )
})

/** How the video is laid out: the same request, words and pictures always give the same shots. */
export const productionOf = (
  request: RenderRequest,
  speech: Pick<Speech, "lines">,
  found: Pick<FoundPictures, "pictures">,
  setter: Typesetter
): Production => {
  const { script } = request
  const segments = timelineOf(speech.lines, script.language, script.voice?.pauseMillis)
  const scenes = stageScenes(segments, scenesOf(script), found.pictures)
  const handle = request.handle?.trim() ?? request.brand?.handle?.trim() ?? ""
  return {
    look: request.look ?? lookFor(script, scenes),
    captions: request.captions ?? script.captions ?? null,
    title: script.title ?? null,
    brand: { ...request.brand, ...(handle === "" ? {} : { handle }) },
    setter,
    scenes
  }
}

/** A brand's end card makes the last line longer: its music goes on under it. */
const endingWith = (brand: Brand | undefined, segments: ReadonlyArray<TimedSegment>): ReadonlyArray<TimedSegment> =>
  brand === undefined || !hasEndCard(brand)
    ? segments
    : segments.map((segment, index) =>
      index === segments.length - 1 ? { ...segment, frames: segment.frames + END_FRAMES } : segment
    )

const produce = Effect.fnUntraced(function*(
  request: RenderRequest,
  speech: Speech,
  tools: { readonly setter: Typesetter; readonly painter: Painter; readonly fontNotes: ReadonlyArray<string> },
  progress: StageProgress
) {
  const segments = endingWith(
    request.brand,
    timelineOf(speech.lines, request.script.language, request.script.voice?.pauseMillis)
  )
  const frames = totalFrames(segments)
  const maxSeconds = Math.min(MOST_SECONDS, request.maxSeconds ?? MOST_SECONDS)
  if (frames > maxSeconds * FPS) {
    return yield* new DurationOutOfRange({ seconds: Math.ceil(frames / FPS), maxSeconds })
  }
  const found = yield* findPictures(request.script)
  const production = productionOf(request, speech, found, tools.setter)
  const plain = shotsOf(production)
  const shots = withEndCard(plain, production)
  const mood = request.mood ?? moodFor(request.script, production.look)
  const cues = cuesFor(shots, production.scenes.map(({ role }) => role))
  const logo = request.brand?.logo
  const kit: SceneKit = {
    painter: tools.painter,
    photoPath: (photo) => found.paths.get(photo) ?? (logo?.id === photo ? logo.path : photo)
  }
  const judgedScenes = Effect.gen(function*() {
    const scenes = yield* drawScenes(shots, kit, progress)
    return { scenes, judged: yield* judge(scenes, shots, segments, production) }
  })
  const [{ judged, scenes }, sound] = yield* Effect.all([
    judgedScenes,
    Effect.tap(soundOf(segments, { mood, cues, own: request.music }), () => progress.advance("mix", 1))
  ], { concurrency: 2 })
  const joined = Effect.gen(function*() {
    const video = yield* muxOf(shots, scenes, sound)
    yield* verify(video.path, frames)
    yield* progress.advance("mux", 1)
    return video
  })
  const [video, cover] = yield* Effect.all([
    joined,
    Effect.tap(coverOf(plain, scenes, request.coverAtMillis), () => progress.advance("cover", 1))
  ], { concurrency: 2 })
  yield* Effect.forEach(
    judged.findings,
    ({ at, check, what }) =>
      Effect.logWarning(`The gate found (${check}${at === null ? "" : `, at ${at.toFixed(1)} s`}): ${what}.`)
  )
  const stages = [
    ...speech.stages,
    ...scenes.map(({ stage }) => stage),
    ...sound.stages,
    video.stage,
    judged.stage,
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
    provenance: provenanceOf(speech, sound.hasMusic ? musicOf(request.music, mood) : null, [
      ...found.provenance(sizeNotes(shots)),
      ...tools.fontNotes.map((note) =>
        new Provenance({ stage: "picture", engine: "Callsheet looks", synthetic: false, note })
      ),
      ...gateNotes(judged.findings)
    ]),
    stages: stages.map(reportOf),
    findings: judged.findings,
    measures: judged.measures
  } satisfies RenderedFiles
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
    Ffmpeg | Voice | Pictures | RenderConfig | StageStore | FileSystem.FileSystem | Path.Path
  >()
  const typesetter = yield* Effect.cached(loadTypesetter)
  const painter = yield* Effect.cached(loadPainter)

  const speak = Effect.fnUntraced(function*(
    script: Script,
    handle: string | undefined,
    progress: StageProgress,
    recording: VoiceRecording | undefined
  ) {
    return yield* speakScript(
      script,
      handle,
      yield* typesetter,
      (done, of) => progress.advance("voice", done / of, `${done} of ${of} lines`),
      recording
    )
  })

  const voices = Effect.fn("Renderer.voices")(function*(script: Script, recording?: VoiceRecording) {
    const speech = yield* speak(script, undefined, { advance: () => Effect.void }, recording)
    return {
      provenance: provenanceOf(speech, null, []).filter(({ stage }) => stage === "voice"),
      totalMillis: Math.round(speech.lines.reduce((sum, { voice }) => sum + (voice?.durationMillis ?? 0), 0)),
      // What a person spoke is used up nowhere.
      paid: speech.engine.paid === true || speech.engine.recorded === true
    } satisfies Voices
  }, Effect.provide(context))

  const render: Context.Tag.Service<typeof Renderer>["render"] = (request, onProgress) =>
    Effect.gen(function*() {
      const progress = makeProgress(onProgress)
      const fonts = request.brand?.fonts
      const setter = yield* (fonts === undefined ? typesetter : loadTypesetterWith(fonts))
      // Before anything is spoken or drawn: it is to be known while it can still be changed for nothing.
      const handle = request.handle ?? request.brand?.handle
      const fontNotes = fonts === undefined ? [] : ownFontNotes(shownTexts(request.script, handle), fonts, setter)
      yield* Effect.forEach(fontNotes, (note) => Effect.logWarning(`${note[0]?.toUpperCase()}${note.slice(1)}.`))
      const speech = yield* speak(request.script, request.handle, progress, request.recording)
      const tools = { setter, painter: yield* painter, fontNotes }
      const { store, used } = recorded(yield* StageStore)
      // Pauses are heard and not shown.
      const shown = { ...request, script: shownScript(request.script) }
      const once = Effect.provideService(produce(shown, speech, tools, progress), StageStore, store)
      // A piece that the disk has damaged looks finished. What this render used is forgotten and made once more.
      const again = (problem: OutputInvalid | MediaUnreadable) =>
        Effect.logWarning(`${problem.message} It is made again.`).pipe(
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
  Ffmpeg | Voice | Pictures | RenderConfig | FileSystem.FileSystem | Path.Path
> = Layer.effect(Renderer, make).pipe(Layer.provide(StageStore.layer))
