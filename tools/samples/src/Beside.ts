import { scenesOf } from "@callsheet/domain/asset/Scenes"
import type { Script } from "@callsheet/domain/asset/Script"
import { LOOK, measure } from "@callsheet/studio/render/gate/FrameGate"
import { lookFor, shotsOf } from "@callsheet/studio/render/looks/Looks"
import { cropOf } from "@callsheet/studio/render/looks/Photo"
import type { FoundPicture, ReadText, Shot } from "@callsheet/studio/render/looks/Shot"
import { stageScenes } from "@callsheet/studio/render/looks/Staging"
import type { Painter } from "@callsheet/studio/render/paint/Painter"
import type { Drawing } from "@callsheet/studio/render/picture/Ass"
import { FPS, HEIGHT, WIDTH } from "@callsheet/studio/render/picture/Frame"
import { paintShot } from "@callsheet/studio/render/stages/Scene"
import { sceneGraph } from "@callsheet/studio/render/stages/SceneGraph"
import { timelineOf, totalFrames } from "@callsheet/studio/render/stages/Timeline"
import { move, roundRect } from "@callsheet/studio/render/text/Outline"
import type { Typesetter } from "@callsheet/studio/render/text/Typesetter"
import { wordsOf } from "@callsheet/studio/render/text/Words"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A word with the frames of the video in which it is spoken. */
interface Spoken {
  readonly text: string
  readonly from: number
  readonly to: number
}

interface Line {
  readonly from: number
  readonly to: number
  readonly words: ReadonlyArray<Spoken>
}

/** A third of a second a word: about what voices take. */
const WORD_MILLIS = 330

const laidOut = (script: Script) => {
  const voiced = script.lines.map((line, source) => {
    const words = wordsOf(line.text)
    const times = words.map((_, index) => ({ from: index * WORD_MILLIS, to: (index + 1) * WORD_MILLIS }))
    const voice = { wavPath: "", id: "", engine: "", durationMillis: words.length * WORD_MILLIS, words: times }
    return { line, source, words, voice }
  })
  return timelineOf(voiced, script.language)
}

const ourShots = (script: Script, setter: Typesetter, pictures: ReadonlyMap<number, FoundPicture>) => {
  const scenes = stageScenes(laidOut(script), scenesOf(script), pictures)
  return shotsOf({
    look: lookFor(script, scenes),
    captions: script.captions ?? null,
    title: script.title ?? null,
    brand: {},
    setter,
    scenes
  })
}

const linesOf = (script: Script): ReadonlyArray<Line> =>
  laidOut(script).map(({ frames, start, words }) => ({
    from: start,
    to: start + frames,
    words: words.map(({ from, text, to }) => ({ text, from: start + (from ?? 0), to: start + (to ?? from ?? 0) }))
  }))

interface Row {
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
}

interface Styled {
  readonly text: string
  readonly size: number
  readonly rim: number
  readonly opacity: number
}

/** Words in centred rows that end at `foot`, as both peers set them. */
const centred = (
  words: ReadonlyArray<Styled>,
  place: { readonly foot: number; readonly width: number; readonly gap: number; readonly leading: number },
  time: { readonly from: number; readonly to: number },
  setter: Typesetter
): Row & { readonly box: { readonly left: number; readonly right: number; readonly top: number } } => {
  const set = words.map((word) => ({ word, letters: setter.set(word.text, word.size, "sans") }))
  const rows: Array<typeof set> = [[]]
  const widthOf = (row: typeof set) => row.reduce((sum, { letters }) => sum + letters.advance + place.gap, -place.gap)
  for (const one of set) {
    const row = rows.at(-1) ?? []
    if (row.length > 0 && widthOf([...row, one]) > place.width) rows.push([one])
    else row.push(one)
  }
  const most = Math.max(...words.map(({ size }) => size))
  const height = most * place.leading
  const top = place.foot - rows.length * height
  const drawings = rows.flatMap((row, index) => {
    let x = (WIDTH - widthOf(row)) / 2
    return row.flatMap(({ letters, word }): ReadonlyArray<Drawing> => {
      const at = x
      x += letters.advance + place.gap
      return letters.outline.length === 0 ? [] : [{
        ...time,
        layer: 20,
        outline: move(letters.outline, at, top + index * height + most * 0.86),
        fill: "#FFFFFF",
        opacity: word.opacity,
        border: { width: word.rim, colour: "#000000", opacity: word.opacity }
      }]
    })
  })
  const widest = Math.max(...rows.map(widthOf))
  const box = { left: (WIDTH - widest) / 2, right: (WIDTH + widest) / 2, top }
  return {
    drawings,
    box,
    texts: [{
      text: words.map(({ text }) => text).join(" "),
      box: { ...box, bottom: place.foot },
      size: most,
      colour: "#FFFFFF",
      ...time,
      overflows: false
    }]
  }
}

