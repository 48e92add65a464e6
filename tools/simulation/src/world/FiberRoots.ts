import type { Fiber } from "effect"
import { globalValue } from "effect/GlobalValue"

interface Scope {
  readonly roots: Set<Fiber.RuntimeFiber<unknown, unknown>>
}

/** Effect keeps every fiber without a parent in this set until it ends. */
const { roots } = globalValue(Symbol.for("effect/FiberScope/Global"), (): Scope => ({ roots: new Set() }))

/**
 * Runs a world from its first step to its last, then forgets its fibers. Those of killed processes never end, and Effect
 * would hold each of them, and with it its whole world, for as long as this program runs. Nothing else can have started a
 * fiber meanwhile: a history never yields the thread.
 */
export const forgettingFibers = <A>(history: () => A): A => {
  const before = new Set(roots)
  try {
    return history()
  } finally {
    for (const fiber of roots) if (!before.has(fiber)) roots.delete(fiber)
  }
}
