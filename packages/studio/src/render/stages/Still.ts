import * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import type { Shot, Sprite } from "../looks/Shot.ts"
import { FPS } from "../picture/Frame.ts"
import type { RenderError } from "../RenderErrors.ts"
import { paintShot, type SceneKit } from "./Scene.ts"
import { sceneGraph } from "./SceneGraph.ts"

/** Where a sprite lies once it has come in. */
const standing = (frame: number) => (sprite: Sprite): Sprite => {
  const [vx, vy] = sprite.velocity ?? [0, 0]
  const { bob: _bob, leave: _leave, until: _until, velocity: _velocity, ...rest } = sprite
  return { ...rest, at: 0, enter: { kind: "none" }, x: sprite.x + vx * frame, y: sprite.y + vy * frame }
}

const isSeen = (frame: number, frames: number) => ({ at, leave, until }: Sprite): boolean =>
  at <= frame && frame < Math.min(until ?? frames, leave?.at ?? frames)

/** The shot as it is seen in one frame of it: what is coming in has come in, nothing moves. */
export const stillShot = (shot: Shot, frame: number): Shot => ({
  ...shot,
  frames: 1,
  punch: 0,
  sprites: shot.sprites.filter(isSeen(frame, shot.frames)).map(standing(frame))
})

/**
 * Draws one frame of a shot as a JPEG, `width` pixels wide. It costs the frame and not the shot: nothing before it is drawn,
 * nothing is encoded but the picture.
 */
export const drawStill = (
  shot: Shot,
  frame: number,
  kit: SceneKit,
  { file, folder, width }: { readonly file: string; readonly folder: string; readonly width: number }
): Effect.Effect<void, RenderError, FileSystem.FileSystem | Path.Path | Ffmpeg> =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const ffmpeg = yield* Ffmpeg
    const still = stillShot(shot, frame)
    yield* fs.makeDirectory(folder, { recursive: true }).pipe(Effect.mapError(storeError(folder, "writing")))
    yield* paintShot(still, folder, kit)
    const { graph, inputs } = sceneGraph(still, frame)
    const seek = still.clip === null ? [] : ["-ss", (frame / FPS).toFixed(3)]
    yield* ffmpeg.run({
      stage: "still",
      cwd: folder,
      argv: [
        ...seek,
        ...inputs,
        "-filter_complex",
        `${graph};[v]scale=${width}:-2[o]`,
        ...options("-map [o] -an -frames:v 1 -q:v 3 -update 1 -filter_complex_threads 1 -threads 1"),
        file
      ]
    })
  }).pipe(Effect.ensuring(
    Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.ignore(fs.remove(folder, { recursive: true, force: true })))
  ))
