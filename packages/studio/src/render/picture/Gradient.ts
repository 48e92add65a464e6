import { Effect } from "effect"
import { FPS } from "./Frame.ts"
import type { Lights } from "./Theme.ts"

/** A loop this small is enlarged by ffmpeg at almost no cost; ten bits keep the enlarged gradient free of steps. */
export const LOOP = { width: 54, height: 96, frames: 8 * FPS, pixelFormat: "yuv444p10le" } as const

/** Raised when the same lights would give other bytes. */
export const GRADIENT_VERSION = 1

const FULL_TURN = Math.PI * 2
/** How strongly a light covers what lies under it, at its centre. */
const COVER = 0.85
const VIGNETTE = 0.45
/** Frames between two chances for other work in this process. */
const BATCH = 8

const toLinear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
const linearOf = (hex: string): readonly [number, number, number] => {
  const channel = (at: number) => toLinear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)
  return [channel(1), channel(3), channel(5)]
}

const STEPS = 4096
/** From linear light to the sRGB curve. */
const curve = Float32Array.from({ length: STEPS + 1 }, (_, step) => {
  const v = step / STEPS
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055
})

interface Path {
  readonly colour: readonly [number, number, number]
  readonly reachX: number
  readonly reachY: number
  readonly phaseX: number
  readonly phaseY: number
  readonly radius: number
}

const pathsOf = ({ lights, seed }: Lights): ReadonlyArray<Path> =>
  lights.map((hex, index) => ({
    colour: linearOf(hex),
    reachX: 0.32 + 0.1 * ((index * 7 + seed) % 3),
    reachY: 0.3 + 0.08 * ((index * 5 + seed) % 4),
    phaseX: FULL_TURN * ((index * 0.37 + seed * 0.21) % 1),
    phaseY: FULL_TURN * ((index * 0.61 + seed * 0.43) % 1),
    radius: 0.42 + 0.1 * (index % 3)
  }))

/** Writes one frame, mixed in linear light as real lights mix, as BT.709 in the range of television. */
const drawFrame = (
  into: Uint16Array,
  offset: number,
  turn: number,
  ground: readonly [number, number, number],
  paths: ReadonlyArray<Path>
) => {
  const { height, width } = LOOP
  const pixels = width * height
  const spots = paths.map((path, index) => {
    const radius = path.radius * (1 + 0.12 * Math.sin(2 * turn + index)) * 0.6
    return {
      colour: path.colour,
      x: 0.5 + path.reachX * Math.sin(turn + path.phaseX),
      y: 0.5 + path.reachY * Math.cos(turn + path.phaseY + index),
      falloff: 2 * radius * radius
    }
  })
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const u = (column + 0.5) / width
      const v = (row + 0.5) / height
      let [red, green, blue] = ground
      for (const { colour, falloff, x, y } of spots) {
        const dx = u - x
        const dy = (v - y) * 1.5
        const cover = Math.exp(-(dx * dx + dy * dy) / falloff) * COVER
        red += (colour[0] - red) * cover
        green += (colour[1] - green) * cover
        blue += (colour[2] - blue) * cover
      }
      const vignette = 1 - VIGNETTE * ((u - 0.5) ** 2 * 1.6 + (v - 0.5) ** 2 * 1.4)
      const r = curve[Math.trunc(red * vignette * STEPS)] ?? 0
      const g = curve[Math.trunc(green * vignette * STEPS)] ?? 0
      const b = curve[Math.trunc(blue * vignette * STEPS)] ?? 0
      const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
      const at = offset + row * width + column
      into[at] = Math.round(64 + 876 * luma)
      into[at + pixels] = Math.round(512 + 896 * ((b - luma) / 1.8556))
      into[at + 2 * pixels] = Math.round(512 + 896 * ((r - luma) / 1.5748))
    }
  }
}

/** A seamless loop of moving light as raw video of the form `LOOP`. */
export const drawLoop = Effect.fn("Gradient.drawLoop")(function*(background: Lights) {
  const frameSize = LOOP.width * LOOP.height * 3
  const video = new Uint16Array(frameSize * LOOP.frames)
  const ground = linearOf(background.ground)
  const paths = pathsOf(background)
  for (let frame = 0; frame < LOOP.frames; frame++) {
    drawFrame(video, frame * frameSize, (frame / LOOP.frames) * FULL_TURN, ground, paths)
    if (frame % BATCH === BATCH - 1) yield* Effect.yieldNow()
  }
  return new Uint8Array(video.buffer)
})
