import { mix } from "@callsheet/domain/org/Colour"
import { fill, type Paint, pathOf, rect } from "../paint/Paint.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { visualWords } from "../text/Bidi.ts"
import { boxOf, move, type Outline } from "../text/Outline.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Face, Typesetter } from "../text/Typesetter.ts"
import { lettersAt } from "./Draw.ts"
import type { Sprite, StagedScene, VisualEvent } from "./Shot.ts"
import { marked, type ToneColours } from "./Visual.ts"

const MOST_LETTERS = 18
const lettersOf = (words: ReadonlyArray<TimedWord>) => words.reduce((sum, { text }) => sum + text.length + 1, 0)

/** The words of a scene that say what it is about: the marked ones, else the longest. */
export const tellingWords = ({ words }: Pick<StagedScene, "words">): ReadonlyArray<TimedWord> => {
  const hot = words.filter(({ emphasised }) => emphasised)
  const some = hot.length > 0 ? hot : words.toSorted((a, b) => b.text.length - a.text.length).slice(0, 1)
  while (some.length > 1 && lettersOf(some) > MOST_LETTERS) some.shift()
  return some
}

/** Words without the signs around them, in capitals where the script has such. */
const bare = (text: string, language: string) =>
  text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%°€$£]+$/gu, "").toLocaleUpperCase(language)

interface Line {
  readonly outline: Outline
  readonly advance: number
  readonly top: number
  readonly bottom: number
}

const lineOf = (scene: StagedScene, size: number, face: Face, setter: Typesetter): Line | null => {
  let pen = 0
  const words = visualWords(tellingWords(scene), ({ text }) => text, scene.direction)
  const outline = words.flatMap((word, index) => {
    const set = setter.set(bare(word.text, scene.language), size, face, scene.direction)
    pen += index > 0 && word.joined !== true ? size * 0.24 : 0
    const letters = lettersAt(set, pen, 0)
    pen += set.advance
    return letters
  })
  if (outline.length === 0 || pen <= 0) return null
  const { bottom, top } = boxOf(outline)
  return { outline, advance: pen, top, bottom }
}

/** Rows of the word that matters, over the whole width: faint ones on the plate, one on a band that runs against them. */
export interface WordRows {
  readonly paints: (width: number) => ReadonlyArray<Paint>
  readonly sprites: ReadonlyArray<Sprite>
  readonly events: ReadonlyArray<VisualEvent>
}

const GAP = 0.34
const PAD = 34

/** What is seen where no picture fits: the word itself, larger than anything else. Null where there is no word. */
export const wordRows = (
  scene: StagedScene,
  area: { readonly top: number; readonly bottom: number },
  tone: ToneColours,
  setter: Typesetter,
  options: { readonly face?: Face; readonly rows?: number } = {}
): WordRows | null => {
  const { face = "block", rows = 3 } = options
  const unit = lineOf(scene, 100, face, setter)
  if (unit === null) return null
  const height = (area.bottom - area.top) / rows
  const { frames } = scene
  // A word is seen whole at least once, however long it is.
  const size = Math.min(
    ((height - PAD) * 100) / (unit.bottom - unit.top),
    (WIDTH * 0.94 * 100) / unit.advance,
    460
  )
  const line = lineOf(scene, size, face, setter)
  if (line === null) return null
  const rowHeight = line.bottom - line.top + PAD
  const count = Math.max(rows, Math.min(7, Math.round((area.bottom - area.top) / rowHeight)))
  const step = (area.bottom - area.top) / count
  const pitch = line.advance + size * GAP
  const row = (width: number, shift: number, baseline: number): Outline =>
    Array.from(
      { length: Math.ceil((width + pitch) / pitch) },
      (_, index) => move(line.outline, index * pitch - shift, baseline)
    ).flat()
  const baselineOf = (index: number) => area.top + step * (index + 0.5) - (line.top + line.bottom) / 2
  const hot = Math.floor((count - 1) / 2)
  // Rows go on above and below: what lies over them covers the rest.
  const first = -Math.ceil(area.top / step)
  const others = Array.from({ length: Math.ceil(HEIGHT / step) + 1 }, (_, index) => first + index)
    .filter((index) => index !== hot)
  const drift = scene.index % 2 === 0 ? 2 : -2
  const band = { width: 2 * Math.ceil((WIDTH + 2 * frames + 8) / 2), height: 2 * Math.ceil((rowHeight + 28) / 2) }
  const at = marked(scene.words, frames)
  const inBand = (band.height - (line.top + line.bottom)) / 2
  // Whole in the middle of the frame at half time.
  const start = drift > 0 ? -2 * frames - 4 : 0
  const centred = WIDTH / 2 - line.advance / 2
  return {
    paints: (width) =>
      others.map((index) =>
        fill(
          pathOf(row(width, index % 2 === 0 ? 0 : pitch / 2, baselineOf(index))),
          mix(tone.ground, tone.ink, 0.15)
        )
      ),
    sprites: [{
      picture: {
        ...band,
        paints: [
          rect(0, 0, band.width, band.height, tone.hot),
          fill(pathOf(row(band.width, pitch - ((centred - start - drift * (frames / 2)) % pitch), inBand)), tone.onHot)
        ]
      },
      x: start,
      y: Math.round(area.top + step * (hot + 0.5) - band.height / 2),
      at: 0,
      enter: scene.role === "hook"
        ? { kind: "none" }
        : { kind: "slide", frames: 8, dx: drift > 0 ? -1100 : 1100, dy: 0 },
      velocity: [drift, 0]
    }],
    events: [{ frame: Math.min(at, frames - 8), kind: "pop" }]
  }
}
