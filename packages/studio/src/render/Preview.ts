import { shownScript } from "@callsheet/domain/asset/Pauses"
import type { Script } from "@callsheet/domain/asset/Script"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect, Option } from "effect"
import { storeError } from "../media/MediaErrors.ts"
import type { Payer } from "../spending/Payer.ts"
import type { Voice } from "../voice/Voice.ts"
import type { Ffmpeg } from "./Ffmpeg.ts"
import { productionOf } from "./FfmpegRenderer.ts"
import { shotsOf } from "./looks/Looks.ts"
import type { Brand, FoundPicture } from "./looks/Shot.ts"
import type { Painter } from "./paint/Painter.ts"
import { FPS } from "./picture/Frame.ts"
import { GlyphsMissing, type RenderError, ScriptEmpty } from "./RenderErrors.ts"
import { missingGlyphs, shownLines, speakShown } from "./stages/Speech.ts"
import { drawStill, type StillFile } from "./stages/Still.ts"
import type { Typesetter } from "./text/Typesetter.ts"

const STILLS = 6
const COVER = "cover.jpg"
const COVER_WIDTH = 720
const STILL_WIDTH = 540
/** As of a video: whole sentences stand, and nothing is leaving yet. */
const BEFORE_END = 8
/** Drawn at a time: while one is painted, others are packed, or read from their clips. */
const AT_ONCE = 3

export interface PreviewRequest {
  readonly script: Script
  readonly handle?: string
  readonly brand?: Brand
  readonly pictures: ReadonlyMap<number, FoundPicture>
  /** Which line to speak, counted from 0; null speaks none. */
  readonly speak: number | null
  /** Where the files go. */
  readonly folder: string
}

export interface Previewed {
  readonly look: string
  readonly millis: number
  /** File names in the folder. */
  readonly cover: string
  readonly stills: ReadonlyArray<{ readonly file: string; readonly line: number; readonly atMillis: number }>
  readonly sound: { readonly file: string; readonly engine: string; readonly durationMillis: number } | null
}

/** Shots spread over the video: the first, the last, and those between them. The wanted one takes its neighbour's place. */
const chosen = (count: number, wanted: number): ReadonlyArray<number> => {
  if (count <= STILLS) return Array.from({ length: count }, (_, index) => index)
  const spread = Array.from({ length: STILLS }, (_, index) => Math.round((index * (count - 1)) / (STILLS - 1)))
  if (wanted < 0 || spread.includes(wanted)) return spread
  const nearest = spread.reduce((best, index) => Math.abs(index - wanted) < Math.abs(best - wanted) ? index : best)
  return spread.map((index) => index === nearest ? wanted : index)
}

const sounds = Effect.fnUntraced(function*({ folder, script, speak }: PreviewRequest) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const line = shownLines(script).find(({ source }) => source === speak)
  if (line === undefined) return null
  const spoken = yield* speakShown(line, script)
  if (Option.isNone(spoken)) return null
  const { durationMillis, engine, wav } = spoken.value
  const file = `line-${line.source + 1}.wav`
  yield* fs.writeFile(path.join(folder, file), wav).pipe(Effect.mapError(storeError(folder, "writing")))
  return { file, engine, durationMillis }
})

/** Cover, stills and the sound of one line of a script that nobody has rendered. */
export const preview = (
  request: PreviewRequest,
  { painter, setter }: { readonly painter: Painter; readonly setter: Typesetter }
): Effect.Effect<
  Previewed,
  RenderError,
  FileSystem.FileSystem | Path.Path | Ffmpeg | Voice | Payer
> =>
  Effect.gen(function*() {
    const path = yield* Path.Path
    const fs = yield* FileSystem.FileSystem
    const { folder, pictures, script } = request
    const shown = shownLines(script)
    if (shown.length === 0) return yield* new ScriptEmpty()
    const missing = missingGlyphs(script, request.handle, setter)
    if (missing.length > 0) return yield* new GlyphsMissing({ glyphs: missing })
    // Nobody has spoken yet: lines stand as long as they take to be read.
    const lines = shown.map((line) => ({ ...line, voice: null }))
    const production = productionOf({ ...request, script: shownScript(script) }, { lines }, { pictures }, setter)
    const shots = shotsOf(production)
    yield* fs.makeDirectory(folder, { recursive: true }).pipe(Effect.mapError(storeError(folder, "writing")))
    const starts = shots.reduce<ReadonlyArray<number>>((all, { frames }) => [...all, (all.at(-1) ?? 0) + frames], [0])
    const paths = new Map([...pictures.values()].map(({ id, path }) => [id, path]))
    const logo = request.brand?.logo
    const kit = { painter, photoPath: (id: string) => paths.get(id) ?? (logo?.id === id ? logo.path : id) }
    const spoken = production.scenes.findIndex(({ line }) => shown[line]?.source === request.speak)
    const picks = chosen(shots.length, spoken)
    const [first] = shots
    if (first === undefined) return yield* new ScriptEmpty()
    const cover = { file: path.join(folder, COVER), width: COVER_WIDTH }
    const stills = picks.map((_, at) => `still-${at + 1}.jpg`)
    // What a shot is drawn for: the first is the cover, too, and painted once.
    const wanted = new Map<number, ReadonlyArray<StillFile>>([[0, [cover]]])
    picks.forEach((index, at) => {
      const still = { file: path.join(folder, stills[at] ?? ""), width: STILL_WIDTH }
      wanted.set(index, [...(wanted.get(index) ?? []), still])
    })
    const draw = ([index, files]: readonly [number, ReadonlyArray<StillFile>]) => {
      const shot = shots[index] ?? first
      return drawStill(shot, Math.max(0, shot.frames - BEFORE_END), kit, {
        files,
        folder: path.join(folder, `shot-${index}.making`)
      })
    }
    const [, sound] = yield* Effect.all([
      Effect.forEach(wanted, draw, { concurrency: AT_ONCE, discard: true }),
      sounds(request)
    ], { concurrency: 2 })
    return {
      look: production.look,
      millis: Math.round(((starts.at(-1) ?? 0) * 1_000) / FPS),
      cover: COVER,
      stills: stills.map((file, at) => {
        const index = picks[at] ?? 0
        const frame = (starts[index] ?? 0) + Math.max(0, (shots[index]?.frames ?? 0) - BEFORE_END)
        const line = shown[production.scenes[index]?.line ?? 0]?.source ?? 0
        return { file, line, atMillis: Math.round((frame * 1_000) / FPS) }
      }),
      sound
    }
  })
