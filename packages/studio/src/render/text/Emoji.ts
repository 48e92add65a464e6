import { readFileSync } from "node:fs"
import { brotliDecompressSync } from "node:zlib"
import { asset } from "../../Assets.ts"
import type { Outline, Stroke } from "./Outline.ts"

/** One coloured shape of a picture; later shapes lie on top. */
export interface Shape {
  readonly fill: string
  readonly opacity: number
  readonly outline: Outline
}

/** A picture is this many units wide and high. */
export const EMOJI_UNITS = 32

// The flag "v" knows sequences as well as characters; TypeScript accepts it in a literal only for newer targets.
const SEQUENCE = new RegExp("^\\p{RGI_Emoji}$", "v")
const PICTOGRAPH = /^\p{Extended_Pictographic}\uFE0F?$/u
/** Signs that are emoji by definition and text by use. */
const PLAIN = /^[0-9#*©®™]/

export const isEmoji = (grapheme: string): boolean =>
  SEQUENCE.test(grapheme) || (PICTOGRAPH.test(grapheme) && !PLAIN.test(grapheme))

const OPS: { readonly [letter: string]: Stroke["op"] } = { m: "m", l: "l", c: "b" }

/** The data file's format is told in assets/emoji/make-emoji.mjs. */
const readOutline = (packed: string): Outline => {
  const strokes: Array<Stroke> = []
  let [x, y] = [0, 0]
  for (const [, letter = "", numbers = ""] of packed.matchAll(/([mlc])([-0-9 ]+)/g)) {
    const deltas = numbers.split(" ").map(Number)
    const at = deltas.map((delta, index) => (index % 2 === 0 ? (x += delta) : (y += delta)) / 64)
    const op = OPS[letter]
    if (op !== undefined) strokes.push({ op, at })
  }
  return strokes
}

const readShape = (packed: string): Shape => {
  const [fill = "000000", opacity = "1", ...outline] = packed.split(" ")
  return { fill: `#${fill}`, opacity: Number(opacity), outline: readOutline(outline.join(" ")) }
}

const known = new Map<string, ReadonlyArray<Shape> | null>()

const lookUp = (keys: ReadonlyArray<string>): ReadonlyArray<Shape> | null => {
  // Unpacked for each new emoji and let go again: seven megabytes for something a worker needs now and then.
  const lines = brotliDecompressSync(readFileSync(asset("emoji", "emoji.br"))).toString("utf8")
  for (const key of keys) {
    const from = lines.startsWith(`${key}\t`) ? 0 : lines.indexOf(`\n${key}\t`) + 1
    if (from === 0 && !lines.startsWith(`${key}\t`)) continue
    const to = lines.indexOf("\n", from)
    const [, ...shapes] = lines.slice(from, to < 0 ? undefined : to).split("\t")
    return shapes.map(readShape)
  }
  return null
}

/** Shapes of an emoji, with its skin tone where the set has it, else without; null where it lacks the picture. */
export const emojiShapes = (grapheme: string): ReadonlyArray<Shape> | null => {
  const found = known.get(grapheme)
  if (found !== undefined) return found
  const points = Array.from(grapheme, (character) => character.codePointAt(0)?.toString(16) ?? "")
    .filter((point) => point !== "fe0f")
  const toneless = points.filter((point) => !/^1f3f[b-f]$/.test(point))
  const shapes = lookUp([points.join("-"), toneless.join("-")])
  known.set(grapheme, shapes)
  return shapes
}
