import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Ffmpeg, options } from "../Ffmpeg.ts"
import type { Clip, Shot, Sprite } from "../looks/Shot.ts"
import { fill, type Paint, pathOf, type Picture, rect, rectPath } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"
import { MediaUnreadable, type RenderError } from "../RenderErrors.ts"
import { boxOf, move } from "../text/Outline.ts"
import type { SceneKit } from "./Scene.ts"
import { plateStart } from "./SceneGraph.ts"

const WHOLE = [0, 0, WIDTH, HEIGHT] as const

/** How a drawing lies when its motion has come to an end: the last word of each tag holds. */
const restOf = (motion = "") => {
  const last = (tag: RegExp) => [...motion.matchAll(tag)].at(-1)?.slice(1).map(Number)
  const [degrees = 0] = last(/\\frz(-?[\d.]+)/g) ?? []
  const [left = 0, top = 0, right = 0, bottom = 0] = last(/\\clip\((\d+),(\d+),(\d+),(\d+)\)/g) ?? []
  return {
    // libass counts against the clock.
    turn: (-degrees * Math.PI) / 180,
    clip: right > left ? rectPath(left, top, right - left, bottom - top) : null,
    isGone: /\\1a&HFF&/.test(motion)
  }
}

const paintsOf = (frame: number) => (drawing: Drawing): ReadonlyArray<Paint> => {
  const { border, from, opacity = 1, slide, to } = drawing
  const { clip, isGone, turn } = restOf(drawing.motion)
  if (isGone || drawing.outline.length === 0) return []
  const slid = slide === undefined ? 0 : slide.fromX + ((slide.toX - slide.fromX) * (frame - from)) / (to - from)
  const outline = slid === 0 ? drawing.outline : move(drawing.outline, slid, 0)
  const path = pathOf(outline)
  const rim: ReadonlyArray<Paint> = border === undefined || border.width === 0
    ? []
    : [{ op: "stroke", path, colour: border.colour, width: 2 * border.width, opacity: border.opacity ?? 1 }]
  const flat = [...rim, fill(path, drawing.fill, opacity)]
  const box = drawing.frame ?? boxOf(outline)
  const centre = [(box.left + box.right) / 2, (box.top + box.bottom) / 2] as const
  const turned: ReadonlyArray<Paint> = turn === 0 ? flat : [{ op: "turned", centre, turn, paints: flat }]
  return clip === null ? turned : [{ op: "clip", path: clip, paints: turned }]
}

const isSeen = (frame: number, frames: number) => ({ at, leave, until }: Sprite): boolean =>
  at <= frame && frame < Math.min(until ?? frames, leave?.at ?? frames)

/** Where a sprite lies once it has come in. Nothing of it reaches beyond its own canvas. */
const standing = (frame: number) => ({ picture, velocity = [0, 0], x, y }: Sprite): Paint => ({
  op: "moved",
  by: [x + velocity[0] * frame, y + velocity[1] * frame],
  paints: [{ op: "clip", path: rectPath(0, 0, picture.width, picture.height), paints: picture.paints }]
})

const groundOf = ({ clip, plate }: Shot, frame: number): Paint =>
  clip === null
    ? { op: "moved", by: [-(plateStart(plate) + plate.drift * frame), 0], paints: plate.picture.paints }
    : { op: "photo", photo: momentOf(clip, frame), crop: WHOLE, area: WHOLE }

/** The frame of a clip, as the painter's photo. */
const momentOf = ({ id }: Clip, frame: number): string => `${id} at ${frame}`

/** The shot as it is seen in one frame of it: what is coming in has come in, nothing moves. */
export const stillPicture = (shot: Shot, frame: number): Picture => ({
  width: WIDTH,
  height: HEIGHT,
  paints: [
    rect(...WHOLE, "#000000"),
    groundOf(shot, frame),
    ...shot.sprites.filter(isSeen(frame, shot.frames)).map(standing(frame)),
    ...shot.drawings
      .filter(({ from, to }) => from <= frame && frame < to)
      .toSorted((a, b) => a.layer - b.layer)
      .flatMap(paintsOf(frame))
  ]
})

/** Only ffmpeg reads clips. */
const takeMoment = Effect.fnUntraced(function*(clip: Clip, frame: number, folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const ffmpeg = yield* Ffmpeg
  yield* fs.makeDirectory(folder, { recursive: true }).pipe(Effect.mapError(storeError(folder, "writing")))
  const file = path.join(folder, "moment.jpg")
  yield* ffmpeg.run({
    stage: "still",
    cwd: folder,
    argv: [
      ...options(`-ss ${(frame / FPS).toFixed(3)} -threads 1 -stream_loop -1 -i`),
      clip.path,
      "-vf",
      `scale=${WIDTH}:${HEIGHT}:force_original_aspect_ratio=increase,crop=${WIDTH}:${HEIGHT},setsar=1`,
      ...options("-an -frames:v 1 -q:v 2 -update 1 -threads 1"),
      file
    ]
  })
  return file
})

export interface StillFile {
  readonly file: string
  readonly width: number
}

/**
 * Draws one frame of a shot as JPEGs of the given widths, the widest first. It costs the frame and not the shot: nothing before it is
 * drawn, and no process starts unless the shot shows a clip. `folder` is made for that and goes again.
 */
export const drawStill = (
  shot: Shot,
  frame: number,
  { painter, photoPath }: SceneKit,
  { files, folder }: { readonly files: ReadonlyArray<StillFile>; readonly folder: string }
): Effect.Effect<void, RenderError, FileSystem.FileSystem | Path.Path | Ffmpeg> =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const { clip } = shot
    const moment = clip === null ? null : yield* takeMoment(clip, frame, folder)
    const pathFor = (photo: string) =>
      clip !== null && moment !== null && photo === momentOf(clip, frame) ? moment : photoPath(photo)
    const jpegs = yield* painter.jpegs(stillPicture(shot, frame), pathFor, files.map(({ width }) => width)).pipe(
      Effect.catchTag("PhotoUnreadable", ({ detail, path }) =>
        new MediaUnreadable({ stage: "still", detail: `${path}: ${detail}` }))
    )
    yield* Effect.forEach(
      files,
      ({ file }, at) =>
        Effect.mapError(fs.writeFile(file, jpegs[at] ?? new Uint8Array()), storeError(file, "writing")),
      { discard: true }
    )
  }).pipe(Effect.ensuring(
    shot.clip === null
      ? Effect.void
      : Effect.flatMap(
        FileSystem.FileSystem,
        (fs) => Effect.ignoreLogged(fs.remove(folder, { recursive: true, force: true }))
      )
  ))
