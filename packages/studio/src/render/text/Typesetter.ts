import { Effect } from "effect"
import type * as HarfBuzz from "harfbuzzjs"
import { readFileSync } from "node:fs"
import { isAbsolute } from "node:path"
import { asset } from "../../Assets.ts"
import { type Direction, runsOf } from "./Bidi.ts"
import { emojiShapes, isEmoji } from "./Emoji.ts"
import { fromSvg, type Outline, place, type Stroke } from "./Outline.ts"
import { unpackFont } from "./Woff.ts"

/**
 * "block" for sentences that are the picture, "sans" for captions and titles, "figure" for numbers, "serif" for what is
 * quoted, "mono" for tags and axes.
 */
export type Face = "block" | "sans" | "figure" | "serif" | "mono"

export interface PlacedEmoji {
  readonly grapheme: string
  /** The left upper corner. */
  readonly x: number
  readonly y: number
  readonly size: number
}

/** A word in outlines. The origin is the left end of its baseline, y downwards, in pixels at the size asked for. */
export interface SetWord {
  readonly outline: Outline
  readonly emoji: ReadonlyArray<PlacedEmoji>
  readonly advance: number
  /** What no font can draw. */
  readonly missing: ReadonlyArray<string>
}

/**
 * Turns text into outlines, so that the picture does not depend on the fonts, the font configuration or the shaper that a
 * build of ffmpeg brings.
 */
export interface Typesetter {
  readonly set: (text: string, size: number, face: Face, base?: Direction) => SetWord
  /** Which font file draws each letter of a text; without emoji, and without what no font draws. */
  readonly drawnBy: (text: string, face: Face) => ReadonlyArray<{ readonly grapheme: string; readonly font: string }>
}

/** Behind every face: the scripts it does not have. Japanese before Chinese, because a script's language reorders them. */
const SHARED = [
  "Montserrat_900Black.ttf",
  "Rubik_900Black.ttf",
  "NotoSans_800ExtraBold.ttf",
  "NotoSansJP_900Black.woff",
  "NotoSansKR_900Black.woff",
  "NotoSansSC_900Black.woff",
  "NotoEmoji_700Bold.ttf"
]

/** In order of preference; the first that has every character of a grapheme draws it. */
const stacks: { readonly [F in Face]: ReadonlyArray<string> } = {
  block: ["Anton_400Regular.ttf", "Lalezar_400Regular.woff", "DelaGothicOne_400Regular.woff", ...SHARED],
  sans: ["BricolageGrotesque_800ExtraBold.ttf", "Cairo_900Black.ttf", ...SHARED],
  figure: ["Archivo_900Black.ttf", "Cairo_900Black.ttf", ...SHARED],
  serif: ["Fraunces_900Black.ttf", "Cairo_900Black.ttf", "DelaGothicOne_400Regular.woff", ...SHARED],
  mono: ["IBMPlexMono_600SemiBold.ttf", "Cairo_900Black.ttf", ...SHARED]
}

/** The font files that come along. */
export const fontFiles: ReadonlyArray<string> = [...new Set(Object.values(stacks).flat())]

/** An emoji is a little larger than the letters beside it. */
const EMOJI_SCALE = 1.12
const EMOJI_MARGIN = 0.04
const EMOJI_RISE = 0.88

interface Font {
  readonly font: HarfBuzz.Font
  readonly unitsPerEm: number
  readonly covers: ReadonlySet<number>
  readonly outlines: Map<number, Outline>
}

type Item =
  | { readonly _tag: "glyphs"; readonly font: Font; text: string; readonly direction: Direction }
  | { readonly _tag: "emoji"; readonly grapheme: string }

const isIgnorable = (point: number): boolean =>
  point === 0xad || point === 0x200d || point === 0xfe0e || point === 0xfe0f ||
  (point >= 0x200b && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) || (point >= 0x2060 && point <= 0x2069)

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Font files that go before those of a face. */
export interface OwnFonts {
  /** For sentences that are the picture and for figures. */
  readonly display?: string
  /** For captions and titles. */
  readonly text?: string
}

const stackOf = (face: Face, { display, text }: OwnFonts): ReadonlyArray<string> => {
  const own = face === "block" || face === "figure" ? display : face === "sans" ? text : undefined
  return own === undefined ? stacks[face] : [own, ...stacks[face]]
}

/** The fonts of a typesetter. Each file is read when the first letter asks for it. */
interface Fonts {
  /** The font file that draws a whole grapheme; undefined where none does. */
  readonly nameFor: (points: ReadonlyArray<number>, face: Face) => string | undefined
  readonly fontOf: (name: string) => Font
}

const openFont = (harfbuzz: typeof HarfBuzz, name: string): Font => {
  const file = Uint8Array.from(unpackFont(readFileSync(isAbsolute(name) ? name : asset("fonts", name))))
  const face = new harfbuzz.Face(new harfbuzz.Blob(file.buffer))
  return {
    font: new harfbuzz.Font(face),
    unitsPerEm: face.upem,
    covers: new Set(face.collectUnicodes()),
    outlines: new Map<number, Outline>()
  }
}

const fontsOf = (harfbuzz: typeof HarfBuzz, own: OwnFonts): Fonts => {
  const fonts = new Map<string, Font>()
  const fontOf = (name: string): Font => {
    const known = fonts.get(name)
    if (known !== undefined) return known
    const font = openFont(harfbuzz, name)
    fonts.set(name, font)
    return font
  }
  return {
    fontOf,
    nameFor: (points, face) =>
      stackOf(face, own).find((name) => points.every((point) => fontOf(name).covers.has(point)))
  }
}

