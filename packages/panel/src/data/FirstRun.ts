import { state } from "./Live.ts"
import { bySlot } from "./Plans.ts"

const KEPT_AS = "callsheet.first-run"
/** Told when the person goes on to the panel. */
export const FIRST_RUN_OVER = "callsheet:first-run-over"

/** True where an org has planned nothing, or its first plan is on the way, and the person did not go on by themselves. */
export const isFirstRun = (): boolean => {
  if (!state.loaded || state.plans.size > 1 || localStorage.getItem(KEPT_AS) === "over") return false
  return bySlot().every(({ status }) => status !== "rejected" && status !== "cancelled" && status !== "tracked")
}

export const endFirstRun = () => {
  localStorage.setItem(KEPT_AS, "over")
  dispatchEvent(new Event(FIRST_RUN_OVER))
}
