import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { readWav } from "../../voice/Wav.ts"
import type { Production, Shot } from "../looks/Shot.ts"
import { FPS } from "../picture/Frame.ts"
import { MediaUnreadable, type RenderError } from "../RenderErrors.ts"
import type { TimedSegment } from "../stages/Timeline.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { captionFindings } from "./CaptionGate.ts"
import { contrastFinding } from "./ContrastGate.ts"
import type { GateFinding } from "./Finding.ts"
import { edgesOf, frameFindings, type Looked, lookedAfter, type Measures, measuresOf } from "./FrameGate.ts"
import { glyphFindings, layoutFindings, repeatFindings } from "./LayoutGate.ts"
import { pictureFindings } from "./PictureGate.ts"
import { readFrame, readingOf, seenScene } from "./Sight.ts"

/** Raised when the same video is judged differently than before. */
const GATE_VERSION = 6

const starts = (shots: ReadonlyArray<Shot>): ReadonlyArray<number> => {
  let start = 0
  return shots.map(({ frames }) => (start += frames) - frames)
}

/** Cuts, texts and words against the sound, without a look at the picture. */
export const plannedFindings = (
  shots: ReadonlyArray<Shot>,
  { scenes, setter }: Pick<Production, "scenes" | "setter">
): ReadonlyArray<GateFinding> => [
  ...shots.flatMap((shot, index) => {
    const start = starts(shots)[index] ?? 0
    return [
      ...layoutFindings(shot, start),
      ...pictureFindings(shot, start),
      ...glyphFindings(shot, (text) => setter.set(text, 10, "sans").missing, start)
    ]
  }),
  ...repeatFindings(scenes)
]

const captionsAgainstSound = Effect.fnUntraced(function*(segments: ReadonlyArray<TimedSegment>) {
  const fs = yield* FileSystem.FileSystem
  const findings: Array<GateFinding> = []
  for (const { lead, start, voice, words } of segments) {
    if (voice === null) continue
    const bytes = yield* fs.readFile(voice.wavPath).pipe(Effect.mapError(storeError(voice.wavPath, "reading")))
    const sound = readWav(bytes)
    if (sound === null) continue
    const first = words.find(({ from }) => from !== null)?.from ?? null
    findings.push(...captionFindings({
      text: words.map(({ text }) => text).join(" "),
      samples: sound.samples,
      rate: sound.rate,
      firstWordMillis: first === null ? null : ((first - lead) * 1000) / FPS
    }, start / FPS))
  }
  return findings
})

export interface Judged {
  readonly stage: Stage
  readonly findings: ReadonlyArray<GateFinding>
  readonly measures: Measures
}

interface Kept {
  readonly findings: ReadonlyArray<GateFinding>
  readonly measures: Measures
}

/** What is read in each scene: which one, in which frame of the video, and its texts. */
const readingsIn = (shots: ReadonlyArray<Shot>) => {
  const begun = starts(shots)
  return shots.flatMap((shot, scene) => {
    const reading = readingOf(shot)
    return reading === null ? [] : [{ scene, frame: (begun[scene] ?? 0) + reading.frame, texts: reading.texts }]
  })
}

/** What is seen of all scenes. Each was looked at when it was drawn; only where two meet is looked at again. */
const lookedAt = Effect.fnUntraced(function*(folders: ReadonlyArray<string>, shots: ReadonlyArray<Shot>) {
  const stretches: Array<Looked> = []
  let before: Uint8Array = new Uint8Array()
  for (const [scene, shot] of shots.entries()) {
    const { head, looked, tail } = yield* seenScene(folders[scene] ?? "", shot)
    stretches.push(scene === 0 ? looked : lookedAfter(looked, head, before))
    before = edgesOf(Buffer.concat([before, tail])).tail
  }
  return stretches
})

const seen = Effect.fnUntraced(function*(
  folders: ReadonlyArray<string>,
  shots: ReadonlyArray<Shot>,
  readings: ReturnType<typeof readingsIn>
) {
  const stretches = yield* lookedAt(folders, shots)
  const contrasts = yield* Effect.forEach(
    readings,
    ({ frame, scene, texts }) =>
      Effect.map(
        readFrame(folders[scene] ?? ""),
        (read) => texts.flatMap((text) => contrastFinding(read, text, frame))
      )
  )
  return { measures: measuresOf(stretches), contrasts: contrasts.flat() }
})

/** Looks at a video before anybody else does: at the frames that were encoded. What it finds is kept under what was looked at. */
export const judge = Effect.fn("Render.gate")(function*(
  scenes: ReadonlyArray<{ readonly stage: Stage }>,
  shots: ReadonlyArray<Shot>,
  segments: ReadonlyArray<TimedSegment>,
  production: Pick<Production, "scenes" | "setter">
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const readings = readingsIn(shots)
  const planned = plannedFindings(shots, production)
  const stage = yield* store.make<RenderError>({
    name: "gate",
    key: {
      scenes: scenes.map((scene) => scene.stage.id),
      segments: segments.map(({ lead, start, voice, words }) => ({ lead, start, voice: voice?.id ?? null, words })),
      readings,
      planned,
      version: GATE_VERSION
    },
    build: (folder) =>
      Effect.gen(function*() {
        const { contrasts, measures } = yield* seen(scenes.map((scene) => scene.stage.folder), shots, readings)
        const kept: Kept = {
          findings: [...planned, ...contrasts, ...frameFindings(measures), ...(yield* captionsAgainstSound(segments))],
          measures
        }
        const file = path.join(folder, "findings.json")
        yield* fs.writeFileString(file, JSON.stringify(kept)).pipe(Effect.mapError(storeError(folder, "writing")))
      }).pipe(Effect.provideService(FileSystem.FileSystem, fs), Effect.provideService(Path.Path, path))
  })
  const file = path.join(stage.folder, "findings.json")
  const json = yield* fs.readFileString(file).pipe(Effect.mapError(storeError(file, "reading")))
  const kept = yield* Effect.try({
    try: () => JSON.parse(json) as Kept,
    catch: () => new MediaUnreadable({ stage: "gate", detail: `${stage.folder} is damaged` })
  })
  return { stage, ...kept } satisfies Judged
})