const glyphOutline = ({ font, outlines }: Font, glyph: number): Outline => {
  const known = outlines.get(glyph)
  if (known !== undefined) return known
  const outline = fromSvg(font.glyphToPath(glyph))
  outlines.set(glyph, outline)
  return outline
}

const pointsOf = (segment: string) =>
  Array.from(segment, (character) => character.codePointAt(0) ?? 0).filter((point) => !isIgnorable(point))

const isDrawnEmoji = (segment: string): boolean => isEmoji(segment) && emojiShapes(segment) !== null

/** Pieces of a text that one font draws, and its emoji, in reading order. What no font draws is added to `missing`. */
const itemise = (
  { direction, text }: { readonly text: string; readonly direction: Direction },
  face: Face,
  { fontOf, nameFor }: Fonts,
  missing: Array<string>
): Array<Item> => {
  const items: Array<Item> = []
  for (const { segment } of graphemes.segment(text)) {
    if (isDrawnEmoji(segment)) {
      items.push({ _tag: "emoji", grapheme: segment })
      continue
    }
    const points = pointsOf(segment)
    if (points.length === 0) continue
    const name = nameFor(points, face)
    if (name === undefined) {
      missing.push(segment)
      continue
    }
    const font = fontOf(name)
    const last = items.at(-1)
    if (last?._tag === "glyphs" && last.font === font) last.text += segment
    else items.push({ _tag: "glyphs", font, text: segment, direction })
  }
  return items
}

/** The glyphs of a piece in one font, from `from` on. */
const shapeRun = (
  harfbuzz: typeof HarfBuzz,
  { direction, font, text }: Extract<Item, { _tag: "glyphs" }>,
  size: number,
  from: number
): { readonly outline: ReadonlyArray<Stroke>; readonly pen: number } => {
  let pen = from
  const scale = size / font.unitsPerEm
  const buffer = new harfbuzz.Buffer()
  buffer.addText(text)
  buffer.guessSegmentProperties()
  buffer.setDirection(direction === "rtl" ? harfbuzz.Direction.RTL : harfbuzz.Direction.LTR)
  harfbuzz.shape(font.font, buffer)
  const positions = buffer.getGlyphPositions()
  const outline = buffer.getGlyphInfos().flatMap((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {}
    const drawn = glyphOutline(font, glyph.codepoint)
    const placed = place(drawn, scale, -scale, pen + xOffset * scale, -yOffset * scale)
    pen += xAdvance * scale
    return placed
  })
  return { outline, pen }
}

/** Sets the items of a word one behind the other. */
const setItems = (
  harfbuzz: typeof HarfBuzz,
  items: ReadonlyArray<Item>,
  size: number
): Omit<SetWord, "missing"> => {
  let pen = 0
  const outline: Array<Stroke> = []
  const emoji: Array<PlacedEmoji> = []
  for (const item of items) {
    if (item._tag === "emoji") {
      const width = size * EMOJI_SCALE
      emoji.push({ grapheme: item.grapheme, x: pen + size * EMOJI_MARGIN, y: -size * EMOJI_RISE, size: width })
      pen += width + 2 * size * EMOJI_MARGIN
    } else {
      const shaped = shapeRun(harfbuzz, item, size, pen)
      outline.push(...shaped.outline)
      pen = shaped.pen
    }
  }
  return { outline, emoji, advance: pen }
}

/** Layout asks for the same words at many sizes over and over; a script is small, so a small memory serves. */
const MOST_REMEMBERED = 500

const makeTypesetter = (harfbuzz: typeof HarfBuzz, own: OwnFonts = {}): Typesetter => {
  const fonts = fontsOf(harfbuzz, own)
  const shape = (text: string, size: number, face: Face, base: Direction): SetWord => {
    const missing: Array<string> = []
    const items = runsOf(text, base).flatMap((run) => {
      const items = itemise(run, face, fonts, missing)
      return run.direction === "rtl" ? items.toReversed() : items
    })
    return { ...setItems(harfbuzz, items, size), missing }
  }
  const recent = new Map<string, SetWord>()
  return {
    drawnBy: (text, face) =>
      Array.from(graphemes.segment(text)).flatMap(({ segment }) => {
        if (isDrawnEmoji(segment)) return []
        const points = pointsOf(segment)
        const font = points.length === 0 ? undefined : fonts.nameFor(points, face)
        return font === undefined ? [] : [{ grapheme: segment, font }]
      }),
    set: (text, size, face, base = "ltr") => {
      const key = `${face}|${base}|${size}|${text}`
      const known = recent.get(key)
      if (known !== undefined) return known
      const word = shape(text, size, face, base)
      if (recent.size > MOST_REMEMBERED) recent.clear()
      recent.set(key, word)
      return word
    }
  }
}

/** The shaper is loaded with the first render: a worker that never renders does not pay for it. */
export const loadTypesetter: Effect.Effect<Typesetter> = Effect.map(
  Effect.promise(() => import("harfbuzzjs")),
  (harfbuzz) => makeTypesetter(harfbuzz)
)

/** With fonts of one's own before those that come along. */
export const loadTypesetterWith = (own: OwnFonts): Effect.Effect<Typesetter> =>
  Effect.map(Effect.promise(() => import("harfbuzzjs")), (harfbuzz) => makeTypesetter(harfbuzz, own))
