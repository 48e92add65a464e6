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

/** How far back what is seen is compared with, in frames. */
export const BACK = 8
/** Of a stretch, every fifteenth frame is searched for empty places. */
const SEARCHED = { every: 15, first: 10 } as const

/** What is seen of a stretch of a video. Plain JSON, and small: it is kept instead of the frames. */
export interface Looked {
  readonly frames: ReadonlyArray<{
    /** The part of the frame that was not there eight frames before; 0 where there is no such frame. */
    readonly newness: number
    /** From the frame before, on average; 0 for the first frame of all. */
    readonly difference: number
    readonly light: number
  }>
  readonly empty: ReadonlyArray<{ readonly all: number; readonly lower: number }>
  readonly outlinesAtHalfSecond: number
}

/** Looks at frames in grey and in the size of `LOOK`. `before`: up to eight frames that come before them in the video. */
export const look = (frames: Uint8Array, before: Uint8Array = new Uint8Array()): Looked => {
  const earlier = Math.floor(before.length / SIZE)
  const count = Math.floor(frames.length / SIZE)
  const all = earlier === 0 ? frames : Buffer.concat([before.subarray(0, earlier * SIZE), frames])
  const outlines = Array.from({ length: earlier + count }, (_, frame) => outlinesOf(all, frame))
  const none = new Uint8Array(SIZE)
  const outlined = (frame: number) => outlines[earlier + frame] ?? none
  return {
    frames: Array.from({ length: count }, (_, frame) => {
      const [at, isFirst] = [(earlier + frame) * SIZE, earlier + frame === 0]
      let [difference, light] = [0, 0]
      for (let pixel = at; pixel < at + SIZE; pixel++) {
        light += all[pixel] ?? 0
        if (!isFirst) difference += Math.abs((all[pixel] ?? 0) - (all[pixel - SIZE] ?? 0))
      }
      return {
        newness: earlier + frame < BACK ? 0 : newness(outlined(frame), outlined(frame - BACK)),
        difference: difference / SIZE,
        light: light / SIZE
      }
    }),
    empty: Array.from(
      { length: Math.ceil(Math.max(0, count - SEARCHED.first) / SEARCHED.every) },
      (_, nth) => emptyCells(outlined(SEARCHED.first + nth * SEARCHED.every))
    ),
    outlinesAtHalfSecond: outlined(Math.min(15, count - 1)).reduce((sum, point) => sum + point, 0)
  }
}

/** The first and the last frames of a stretch, which its neighbours are compared with. */
export const edgesOf = (frames: Uint8Array): { readonly head: Uint8Array; readonly tail: Uint8Array } => ({
  head: frames.subarray(0, BACK * SIZE),
  tail: frames.subarray(-BACK * SIZE)
})

/** What is seen of a stretch when it comes after another one: only its first frames are looked at again. */
export const lookedAfter = (looked: Looked, head: Uint8Array, before: Uint8Array): Looked => {
  const first = look(head, before).frames
  return { ...looked, frames: [...first, ...looked.frames.slice(first.length)] }
}

/** From all stretches of a video, in their order. */
export const measuresOf = (stretches: ReadonlyArray<Looked>): Measures => {
  const frames = stretches.flatMap((stretch) => stretch.frames)
  const changes: Array<number> = []
  let last = -99
  let [frozen, still, black, dark] = [0, 0, 0, 0]
  for (const [frame, { difference, light, newness }] of frames.entries()) {
    if (frame - last >= 12 && newness > 0.07) {
      changes.push(frame)
      last = frame
    }
    still = frame > 0 && difference < 0.05 ? still + 1 : 0
    frozen = Math.max(frozen, still)
    dark = light < 20 ? dark + 1 : 0
    black = Math.max(black, dark)
  }
  const searched = stretches.flatMap(({ empty }) => empty)
  const mean = (values: ReadonlyArray<number>) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const marks = [0, ...changes, frames.length]
  return {
    seconds: frames.length / FPS,
    changes: changes.length,
    longestGap: Math.max(...marks.map((mark, index) => (index === 0 ? 0 : mark - (marks[index - 1] ?? 0)))) / FPS,
    frozenSeconds: frozen / FPS,
    blackSeconds: black / FPS,
    empty: mean(searched.map(({ all }) => all)),
    emptyLower: mean(searched.map(({ lower }) => lower)),
    outlinesAtHalfSecond: stretches[0]?.outlinesAtHalfSecond ?? 0
  }
}

/** From all frames of a video at once. */
export const measure = (frames: Uint8Array): Measures => measuresOf([look(frames)])

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