/** A photo over the whole frame that moves like a stock clip's camera: two pixels a frame. */
const footage = (picture: FoundPicture, frames: number, cut: number, row: Row): Shot => ({
  frames,
  plate: {
    drift: cut % 2 === 0 ? 2 : -2,
    picture: {
      width: WIDTH + 2 * frames + 4,
      height: HEIGHT,
      paints: [{
        op: "photo",
        photo: picture.id,
        crop: cropOf(picture, [0, 0, WIDTH + 2 * frames + 4, HEIGHT], 1 + 0.35 * (cut % 3)),
        area: [0, 0, WIDTH + 2 * frames + 4, HEIGHT]
      }]
    }
  },
  clip: null,
  punch: 0,
  sprites: [],
  drawings: row.drawings,
  texts: row.texts,
  events: [],
  kind: "photo"
})

const within = (rows: ReadonlyArray<Row>, from: number, to: number): Row => {
  const shifted = <A extends { readonly from: number; readonly to: number }>(one: A): ReadonlyArray<A> =>
    one.to <= from || one.from >= to
      ? []
      : [{ ...one, from: Math.max(0, one.from - from), to: Math.min(to, one.to) - from }]
  return {
    drawings: rows.flatMap(({ drawings }) => drawings.flatMap(shifted)),
    texts: rows.flatMap(({ texts }) => texts.flatMap(shifted))
  }
}

/**
 * MoneyPrinterTurbo, `app/models/schema.py` and `generate_video`: a clip each 5 s; white letters of 60 pixels with a rim of
 * `int(1.5)` on black, at most 0.9 of the frame wide, their foot at 0.95 of its height, one sentence at a time while it is said.
 */
const moneyPrinterTurbo = (lines: ReadonlyArray<Line>, picture: FoundPicture, setter: Typesetter) => {
  const rows = lines.map(({ words }): Row => {
    const time = { from: words[0]?.from ?? 0, to: words.at(-1)?.to ?? 0 }
    const styled = words.map(({ text }) => ({ text, size: 60, rim: 1, opacity: 1 }))
    const place = { foot: Math.round(HEIGHT * 0.95), width: WIDTH * 0.9 - 72, gap: 15, leading: 1.45 }
    const { box, drawings, texts } = centred(styled, place, time, setter)
    const field = roundRect(WIDTH * 0.05, box.top, WIDTH * 0.9, place.foot - box.top, 0)
    return { texts, drawings: [{ ...time, layer: 10, outline: field, fill: "#000000" }, ...drawings] }
  })
  const all = lines.at(-1)?.to ?? 0
  return Array.from({ length: Math.ceil(all / (5 * FPS)) }, (_, cut) => {
    const [from, to] = [cut * 5 * FPS, Math.min(all, (cut + 1) * 5 * FPS)]
    return footage(picture, to - from, cut, within(rows, from, to))
  })
}

/**
 * OpenReels, `src/remotion/captions/BoldOutline.tsx`, its largest style: five words around the spoken one, that one 72 pixels
 * with a rim of 3, the others 48 at half strength, 18 % of the frame's width above its foot; a picture a scene.
 */
const openReels = (lines: ReadonlyArray<Line>, picture: FoundPicture, setter: Typesetter) => {
  const words = lines.flatMap((line) => line.words)
  const rows = words.map(({ from }, index): Row => {
    const first = Math.max(0, Math.min(words.length - 5, index - 2))
    const styled = words.slice(first, first + 5).map(({ text }, at) =>
      first + at === index
        ? { text: text.toUpperCase(), size: 72, rim: 1.5, opacity: 1 }
        : { text: text.toUpperCase(), size: 48, rim: 1, opacity: 0.5 }
    )
    const place = { foot: HEIGHT - Math.round(WIDTH * 0.18), width: WIDTH - 80, gap: 8, leading: 1.2 }
    return centred(styled, place, { from, to: words[index + 1]?.from ?? lines.at(-1)?.to ?? 0 }, setter)
  })
  return lines.map(({ from, to }, cut) => footage(picture, to - from, cut, within(rows, from, to)))
}

export interface Tools {
  readonly ffmpeg: string
  readonly painter: Painter
  readonly setter: Typesetter
}

