import { type Box, boxOf, move, type Outline } from "../text/Outline.ts"
import { FPS, HEIGHT, WIDTH } from "./Frame.ts"

/** An outline filled with one colour, seen from frame `from` until before frame `to`. Higher layers lie on top. */
export interface Drawing {
  readonly layer: number
  readonly from: number
  readonly to: number
  readonly outline: Outline
  /** As #RRGGBB. */
  readonly fill: string
  readonly opacity?: number
  readonly border?: { readonly width: number; readonly colour: string; readonly opacity?: number }
  /** Softness of the edge, in pixels. */
  readonly blur?: number
  /** libass override tags that animate it around the centre of `frame`, times in milliseconds from `from`. */
  readonly motion?: string
  /** What turns and grows together, when several drawings form one thing. */
  readonly frame?: Box
  /** Slides along x from one offset to another while it is seen. */
  readonly slide?: { readonly fromX: number; readonly toX: number }
}

export interface Canvas {
  readonly width: number
  readonly height: number
  /**
   * "bt709" for a frame of video: every ffmpeg we accept burns colours with BT.601 into a frame tagged smpte170m, while
   * the file says BT.709, so they are bent the other way first. "rgb" for a frame of RGB, where nothing is converted.
   */
  readonly colours: "bt709" | "rgb"
}

const VIDEO: Canvas = { width: WIDTH, height: HEIGHT, colours: "bt709" }

const channels = (hex: string): readonly [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const bent = (hex: string): readonly [number, number, number] => {
  const [r, g, b] = channels(hex)
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b
  const cb = (b - y) / 1.8556
  const cr = (r - y) / 1.5748
  const clamp = (v: number) => Math.max(0, Math.min(255, Math.round(v)))
  return [clamp(y + 1.402 * cr), clamp(y - 0.344136 * cb - 0.714136 * cr), clamp(y + 1.772 * cb)]
}

const twoHex = (v: number) => v.toString(16).padStart(2, "0").toUpperCase()
const colour = (hex: string, canvas: Canvas): string => {
  const [r, g, b] = canvas.colours === "rgb" ? channels(hex) : bent(hex)
  return `&H${twoHex(b)}${twoHex(g)}${twoHex(r)}&`
}
const transparency = (opacity: number) => `&H${twoHex(Math.round((1 - opacity) * 255))}&`

/** Hundredths of a second, rounded down: exact to the frame at 30 frames a second. */
const time = (frame: number): string => {
  const cs = Math.floor((frame * 100) / FPS)
  const two = (v: number) => String(v).padStart(2, "0")
  return `${Math.floor(cs / 360_000)}:${two(Math.floor(cs / 6000) % 60)}:${two(Math.floor(cs / 100) % 60)}.${
    two(cs % 100)
  }`
}

/** Coordinates are eighths of a pixel (`\p4`). */
const EIGHTHS = 8
const strokes = (outline: Outline): string =>
  outline.map(({ at, op }) => `${op} ${at.map((v) => Math.round(v * EIGHTHS)).join(" ")}`).join(" ")

const dialogue = (drawing: Drawing, canvas: Canvas): ReadonlyArray<string> => {
  const { border, fill, from, layer, outline, slide, to } = drawing
  if (outline.length === 0 || to <= from) return []
  const box = drawing.frame ?? boxOf(outline)
  const left = Math.floor(box.left)
  const top = Math.floor(box.top)
  const width = Math.ceil(box.right) - left
  const height = Math.ceil(box.bottom) - top
  const [x, y] = [left + width / 2, top + height / 2]
  const tags = [
    "\\an5",
    slide === undefined ? `\\pos(${x},${y})` : `\\move(${x + slide.fromX},${y},${x + slide.toX},${y})`,
    `\\bord${border?.width ?? 0}\\shad0`,
    `\\1c${colour(fill, canvas)}\\1a${transparency(drawing.opacity ?? 1)}`,
    `\\3c${colour(border?.colour ?? "#000000", canvas)}\\3a${transparency(border?.opacity ?? 1)}`,
    drawing.blur === undefined ? "" : `\\blur${drawing.blur}`,
    drawing.motion ?? ""
  ]
  // Two lone moves draw nothing but set the size of the drawing, so that its position is the true centre of the box.
  const pinned = `m 0 0 m ${width * EIGHTHS} ${height * EIGHTHS} ${strokes(move(outline, -left, -top))}`
  return [`Dialogue: ${layer},${time(from)},${time(to)},D,,0,0,0,,{${tags.join("")}\\p4}${pinned}`]
}

/** The drawings as a subtitle file. Text of a person never reaches it as text, so nothing in it can be markup. */
export const assFile = (drawings: ReadonlyArray<Drawing>, canvas: Canvas = VIDEO): string =>
  `[Script Info]
ScriptType: v4.00+
PlayResX: ${canvas.width}
PlayResY: ${canvas.height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: D,sans,20,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
${drawings.flatMap((drawing) => dialogue(drawing, canvas)).join("\n")}
`
