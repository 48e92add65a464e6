import { luminance, luminanceOf, ratio } from "@callsheet/domain/org/Colour"
import type { ReadText } from "../looks/Shot.ts"
import { FPS, HEIGHT, WIDTH } from "../picture/Frame.ts"
import type { GateFinding } from "./Finding.ts"

export const LEAST_CONTRAST = 4.5

/** Texts are read at half the size of the video: every second pixel of every second row. */
export const READ = { width: WIDTH / 2, height: HEIGHT / 2 } as const

/** Pixels this near to a letter are what it is read against; counted in pixels of `READ`. */
const NEAR = 7

/**
 * How clearly a text stands in a frame of the size of `READ`, RGB: the contrast between its colour and what lies beside its letters. Pixels
 * of the text's own colour and of the smooth edges between both are left out, and the boxes under other words; of the rest the
 * worst third is.
 */
export const contrastIn = (frame: Uint8Array, text: Pick<ReadText, "box" | "colour">): number | null => {
  const half = (edge: number) => Math.max(0, Math.round(edge / 2))
  const [left, right] = [half(text.box.left), Math.min(READ.width, half(text.box.right))]
  const [top, bottom] = [half(text.box.top), Math.min(READ.height, half(text.box.bottom))]
  const own = luminanceOf(text.colour)
  const around: Array<number> = []
  let letters = 0
  for (let y = top; y < bottom; y++) {
    const row: Array<number> = []
    for (let x = left; x < right; x++) {
      const at = (y * READ.width + x) * 3
      row.push(ratio(luminance(frame[at] ?? 0, frame[at + 1] ?? 0, frame[at + 2] ?? 0), own))
    }
    const isLetter = row.map((contrast) => contrast < 1.25)
    letters += isLetter.filter((is) => is).length
    let last = -NEAR - 1
    const near = isLetter.map((is, at) => at - (last = is ? at : last) <= NEAR)
    let next = row.length + NEAR + 1
    for (let at = row.length - 1; at >= 0; at--) {
      if (isLetter[at] === true) next = at
      else if (near[at] === true || next - at <= NEAR) around.push(row[at] ?? 21)
    }
  }
  // Without letters of its colour the text is covered or gone, and there is nothing to compare.
  if (letters < 20 || around.length < 20) return null
  around.sort((a, b) => a - b)
  // Between a letter and its ground every edge passes through all shades; a quarter of the pixels are such edges at most.
  return around[Math.floor(around.length * 0.35)] ?? null
}

export const contrastFinding = (frame: Uint8Array, text: ReadText, at: number): ReadonlyArray<GateFinding> => {
  const contrast = contrastIn(frame, text)
  return contrast === null || contrast >= LEAST_CONTRAST ? [] : [{
    check: "contrast",
    at: at / FPS,
    what: `"${text.text}" has a contrast of ${contrast.toFixed(1)}`
  }]
}
