import { AS_IT_IS, type Placement } from "../paint/Painter.ts"
import { back, expo } from "./Draw.ts"
import type { Entrance } from "./Shot.ts"

const steps = (frames: number): ReadonlyArray<number> =>
  Array.from({ length: frames }, (_, frame) => (frame + 1) / frames)

/** How a sprite lies on its canvas in each frame of its entrance; the last of them is held. */
export const entranceFrames = (enter: Entrance): ReadonlyArray<Placement> => {
  switch (enter.kind) {
    case "pop":
      return steps(enter.frames).map((part) => ({
        ...AS_IT_IS,
        scale: 0.35 + 0.65 * back(part),
        turn: part >= 1 ? 0 : (1 - expo(part)) * (enter.turn ?? -0.2),
        opacity: Math.min(1, part * 2.5)
      }))
    case "drop":
      return steps(enter.frames).map((part) => ({
        ...AS_IT_IS,
        scale: 1 + 0.28 * (1 - expo(part)),
        opacity: Math.min(1, part * 2)
      }))
    case "wipe":
      return steps(enter.frames).map((part) => ({ ...AS_IT_IS, seen: enter.fromRight === true ? -part : part }))
    // These move over the frame; the sprite itself stays as it is.
    case "slide":
    case "none":
      return [AS_IT_IS]
  }
}

/** Frames until a plate that comes down onto its cut has landed. */
export const PUNCH_FRAMES = 6
