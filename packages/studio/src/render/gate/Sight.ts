import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"
import { promisify } from "node:util"
import { constants, deflateRaw, inflateRaw } from "node:zlib"
import { storeError } from "../../media/MediaErrors.ts"
import { options } from "../Ffmpeg.ts"
import type { ReadText, Shot } from "../looks/Shot.ts"
import { MediaUnreadable } from "../RenderErrors.ts"
import { READ } from "./ContrastGate.ts"
import { BACK, edgesOf, LOOK, look, type Looked } from "./FrameGate.ts"

/** The frame of a shot in which its texts stand as they should be read, and which texts those are. */
export const readingOf = (
  { frames, texts }: Pick<Shot, "frames" | "texts">
): { readonly frame: number; readonly texts: ReadonlyArray<ReadText> } | null => {
  const readable = texts.filter(({ from, to }) => to - from > 2)
  if (readable.length === 0) return null
  const frame = Math.min(frames - 3, Math.max(...readable.map(({ from }) => from)) + 1)
  const standing = readable.filter(({ from, to }) => from <= frame && frame < to)
  return standing.length === 0 ? null : { frame, texts: standing }
}

/** Raised when something else is kept of the same frames. */
export const SIGHT_VERSION = 1

const SMALL = "small.gray"
/** What is kept of the small frames: what was seen in them, and those that the next scenes are compared with. */
const LOOKED = "looked.json"
const EDGES = { head: "head.gray", tail: "tail.gray" } as const
const LARGE = "large.rgb"
const packedName = (name: string) => `${name}.deflated`

const deflated = promisify(deflateRaw)
const inflated = promisify(inflateRaw)

const READ_BYTES = READ.width * READ.height * 3
/** Later than any frame of a shot. */
const LATE = 1_000_000

/**
 * What the gate sees of a scene is taken while the scene is drawn: all frames small and grey, and the one that is read at half its
 * size. To decode the finished video for that again takes a fifth of its encoder's time.
 *
 * ffmpeg draws for the output that is furthest behind and keeps what the others have not taken. An output that gets its first frame
 * late would make it keep every frame before that, so this one gets the shot's first frame too, with a time that is never behind.
 */
export const sightOf = (shot: Pick<Shot, "frames" | "texts">) => {
  const reading = readingOf(shot)
  const small = `[sight]scale=${LOOK.width}:${LOOK.height}:flags=area,format=gray[small]`
  const large = reading === null
    ? []
    : [
      `[whole]select='eq(n,0)+eq(n,${reading.frame})',setpts=N+${LATE},` +
      `scale=${READ.width}:${READ.height}:in_color_matrix=bt709:in_range=tv:flags=neighbor,format=rgb24[large]`
    ]
  const names = reading === null ? [SMALL] : [SMALL, LARGE]
  return {
    /** Goes on from `[v]`, and leaves `[film]` for the encoder. It ends there: with an endless input ffmpeg waits forever. */
    filters: [
      `[v]trim=end_frame=${shot.frames},split=${names.length + 1}[film][sight]${reading === null ? "" : "[whole]"}`,
      small,
      ...large
    ].join(
      ";"
    ),
    /** The name of each output goes behind its options. */
    outputs: (path: (name: string) => string): ReadonlyArray<string> => [
      ...options(`-map [small] -frames:v ${shot.frames} -fps_mode passthrough -f rawvideo`),
      path(SMALL),
      ...(reading === null
        ? []
        : [
          ...options(`-map [large] -frames:v ${reading.frame === 0 ? 1 : 2} -fps_mode passthrough -f rawvideo`),
          path(LARGE)
        ])
    ],
    /** Keeps of what ffmpeg wrote what the gate asks for; flat pictures take a tenth when they are packed. */
    keep: Effect.fnUntraced(function*(folder: string) {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const writing = Effect.mapError(storeError(folder, "writing"))
      const pack = (name: string, seen: Uint8Array) =>
        Effect.promise(() => deflated(seen, { level: constants.Z_BEST_SPEED })).pipe(
          Effect.flatMap((packed) => writing(fs.writeFile(path.join(folder, packedName(name)), packed)))
        )
      for (const name of names) {
        const file = path.join(folder, name)
        const raw = yield* Effect.mapError(fs.readFile(file), storeError(file, "reading"))
        if (name === LARGE) {
          yield* pack(name, raw.subarray(-READ_BYTES))
        } else {
          const { head, tail } = edgesOf(raw)
          yield* pack(EDGES.head, head)
          yield* pack(EDGES.tail, tail)
          yield* fs.writeFileString(path.join(folder, LOOKED), JSON.stringify(look(raw))).pipe(writing)
        }
        yield* fs.remove(file).pipe(writing)
      }
    })
  }
}

const unpacked = Effect.fnUntraced(function*(folder: string, name: string, size: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(folder, packedName(name))
  const damaged = new MediaUnreadable({ stage: "gate", detail: `${file} is damaged` })
  const packed = yield* Effect.mapError(fs.readFile(file), storeError(file, "reading"))
  const raw = yield* Effect.tryPromise({ try: () => inflated(packed), catch: () => damaged })
  return raw.length === size ? raw : yield* damaged
})

export interface SeenScene {
  readonly looked: Looked
  readonly head: Uint8Array
  readonly tail: Uint8Array
}

/** What was seen of a scene by itself, and its first and last frames, small and grey. */
export const seenScene = Effect.fnUntraced(function*(folder: string, { frames }: Pick<Shot, "frames">) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(folder, LOOKED)
  const damaged = new MediaUnreadable({ stage: "gate", detail: `${file} is damaged` })
  const json = yield* Effect.mapError(fs.readFileString(file), storeError(file, "reading"))
  const looked = yield* Effect.try({ try: () => JSON.parse(json) as Looked, catch: () => damaged })
  if (looked.frames.length !== frames) return yield* damaged
  const size = Math.min(frames, BACK) * LOOK.width * LOOK.height
  return {
    looked,
    head: yield* unpacked(folder, EDGES.head, size),
    tail: yield* unpacked(folder, EDGES.tail, size)
  } satisfies SeenScene
})

/** The frame of a scene that is read, in RGB, in the size of `READ`. */
export const readFrame = (folder: string) => unpacked(folder, LARGE, READ_BYTES)
