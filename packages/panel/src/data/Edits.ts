import type { EditEffectView, PlanChange } from "@callsheet/domain/api/calls/planEdit"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useState } from "preact/hooks"
import { ask, keepPlan } from "./Live.ts"
import { newKey, refusalFrom } from "./Requests.ts"
import type { Refusal } from "./Wire.ts"

/** Stores a change; if somebody edited the plan since, nothing is stored. */
export const edit = async (plan: PlanView, change: PlanChange): Promise<PlanView> => {
  const { plan: edited } = await ask("plan.edit", { id: plan.id, ifVersion: plan.version, key: newKey(), change })
  keepPlan(edited)
  return edited
}

export const undoEdit = async (plan: PlanView): Promise<PlanView> => {
  const { plan: edited } = await ask("plan.undo", { id: plan.id, ifVersion: plan.version, key: newKey() })
  keepPlan(edited)
  return edited
}

export interface EditAnswer {
  readonly effect: EditEffectView | null
  readonly error: Refusal | null
}

const SETTLE_MILLIS = 400

/** What a change would do, asked once the typing pauses; null while there is no change or no answer. */
export const useEditEffect = (plan: PlanView, change: PlanChange | null): EditAnswer => {
  const [answer, setAnswer] = useState<EditAnswer>({ effect: null, error: null })
  const key = change === null ? null : JSON.stringify(change)
  useEffect(() => {
    setAnswer({ effect: null, error: null })
    if (change === null) return
    let current = true
    const timer = setTimeout(() => {
      ask("plan.edit", { id: plan.id, ifVersion: plan.version, dryRun: true, change }).then(
        ({ effect }) => current && setAnswer({ effect, error: null }),
        (error: unknown) => current && setAnswer({ effect: null, error: refusalFrom(error) })
      )
    }, SETTLE_MILLIS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key, plan.version])
  return answer
}
