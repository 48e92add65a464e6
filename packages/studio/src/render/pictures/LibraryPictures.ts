import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect, Layer } from "effect"
import { hashFile } from "../../media/FileHash.ts"
import { loadPainter, type Painter } from "../paint/Painter.ts"
import { RenderConfig } from "../RenderConfig.ts"
import type { RenderError } from "../RenderErrors.ts"
import { FOCUS_SIDE, focusOf } from "./Focus.ts"
import { type PictureAnswer, type PictureOrigin, Pictures } from "./Pictures.ts"

const PHOTO = /\.(?:jpe?g|png|webp|avif)$/i
const CLIP = /\.(?:mp4|mov|webm)$/i
/** Larger files are no pictures for a phone's screen; decoding one would take the worker's memory. */
const MOST_BYTES = 64 * 1024 * 1024
/** A photo below this side is a thumbnail: even printed it shows nothing. */
const LEAST_SIDE = 200
const MIDDLE = [0.5, 0.5] as const

const SPEECHLESS = new Set([
  "a",
  "an",
  "the",
  "of",
  "on",
  "in",
  "with",
  "and",
  "der",
  "die",
  "das",
  "ein",
  "eine",
  "mit",
  "und"
])

const wordsIn = (text: string): ReadonlyArray<string> =>
  text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1 && !SPEECHLESS.has(word))

/** How well a file's name answers a wish: the part of the wish's words that stand in it. */
export const likeness = (wish: string, name: string): number => {
  const [wanted, has] = [wordsIn(wish), wordsIn(name.replace(/\.\w+$/, ""))]
  const met = wanted.filter((word) =>
    has.some((one) => one === word || (word.length > 4 && one.startsWith(word.slice(0, -1))))
  )
  return wanted.length === 0 ? 0 : met.length / wanted.length
}

const none = (reason: string): PictureAnswer => ({ found: null, reason })

/** A file that may be shown, and what is known of it. */
export interface PictureFile {
  readonly file: string
  readonly name: string
  readonly form: "photo" | "clip"
  readonly origin: PictureOrigin
  /** Where they are known; a clip that says nothing counts as one that fills the screen. */
  readonly size?: { readonly width: number; readonly height: number }
}

/** Reads what the looks need of a picture: what it is, how large, and where on it what matters lies. */
export const readPicture = Effect.fnUntraced(function*(
  fs: FileSystem.FileSystem,
  painter: Effect.Effect<Painter, RenderError>,
  { file, form, name, origin, size: known }: PictureFile
) {
  const bytes = yield* fs.stat(file).pipe(Effect.map(({ size }) => Number(size)), Effect.orElseSucceed(() => 0))
  if (bytes === 0 || (form === "photo" && bytes > MOST_BYTES)) return none(`the library has no usable file "${name}"`)
  const hash = Effect.map(hashFile(fs, file), ({ sha256 }) => sha256)
  const id = yield* Effect.option(hash)
  if (id._tag === "None") return none(`"${name}" cannot be read`)
  if (form === "clip") {
    const { height, width } = known ?? { width: 1080, height: 1920 }
    return { found: { kind: "clip" as const, path: file, id: id.value, width, height, focus: MIDDLE }, origin }
  }
  const kit = yield* painter
  const size = yield* Effect.option(kit.sizeOf(file))
  const pixels = yield* Effect.option(kit.thumbnail(file, FOCUS_SIDE, FOCUS_SIDE))
  if (size._tag === "None" || pixels._tag === "None") return none(`"${name}" cannot be read as a picture`)
  if (Math.min(size.value.width, size.value.height) < LEAST_SIDE) return none(`"${name}" is too small`)
  return {
    found: { kind: "photo" as const, path: file, id: id.value, ...size.value, focus: focusOf(pixels.value) },
    origin
  }
})

const make = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { folder } = yield* RenderConfig
  const painter = yield* Effect.cached(loadPainter)
  const library = path.resolve(folder, "..", "library")

  const names = fs.readDirectory(library).pipe(Effect.orElseSucceed((): ReadonlyArray<string> => []))

  const open = (name: string) =>
    readPicture(fs, painter, {
      file: path.join(library, name),
      name,
      form: CLIP.test(name) ? "clip" : "photo",
      origin: { source: "library", licence: "the organisation's own", author: null, address: name, synthetic: false }
    })

  return Pictures.of({
    find: Effect.fn("Pictures.library")(function*({ shows: { another = 0, file, wish }, taken }) {
      const all = (yield* names).filter((name) => PHOTO.test(name) || CLIP.test(name)).toSorted()
      if (file !== undefined) {
        const named = all.find((name) => name === file || name.replace(/\.\w+$/, "") === file)
        return named === undefined ? none(`the library has no file "${file}"`) : yield* open(named)
      }
      const ranked = all.map((name) => ({ name, score: likeness(wish ?? "", name) })).filter(({ score }) =>
        score >= 0.5
      )
        .toSorted((a, b) => b.score - a.score)
      for (const { name } of ranked.slice(another)) {
        const answer = yield* open(name)
        if (answer.found !== null && !taken.includes(answer.found.id)) return answer
      }
      return none(`no picture for "${wish ?? ""}" in the library`)
    })
  })
})

/** Finds pictures in the folder `library` beside that of the renderer, by name or by the words in the name. */
export const layer: Layer.Layer<Pictures, never, RenderConfig | FileSystem.FileSystem | Path.Path> = Layer.effect(
  Pictures,
  make
)
