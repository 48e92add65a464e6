import { luminance, luminanceOf, ratio } from "@callsheet/domain/org/Colour"
import type { ReadText } from "../looks/Shot.ts"
import { FPS, WIDTH } from "../picture/Frame.ts"
import type { GateFinding } from "./Finding.ts"

export const LEAST_CONTRAST = 4.5

/** Pixels this near to a letter are what it is read against; counted in looks, two pixels each. */
const NEAR = 7

/**
 * How clearly a text stands in a rendered frame, RGB: the contrast between its colour and what lies beside its letters. Pixels
 * of the text's own colour and of the smooth edges between both are left out, and the boxes under other words; of the rest the
 * worst third is.
 */
export const contrastIn = (frame: Uint8Array, text: Pick<ReadText, "box" | "colour">): number | null => {
  const [left, right] = [Math.max(0, Math.floor(text.box.left)), Math.min(WIDTH, Math.ceil(text.box.right))]
  const own = luminanceOf(text.colour)
  const around: Array<number> = []
  let letters = 0
  const [top, bottom] = [Math.floor(text.box.top), Math.ceil(text.box.bottom)]
  for (let y = top; y < bottom; y += 2) {
    const row: Array<number> = []
    for (let x = left; x < right; x += 2) {
      const at = (y * WIDTH + x) * 3
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
