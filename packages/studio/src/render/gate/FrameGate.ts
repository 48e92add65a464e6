import { FPS } from "../picture/Frame.ts"
import type { GateFinding } from "./Finding.ts"

/** A video is looked at in this size, grey: a tenth of its own. */
export const LOOK = { width: 108, height: 192 } as const
const { height: H, width: W } = LOOK
const SIZE = W * H
/** Cells of 90 pixels of the video. */
const CELL = 9
const COLUMNS = W / CELL
const ROWS = Math.floor(H / CELL)
/** An outline is a step of this much brightness between neighbours. */
const STEP = 26

/** What a video does to the eye, measured on outlines: brightness alone is fooled by drifting fields. */
export interface Measures {
  readonly seconds: number
  readonly changes: number
  readonly longestGap: number
  readonly frozenSeconds: number
  readonly blackSeconds: number
  /** Parts of all cells without any outline. */
  readonly empty: number
  readonly emptyLower: number
  readonly outlinesAtHalfSecond: number
}

const outlinesOf = (frames: Uint8Array, frame: number): Uint8Array => {
  const found = new Uint8Array(SIZE)
  const from = frame * SIZE
  for (let y = 1; y < H - 1; y++) {
    for (let x = 1; x < W - 1; x++) {
      const at = from + y * W + x
      const across = (frames[at + 1] ?? 0) - (frames[at - 1] ?? 0)
      const down = (frames[at + W] ?? 0) - (frames[at - W] ?? 0)
      if (across * across + down * down > STEP * STEP) found[y * W + x] = 1
    }
  }
  return found
}

const widened = (outlines: Uint8Array): Uint8Array => {
  const wide = new Uint8Array(SIZE)
  for (let at = W + 1; at < SIZE - W - 1; at++) {
    if (outlines[at] === 1) { for (const to of [at, at - 1, at + 1, at - W, at + W]) wide[to] = 1 }
  }
  return wide
}

/** The part of cells with at least six outline points that were not there eight frames before. */
const newness = (now: Uint8Array, before: Uint8Array): number => {
  const wide = widened(before)
  const cells = new Uint16Array(COLUMNS * (ROWS + 1))
  for (let at = 0; at < SIZE; at++) {
    if (now[at] !== 1 || wide[at] === 1) continue
    const cell = Math.floor(Math.floor(at / W) / CELL) * COLUMNS + Math.floor((at % W) / CELL)
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  return cells.filter((points) => points >= 6).length / (COLUMNS * ROWS)
}

const emptyCells = (outlines: Uint8Array): { readonly all: number; readonly lower: number } => {
  let [all, lower] = [0, 0]
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      let points = 0
      for (let y = row * CELL; y < (row + 1) * CELL; y++) {
        for (let x = column * CELL; x < (column + 1) * CELL; x++) points += outlines[y * W + x] ?? 0
      }
      if (points >= 2) continue
      all++
      if (row >= ROWS / 2) lower++
    }
  }
  return { all: all / (COLUMNS * ROWS), lower: lower / (COLUMNS * Math.ceil(ROWS / 2)) }
}

/** From all frames of a video, in grey and in the size of `LOOK`. */
export const measure = (frames: Uint8Array): Measures => {
  const count = Math.floor(frames.length / SIZE)
  const outlines = Array.from({ length: count }, (_, frame) => outlinesOf(frames, frame))
  const none = new Uint8Array(SIZE)
  const changes: Array<number> = []
  let last = -99
  let [frozen, still, black, dark] = [0, 0, 0, 0]
  for (let frame = 0; frame < count; frame++) {
    const now = outlines[frame] ?? none
    if (frame >= 8 && frame - last >= 12 && newness(now, outlines[frame - 8] ?? none) > 0.07) {
      changes.push(frame)
      last = frame
    }
    let [difference, light] = [0, 0]
    for (let at = frame * SIZE; at < (frame + 1) * SIZE; at++) {
      light += frames[at] ?? 0
      if (frame > 0) difference += Math.abs((frames[at] ?? 0) - (frames[at - SIZE] ?? 0))
    }
    still = frame > 0 && difference / SIZE < 0.05 ? still + 1 : 0
    frozen = Math.max(frozen, still)
    dark = light / SIZE < 20 ? dark + 1 : 0
    black = Math.max(black, dark)
  }
  const looked = outlines.filter((_, frame) => frame % 15 === 10).map(emptyCells)
  const mean = (values: ReadonlyArray<number>) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const marks = [0, ...changes, count]
  return {
    seconds: count / FPS,
    changes: changes.length,
    longestGap: Math.max(...marks.map((mark, index) => (index === 0 ? 0 : mark - (marks[index - 1] ?? 0)))) / FPS,
    frozenSeconds: frozen / FPS,
    blackSeconds: black / FPS,
    empty: mean(looked.map(({ all }) => all)),
    emptyLower: mean(looked.map(({ lower }) => lower)),
    outlinesAtHalfSecond: (outlines[Math.min(15, count - 1)] ?? none).reduce((sum, point) => sum + point, 0)
  }
}

const MOST = { gap: 3.6, frozen: 0.4, black: 0.2, empty: 0.6 } as const

/** What of these measures a viewer would trip over. */
export const frameFindings = (measures: Measures): ReadonlyArray<GateFinding> => {
  const { blackSeconds, empty, frozenSeconds, longestGap } = measures
  const named = (check: GateFinding["check"], what: string): GateFinding => ({ check, at: null, what })
  return [
    ...(longestGap > MOST.gap ? [named("slow", `nothing new appears for ${longestGap.toFixed(1)} seconds`)] : []),
    ...(frozenSeconds > MOST.frozen
      ? [named("frozen", `the picture stands still for ${frozenSeconds.toFixed(1)} seconds`)]
      : []),
    ...(blackSeconds > MOST.black
      ? [named("black", `the picture is black for ${blackSeconds.toFixed(1)} seconds`)]
      : []),
    ...(empty > MOST.empty ? [named("empty", `${Math.round(empty * 100)} % of the frame is empty`)] : [])
  ]
}
