import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useState } from "preact/hooks"
import { spoken } from "../text/Spoken.ts"
import { ask, state } from "./Live.ts"
import { refusalFrom } from "./Requests.ts"
import type { Refusal } from "./Wire.ts"

export interface FeasibilityWish {
  readonly accountId: string
  readonly topic: string
  readonly delivery: "direct" | "inbox"
  /** An ISO instant, `next` or `now`. */
  readonly at: string
  /** The plan that would move; it is no obstacle to itself. */
  readonly moving?: PlanView
  readonly notes?: string
}

export type FitAnswer =
  | { readonly kind: "asking" }
  | { readonly kind: "answer"; readonly fit: Fit }
  | { readonly kind: "refused"; readonly error: Refusal }

export interface Fit {
  readonly feasible: boolean
  readonly warnings: ReadonlyArray<string>
  readonly nearest: string | null
}

/** Whether a plan could move there, as the server would decide it: by its status, its own words, and without counting itself. */
const checkMove = async (plan: PlanView, at: string): Promise<Fit> => {
  const { fits, warnings = [] } = await ask("plan.reschedule", { id: plan.id, at, dryRun: true })
  return { feasible: fits?.feasible ?? false, nearest: fits?.nearest ?? null, warnings: warnings.map(spoken) }
}

const checkNew = async ({ accountId, at, delivery, notes = "", topic }: FeasibilityWish): Promise<Fit> => {
  const { feasibility } = await ask("plan.add", {
    orgId: state.me?.orgId as never,
    dryRun: true,
    plan: { accountId: accountId as never, topic, at, delivery, ...(notes.trim() === "" ? {} : { notes }) }
  })
  return { ...feasibility, warnings: feasibility.warnings.map(spoken) }
}

const checkSlot = (wish: FeasibilityWish): Promise<Fit> =>
  wish.moving === undefined ? checkNew(wish) : checkMove(wish.moving, wish.at)

const SETTLE_MILLIS = 150

/** Whether a slot can be met, asked again when the wish changes; the answer to an earlier wish is dropped. */
export const useFit = (wish: FeasibilityWish | null): FitAnswer | null => {
  const [answer, setAnswer] = useState<FitAnswer | null>(null)
  const key = wish === null
    ? null
    : `${wish.accountId} ${wish.at} ${wish.delivery} ${wish.moving?.id ?? ""} ${wish.topic} ${
      (wish.notes ?? "").trim() === ""
    }`
  useEffect(() => {
    if (wish === null) {
      setAnswer(null)
      return
    }
    let current = true
    setAnswer({ kind: "asking" })
    const timer = setTimeout(() => {
      checkSlot(wish).then(
        (fit) => current && setAnswer({ kind: "answer", fit }),
        (error: unknown) => current && setAnswer({ kind: "refused", error: refusalFrom(error) })
      )
    }, SETTLE_MILLIS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key])
  return answer
}
