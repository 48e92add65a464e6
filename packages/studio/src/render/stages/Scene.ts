import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import { SIGHT_VERSION, sightOf } from "../gate/Sight.ts"
import { entranceFrames } from "../looks/Entrances.ts"
import type { Shot } from "../looks/Shot.ts"
import type { Picture } from "../paint/Paint.ts"
import { AS_IT_IS, type Painter, PAINTER_VERSION, type Placement } from "../paint/Painter.ts"
import { assFile } from "../picture/Ass.ts"
import { FPS } from "../picture/Frame.ts"
import { RenderConfig } from "../RenderConfig.ts"
import { MediaUnreadable, type RenderError } from "../RenderErrors.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { ASS, PLATE, sceneGraph, spriteFile } from "./SceneGraph.ts"

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

export interface DrawnScene {
  readonly stage: Stage
  readonly path: string
}

export interface SceneKit {
  readonly painter: Painter
  /** The file of a photo, by its id. */
  readonly photoPath: (photo: string) => string
}

/** Paints everything of a shot into a folder. Painted files are large and quickly made again, so they do not stay. */
export const paintShot = Effect.fn("Render.paint")(
  function*(shot: Shot, folder: string, { painter, photoPath }: SceneKit) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const writing = Effect.mapError(storeError(folder, "writing"))
    const files: Array<string> = []
    const paint = (
      name: string,
      picture: Picture,
      frames: ReadonlyArray<Placement>,
      options?: Parameters<Painter["paint"]>[4]
    ) =>
      Effect.scoped(Effect.gen(function*() {
        files.push(name)
        const file = yield* fs.open(path.join(folder, name), { flag: "w" }).pipe(writing)
        yield* painter.paint(picture, photoPath, frames, (pixels) => writing(file.writeAll(pixels)), options).pipe(
          Effect.catchTag("PhotoUnreadable", ({ detail, path }) =>
            new MediaUnreadable({ stage: "scenes", detail: `${path}: ${detail}` }))
        )
      }))
    const { clip, drawings, plate, sprites } = shot
    if (clip === null) {
      yield* paint(PLATE, plate.picture, [AS_IT_IS], { isOpaque: true })
    }
    for (const [index, sprite] of sprites.entries()) {
      yield* paint(spriteFile(index), sprite.picture, entranceFrames(sprite.enter))
    }
    if (drawings.length > 0) {
      files.push(ASS)
      yield* fs.writeFileString(path.join(folder, ASS), assFile(drawings)).pipe(writing)
    }
    return files
  }
)

/** One shot of the video, without sound, encoded as it will be in the end. */
export const sceneOf = Effect.fn("Render.scene")(function*(
  shot: Shot,
  kit: SceneKit,
  onFrame: (frame: number) => Effect.Effect<void>
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { fingerprint } = yield* ffmpeg.find
  const { draft = false } = yield* RenderConfig
  const output = [
    ...options(`-map [film] -an -frames:v ${shot.frames} -filter_complex_threads 1`),
    ...encoder(draft)
  ]
  const { graph, inputs } = sceneGraph(shot)
  const sight = sightOf(shot)
  const filters = `${graph};${sight.filters}`
  const stage = yield* store.make<RenderError>({
    name: "scene",
    key: {
      // Pictures and clips by their ids; never by where they lie.
      shot: { ...shot, clip: shot.clip?.id ?? null, texts: null, events: null },
      painter: PAINTER_VERSION,
      sight: SIGHT_VERSION,
      argv: [filters, sight.outputs((name) => name), output],
      fingerprint
    },
    build: (folder) =>
      Effect.gen(function*() {
        const files = yield* paintShot(shot, folder, kit)
        yield* ffmpeg.run({
          stage: "scenes",
          cwd: folder,
          onFrame,
          argv: [
            ...inputs,
            "-filter_complex",
            filters,
            ...sight.outputs((name) => path.join(folder, name)),
            ...output,
            path.join(folder, "segment.mp4")
          ]
        })
        yield* sight.keep(folder)
        for (const file of files) {
          yield* fs.remove(path.join(folder, file)).pipe(Effect.mapError(storeError(folder, "writing")))
        }
      }).pipe(Effect.provideService(FileSystem.FileSystem, fs), Effect.provideService(Path.Path, path))
  })
  yield* onFrame(shot.frames)
  return { stage, path: path.join(stage.folder, "segment.mp4") } satisfies DrawnScene
})
