import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { isEnded, standingOf } from "../data/Plans.ts"
import { spoken } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"

/** What a plan waits for, as one sentence; a decision names its cause in the server's own words. */
export const waitsSentence = (plan: PlanView): string =>
  plan.failure !== null
    ? t.status.decide(spoken(plan.failure.message))
    : plan.locked && !isEnded(plan)
    ? t.status.lockedWaits
    : t.status.waits[standingOf(plan)]
