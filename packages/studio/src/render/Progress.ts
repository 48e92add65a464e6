import { Clock, Effect } from "effect"
import type { RenderProgress, RenderStage } from "./Renderer.ts"

/** Parts of the whole, measured on two cores; scenes count by their frames. They add up to 1. */
const WEIGHTS: { readonly [S in RenderStage]: number } = {
  voice: 0.05,
  scenes: 0.85,
  mix: 0.07,
  mux: 0.02,
  cover: 0.01
}
const LEAST_GAP_MILLIS = 250

export interface StageProgress {
  /** `part` of the stage that is done, from 0 to 1. */
  readonly advance: (stage: RenderStage, part: number, note?: string) => Effect.Effect<void>
}

/**
 * One number out of stages that run side by side. Tells at most four times a second, always when a stage is done, and never a
 * smaller number than before.
 */
export const makeProgress = (tell: (progress: RenderProgress) => Effect.Effect<void>): StageProgress => {
  const done: Record<RenderStage, number> = { voice: 0, scenes: 0, mix: 0, mux: 0, cover: 0 }
  let told = { fraction: -1, at: 0 }
  return {
    advance: Effect.fnUntraced(function*(stage, part, note) {
      done[stage] = Math.max(done[stage], Math.min(1, part))
      const sum = Object.entries(WEIGHTS).reduce((sum, [name, weight]) => sum + weight * done[name as RenderStage], 0)
      const fraction = Math.min(1, Math.round(sum * 10_000) / 10_000)
      const at = yield* Clock.currentTimeMillis
      if (fraction <= told.fraction || (at - told.at < LEAST_GAP_MILLIS && done[stage] < 1)) return
      told = { fraction, at }
      yield* tell({ _tag: "progress", stage, fraction, ...(note === undefined ? {} : { note }) })
    })
  }
}