/** All frames of some shots, small and grey, before any encoder: what the gate looks at. */
const framesOf = Effect.fnUntraced(function*(
  shots: ReadonlyArray<Shot>,
  photoPath: (photo: string) => string,
  { ffmpeg, painter }: Tools
) {
  const place = mkdtempSync(join(tmpdir(), "callsheet-beside-"))
  const pieces: Array<Buffer> = []
  for (const [index, moving] of shots.entries()) {
    // A camera that moves brings new outlines all the time, and nothing new: grounds stand still here, theirs and ours.
    const shot = { ...moving, plate: { ...moving.plate, drift: 0 as const } }
    const folder = join(place, String(index))
    mkdirSync(folder)
    yield* paintShot(shot, folder, { painter, photoPath }).pipe(Effect.provide(NodeContext.layer))
    const { graph, inputs } = sceneGraph(shot)
    const small = `${graph};[v]scale=${LOOK.width}:${LOOK.height}:flags=area,format=gray[o]`
    const output = ["-map", "[o]", "-frames:v", String(shot.frames), "-f", "rawvideo", "-"]
    pieces.push(execFileSync(ffmpeg, ["-v", "error", "-nostdin", ...inputs, "-filter_complex", small, ...output], {
      cwd: folder,
      maxBuffer: 1 << 29
    }))
    rmSync(folder, { recursive: true })
  }
  rmSync(place, { recursive: true })
  return new Uint8Array(Buffer.concat(pieces))
})

/** What TikTok leaves free: left of its buttons, above its caption. */
const FREE = { left: 64, right: 1016, top: 220, bottom: 1440 } as const

export interface Figures {
  /** The smallest text that is to be read; the largest of each scene, its median over the video and its most. */
  readonly textPixels: { readonly least: number; readonly largest: number; readonly most: number }
  readonly changesAMinute: number
  readonly longestGap: number
  readonly empty: number
  readonly emptyLower: number
  readonly firstWordFrame: number
  /** Of all texts, weighed by how long they stand: what lies where TikTok puts nothing. */
  readonly free: number
}

const figuresOf = (shots: ReadonlyArray<Shot>, frames: Uint8Array): Figures => {
  const { changes, empty, emptyLower, longestGap, seconds } = measure(frames)
  let start = 0
  const texts = shots.flatMap((shot) => {
    const begun = start
    start += shot.frames
    return shot.texts.map((text) => ({ ...text, from: text.from + begun, to: text.to + begun }))
  })
  const shown = shots[0]?.drawings ?? []
  const read = texts.filter(({ size }) => size > 0)
  const largest = shots.flatMap(({ frames: count, texts }) =>
    Array.from({ length: count }, () => Math.max(0, ...texts.map(({ size }) => size)))
  ).toSorted((a, b) => a - b)
  const isFree = ({ box }: ReadText) =>
    box.left >= FREE.left - 2 && box.right <= FREE.right && box.top >= FREE.top - 4 && box.bottom <= FREE.bottom + 4
  const standing = (some: typeof read) => some.reduce((sum, { from, to }) => sum + to - from, 0)
  return {
    textPixels: {
      least: Math.round(Math.min(...read.map(({ size }) => size))),
      largest: Math.round(largest[Math.floor(largest.length / 2)] ?? 0),
      most: Math.round(largest.at(-1) ?? 0)
    },
    changesAMinute: (changes * 60) / seconds,
    longestGap,
    empty,
    emptyLower,
    firstWordFrame: Math.min(...shown.filter(({ layer }) => layer >= 20).map(({ from }) => from)),
    free: standing(read.filter(isFree)) / Math.max(1, standing(read))
  }
}

/** The same script as others would show it by their published settings, and as ours does. */
export const beside = Effect.fnUntraced(function*(scripts: ReadonlyArray<Script>, photo: FoundPicture, tools: Tools) {
  const measured = Effect.fnUntraced(function*(shots: ReadonlyArray<Shot>) {
    return figuresOf(shots, yield* framesOf(shots, () => photo.path, tools))
  })
  const [first] = scripts
  if (first === undefined) return {}
  const lines = linesOf(first)
  const ours: Record<string, Figures> = {}
  for (const script of scripts) {
    const isPhoto = ({ shows }: Script["lines"][number]) => shows?.kind === "picture" && shows.file !== undefined
    const pictures = new Map(script.lines.flatMap((line, index) => isPhoto(line) ? [[index, photo] as const] : []))
    ours[script.look ?? "chosen"] = yield* measured(ourShots(script, tools.setter, pictures))
  }
  return {
    seconds: totalFrames(laidOut(first)) / FPS,
    MoneyPrinterTurbo: yield* measured(moneyPrinterTurbo(lines, photo, tools.setter)),
    OpenReels: yield* measured(openReels(lines, photo, tools.setter)),
    ...ours
  }
})
