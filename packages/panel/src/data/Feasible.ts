import type { Feasibility } from "@callsheet/domain/api/calls/plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useState } from "preact/hooks"
import { ask, state } from "./Live.ts"
import { refusalFrom } from "./Requests.ts"
import type { Refusal } from "./Wire.ts"

export interface Wish {
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
  | { readonly kind: "answer"; readonly feasibility: Feasibility }
  | { readonly kind: "refused"; readonly error: Refusal }

/** A topic alone brings a warning about notes; a plan that is moved has its words already. */
const wordsOf = ({ moving, notes }: Wish) => moving === undefined ? notes ?? "" : moving.topic

export const checkSlot = async (wish: Wish): Promise<Feasibility> => {
  const { feasibility } = await ask("plan.add", {
    orgId: state.me?.orgId as never,
    dryRun: true,
    plan: {
      accountId: wish.accountId as never,
      topic: wish.topic,
      at: wish.at,
      delivery: wish.delivery,
      ...(wordsOf(wish).trim() === "" ? {} : { notes: wordsOf(wish) })
    }
  })
  const own = wish.moving?.id
  return own === undefined
    ? feasibility
    : { ...feasibility, warnings: feasibility.warnings.filter((warning) => !warning.includes(own)) }
}

const SETTLE_MILLIS = 150

/** Whether a slot can be met, asked again when the wish changes; the answer to an earlier wish is dropped. */
export const useFit = (wish: Wish | null): FitAnswer | null => {
  const [answer, setAnswer] = useState<FitAnswer | null>(null)
  const key = wish === null
    ? null
    : `${wish.accountId} ${wish.at} ${wish.delivery} ${wish.topic} ${wordsOf(wish) === ""}`
  useEffect(() => {
    if (wish === null) {
      setAnswer(null)
      return
    }
    let current = true
    setAnswer({ kind: "asking" })
    const timer = setTimeout(() => {
      checkSlot(wish).then(
        (feasibility) => current && setAnswer({ kind: "answer", feasibility }),
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
