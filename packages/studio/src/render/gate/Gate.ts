import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { readWav } from "../../voice/Wav.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import type { Production, ReadText, Shot } from "../looks/Shot.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"
import { MediaUnreadable, type RenderError } from "../RenderErrors.ts"
import type { TimedSegment } from "../stages/Timeline.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { captionFindings } from "./CaptionGate.ts"
import { contrastFinding } from "./ContrastGate.ts"
import type { GateFinding } from "./Finding.ts"
import { frameFindings, LOOK, measure, type Measures } from "./FrameGate.ts"
import { glyphFindings, layoutFindings, repeatFindings } from "./LayoutGate.ts"
import { pictureFindings } from "./PictureGate.ts"

/** Raised when the same video is judged differently than before. */
const GATE_VERSION = 3

/** A frame of each shot in which its texts stand as they should be read. */
const looksAt = (shots: ReadonlyArray<Shot>) => {
  let start = 0
  return shots.flatMap(({ frames, texts }) => {
    const begun = start
    start += frames
    const readable = texts.filter(({ from, to }) => to - from > 2)
    if (readable.length === 0) return []
    const frame = Math.min(frames - 3, Math.max(...readable.map(({ from }) => from)) + 1)
    const standing = readable.filter(({ from, to }) => from <= frame && frame < to)
    return standing.length === 0 ? [] : [{ frame: begun + frame, texts: standing }]
  })
}

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

/** Looks at a finished video before anybody else does. What it finds is kept under the video's own key. */
export const judge = Effect.fn("Render.gate")(function*(
  video: { readonly path: string; readonly stage: Stage },
  shots: ReadonlyArray<Shot>,
  segments: ReadonlyArray<TimedSegment>,
  production: Pick<Production, "scenes" | "setter">
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const looks = looksAt(shots)
  const planned = plannedFindings(shots, production)
  const stage = yield* store.make<RenderError>({
    name: "gate",
    key: { video: video.stage.id, looks, planned, version: GATE_VERSION },
    build: (folder) =>
      Effect.gen(function*() {
        const small = path.join(folder, "small.gray")
        const large = path.join(folder, "frames.rgb")
        const chosen = looks.map(({ frame }) => `eq(n,${frame})`).join("+")
        // Decoded once, for both.
        const graph = `[0:v]split[a][b];[a]scale=${LOOK.width}:${LOOK.height}:flags=area,format=gray[small];` +
          `[b]select='${chosen === "" ? "0" : chosen}',scale=in_color_matrix=bt709:in_range=tv,format=rgb24[large]`
        yield* ffmpeg.run({
          stage: "gate",
          cwd: folder,
          argv: [
            "-i",
            video.path,
            "-filter_complex",
            graph,
            ...options("-map [small] -f rawvideo"),
            small,
            ...options("-map [large] -fps_mode passthrough -f rawvideo"),
            large
          ]
        })
        const reading = Effect.mapError(storeError(folder, "reading"))
        const measures = measure(yield* fs.readFile(small).pipe(reading))
        const frames = yield* fs.readFile(large).pipe(reading)
        const size = WIDTH * HEIGHT * 3
        const contrasts = looks.flatMap(({ frame, texts }, index) =>
          texts.flatMap((text: ReadText) =>
            contrastFinding(frames.subarray(index * size, (index + 1) * size), text, frame)
          )
        )
        const kept: Kept = {
          findings: [...planned, ...contrasts, ...frameFindings(measures), ...(yield* captionsAgainstSound(segments))],
          measures
        }
        const writing = Effect.mapError(storeError(folder, "writing"))
        yield* fs.writeFileString(path.join(folder, "findings.json"), JSON.stringify(kept)).pipe(writing)
        yield* fs.remove(small).pipe(writing)
        yield* fs.remove(large).pipe(writing)
      }).pipe(Effect.provideService(FileSystem.FileSystem, fs))
  })
  const file = path.join(stage.folder, "findings.json")
  const json = yield* fs.readFileString(file).pipe(Effect.mapError(storeError(file, "reading")))
  const kept = yield* Effect.try({
    try: () => JSON.parse(json) as Kept,
    catch: () => new MediaUnreadable({ stage: "gate", detail: `${stage.folder} is damaged` })
  })
  return { stage, ...kept } satisfies Judged
})
