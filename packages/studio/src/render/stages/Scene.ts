import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import { assFile } from "../picture/Ass.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"
import { drawLoop, GRADIENT_VERSION, LOOP } from "../picture/Gradient.ts"
import type { SegmentPicture } from "../picture/Segment.ts"
import { type Baked, bakedHalo, bakedSticker } from "../picture/Sticker.ts"
import type { Lights, Theme } from "../picture/Theme.ts"
import { RenderConfig } from "../RenderConfig.ts"
import type { RenderError } from "../RenderErrors.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { solveAlpha } from "./Alpha.ts"
import type { TimedSegment } from "./Timeline.ts"

/** A picture laid over every frame, or over those in `when`. */
interface Overlay {
  readonly stage: Stage
  readonly path: string
  readonly side: number
  readonly x: number
  readonly y: number
  readonly when: string | null
}

/**
 * H.264 High 4.0, constant quality. One thread gives the same bytes on every machine. `-r`, because ffmpeg 7 forgets the rate
 * after setpts and would write 25 frames a second. `stitchable` makes segments joinable without encoding again.
 */
const encoder = (draft: boolean): ReadonlyArray<string> => [
  ...options(`-r ${FPS} -c:v libx264 -preset ${draft ? "superfast -crf 32" : "veryfast -crf 20"}`),
  ...options("-profile:v high -level:v 4.0 -pix_fmt yuv420p"),
  ...options("-g 60 -bf 2 -maxrate 12M -bufsize 24M -threads 1 -x264-params stitchable=1"),
  ...options("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"),
  ...options("-video_track_timescale 15360 -f mp4")
]

/** The moving background. A segment does not continue where the last one ended, so that it does not depend on it. */
const loopStage = Effect.fnUntraced(function*(lights: Lights) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  return yield* store.make<RenderError>({
    name: "loop",
    key: { lights, form: LOOP, version: GRADIENT_VERSION },
    build: (folder) =>
      Effect.flatMap(
        drawLoop(lights),
        (video) =>
          fs.writeFile(path.join(folder, "loop.yuv"), video).pipe(Effect.mapError(storeError(folder, "writing")))
      )
  })
})

/**
 * A drawing as a picture with true transparency: drawn on black and on white, from which colour and opacity follow. ffmpeg's
 * own `ass=alpha=1` squares the opacity.
 */
const bakeStage = Effect.fnUntraced(function*({ canvas, drawings }: Baked) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { fingerprint } = yield* ffmpeg.find
  const ass = assFile(drawings, canvas)
  const side = canvas.width
  const ground = (colour: string) =>
    `color=c=${colour}:s=${side}x${side}:r=${FPS},format=gbrp,ass=bake.ass,format=rgb24`
  const graph = `${ground("black")}[k];${ground("white")}[w];[k][w]vstack[both]`
  const output = ["-map", "[both]", "-frames:v", "1", "-f", "rawvideo"]
  return yield* store.make<RenderError>({
    name: "bake",
    key: { ass, graph, output, fingerprint },
    build: (folder) =>
      Effect.gen(function*() {
        const file = (name: string) => path.join(folder, name)
        const writing = Effect.mapError(storeError(folder, "writing"))
        yield* fs.writeFileString(file("bake.ass"), ass).pipe(writing)
        yield* ffmpeg.run({
          stage: "scenes",
          cwd: folder,
          argv: ["-filter_complex", graph, ...output, file("both.rgb")]
        })
        const both = yield* fs.readFile(file("both.rgb")).pipe(Effect.mapError(storeError(folder, "reading")))
        yield* fs.writeFile(file("picture.rgba"), solveAlpha(both)).pipe(writing)
        yield* fs.remove(file("bake.ass")).pipe(writing)
        yield* fs.remove(file("both.rgb")).pipe(writing)
      })
  })
})

