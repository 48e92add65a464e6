import { type History, runHistory } from "@callsheet/simulation/History"
import type { Variants } from "@callsheet/simulation/world/World"
import { setImmediate } from "node:timers/promises"

/** Histories one after the other. A history holds the thread; between two of them the test runner may breathe. */
export async function* histories(from: number, count: number, variants: Variants = {}): AsyncGenerator<History> {
  for (let seed = from; seed < from + count; seed++) {
    yield runHistory(seed, variants)
    await setImmediate()
  }
}
