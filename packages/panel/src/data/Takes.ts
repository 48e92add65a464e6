import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { TakeOf } from "@callsheet/domain/plan/Takes"
import { ask } from "./Live.ts"
import { newKey } from "./Requests.ts"

const MOST_REASON = 500

/** Asks for other words. It changes nothing of the plan before one of them is chosen. */
export const askTake = (plan: PlanView, of: Extract<TakeOf, "script" | "hook">, reason: string) => {
  const why = reason.replaceAll(/\s+/gu, " ").trim().slice(0, MOST_REASON).trim()
  return ask("take.ask", { id: plan.id, of, key: newKey(), ...(why === "" ? {} : { reason: why }) })
}

/** With `dryRun` it only tells what choosing would void, make again and buy. */
export const chooseTake = (plan: PlanView, take: number, option: number, dryRun: boolean) =>
  ask("take.choose", {
    id: plan.id,
    take,
    option,
    ifVersion: plan.version,
    ...(dryRun ? { dryRun } : { key: newKey() })
  })