const overlaysOf = Effect.fnUntraced(function*({ sticker }: SegmentPicture, theme: Theme) {
  const path = yield* Path.Path
  if (sticker === null) return []
  const baked = [
    ...(sticker.halo ? [{ picture: bakedHalo, when: null }] : []),
    {
      picture: bakedSticker(sticker, theme.shadow),
      when: sticker.rest.map(({ from, to }) => `between(n,${from},${to - 1})`).join("+")
    }
  ]
  return yield* Effect.forEach(baked, ({ picture, when }) =>
    Effect.map(bakeStage(picture), (stage): Overlay => {
      const side = picture.canvas.width
      return {
        stage,
        path: path.join(stage.folder, "picture.rgba"),
        side,
        x: Math.round(sticker.centreX - side / 2),
        y: Math.round(sticker.centreY - side / 2),
        when
      }
    }))
})

/** Everything between the inputs and the encoder. Colours are tagged where they enter, or ffmpeg 7 converts them. */
const filterGraph = (overlays: ReadonlyArray<Overlay>, draft: boolean): string => {
  // -stream_loop starts the timestamps anew with every turn, so frames are numbered instead.
  const background = `[0:v]settb=1/${FPS},setpts=N,setparams=range=tv:colorspace=bt709,` +
    `scale=${WIDTH}:${HEIGHT}:flags=${draft ? "neighbor" : "bicubic"},format=yuv420p[b0]`
  const laid = overlays.flatMap(({ when, x, y }, index) => [
    `[${index + 1}:v]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p[o${index}]`,
    `[b${index}][o${index}]overlay=${x}:${y}:format=yuv420:eof_action=repeat` +
    `${when === null ? "" : `:enable='${when}'`}[b${index + 1}]`
  ])
  const captions = `[b${overlays.length}]setsar=1,setparams=colorspace=smpte170m,ass=segment.ass,` +
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709[v]"
  return [background, ...laid, captions].join(";")
}

export interface Scene {
  readonly stage: Stage
  readonly path: string
  /** Everything it was made from, itself last. */
  readonly stages: ReadonlyArray<Stage>
}

/** One segment of the video, without sound, encoded as it will be in the end. */
export const sceneOf = Effect.fn("Render.scene")(function*(
  segment: TimedSegment,
  picture: SegmentPicture,
  theme: Theme,
  onFrame: (frame: number) => Effect.Effect<void>
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { fingerprint } = yield* ffmpeg.find
  const { draft = false } = yield* RenderConfig
  const { backgrounds } = theme
  const loop = yield* loopStage(backgrounds[segment.index % backgrounds.length] ?? backgrounds[0])
  const overlays = yield* overlaysOf(picture, theme)

  const raw = (format: string, width: number, height: number) =>
    options(`-f rawvideo -pix_fmt ${format} -video_size ${width}x${height} -framerate ${FPS}`)
  // Segments that share a background enter it at different moments.
  const seek = ((segment.index * 71) % LOOP.frames) / FPS
  const background = [...raw(LOOP.pixelFormat, LOOP.width, LOOP.height), "-stream_loop", "-1", "-ss", seek.toFixed(4)]
  const output = [
    ...options(`-map [v] -an -frames:v ${segment.frames} -filter_complex_threads 1`),
    ...encoder(draft)
  ]
  const graph = filterGraph(overlays, draft)
  const stage = yield* store.make<RenderError>({
    name: "scene",
    key: {
      ass: picture.ass,
      loop: loop.id,
      overlays: overlays.map(({ side, stage }) => [stage.id, raw("rgba", side, side)]),
      argv: [background, graph, output],
      fingerprint
    },
    build: (folder) =>
      Effect.gen(function*() {
        const file = path.join(folder, "segment.ass")
        yield* fs.writeFileString(file, picture.ass).pipe(Effect.mapError(storeError(folder, "writing")))
        yield* ffmpeg.run({
          stage: "scenes",
          cwd: folder,
          onFrame,
          argv: [
            ...background,
            "-i",
            path.join(loop.folder, "loop.yuv"),
            ...overlays.flatMap((overlay) => [...raw("rgba", overlay.side, overlay.side), "-i", overlay.path]),
            "-filter_complex",
            graph,
            ...output,
            path.join(folder, "segment.mp4")
          ]
        })
        yield* fs.remove(file).pipe(Effect.mapError(storeError(folder, "writing")))
      })
  })
  yield* onFrame(segment.frames)
  return {
    stage,
    path: path.join(stage.folder, "segment.mp4"),
    stages: [loop, ...overlays.map(({ stage }) => stage), stage]
  } satisfies Scene
})
