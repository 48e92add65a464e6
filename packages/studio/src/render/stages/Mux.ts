import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import type { Shot } from "../looks/Shot.ts"
import { FPS } from "../picture/Frame.ts"
import type { RenderError } from "../RenderErrors.ts"
import { StageStore } from "../StageStore.ts"
import type { DrawnScene } from "./Scene.ts"
import type { SoundTrack } from "./Sound.ts"

/** Frames before the end of the hook at which its whole sentence stands and no wipe is seen yet. */
const COVER_BEFORE_END = 8

/** Joins segments and sound without encoding again. Nothing of the machine or the time goes into the file. */
export const muxOf = Effect.fn("Render.mux")(function*(
  shots: ReadonlyArray<Pick<Shot, "frames">>,
  scenes: ReadonlyArray<DrawnScene>,
  sound: SoundTrack
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { fingerprint } = yield* ffmpeg.find
  const output = options(
    `-map 0:v:0 -map 1:a:0 -c copy -t ${(shots.reduce((sum, { frames }) => sum + frames, 0) / FPS).toFixed(6)} ` +
      "-movflags +faststart -video_track_timescale 15360 -fflags +bitexact -map_metadata -1"
  )
  const stage = yield* store.make<RenderError>({
    name: "mux",
    key: { scenes: scenes.map(({ stage }) => stage.id), sound: sound.stage.id, output, fingerprint },
    build: (folder) =>
      Effect.gen(function*() {
        const list = path.join(folder, "list.txt")
        const entries = scenes.map((scene, index) =>
          `file '${scene.path.replaceAll("'", "'\\''")}'\nduration ${((shots[index]?.frames ?? 0) / FPS).toFixed(6)}\n`
        )
        const writing = Effect.mapError(storeError(folder, "writing"))
        yield* fs.writeFileString(list, `ffconcat version 1.0\n${entries.join("")}`).pipe(writing)
        const inputs = ["-f", "concat", "-safe", "0", "-i", list, "-i", sound.path]
        yield* ffmpeg.run({ stage: "mux", cwd: folder, argv: [...inputs, ...output, path.join(folder, "video.mp4")] })
        yield* fs.remove(list).pipe(writing)
      })
  })
  return { stage, path: path.join(stage.folder, "video.mp4") }
})

/** Where the frame of a moment lies: in which scene, and how far into it. */
const frameAt = (shots: ReadonlyArray<Pick<Shot, "frames">>, millis: number) => {
  const total = shots.reduce((sum, { frames }) => sum + frames, 0)
  let inScene = Math.min(Math.round((millis * FPS) / 1000), total - 1)
  let scene = 0
  for (const { frames } of shots) {
    if (inScene < frames) break
    inScene -= frames
    scene++
  }
  return { scene, inScene }
}

/** The chosen moment, or the hook with all its words, as JPEG. `frame` is also what TikTok is told to show. */
export const coverOf = Effect.fn("Render.cover")(function*(
  shots: ReadonlyArray<Pick<Shot, "frames">>,
  scenes: ReadonlyArray<DrawnScene>,
  atMillis?: number
) {
  const path = yield* Path.Path
  const store = yield* StageStore
  const ffmpeg = yield* Ffmpeg
  const { fingerprint } = yield* ffmpeg.find
  const { inScene, scene: index } = atMillis === undefined
    ? { inScene: Math.max(0, (shots[0]?.frames ?? 0) - COVER_BEFORE_END), scene: 0 }
    : frameAt(shots, atMillis)
  const scene = scenes[index]
  if (scene === undefined) return yield* Effect.dieMessage("A script with lines has a scene.")
  const frame = shots.slice(0, index).reduce((sum, { frames }) => sum + frames, inScene)
  const seek = ["-ss", (inScene / FPS).toFixed(4)]
  const output = options("-frames:v 1 -q:v 3 -update 1 -fflags +bitexact -map_metadata -1")
  const stage = yield* store.make<RenderError>({
    name: "cover",
    key: { scene: scene.stage.id, seek, output, fingerprint },
    build: (folder) =>
      Effect.asVoid(
        ffmpeg.run({
          stage: "cover",
          cwd: folder,
          argv: [...seek, "-i", scene.path, ...output, path.join(folder, "cover.jpg")]
        })
      )
  })
  return { stage, path: path.join(stage.folder, "cover.jpg"), frame }
})
