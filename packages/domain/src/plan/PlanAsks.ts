import type { PlanStatusName } from "./Plan.ts"
import { planAskable } from "./PlanCommand.ts"
import { planTransitions } from "./PlanMachine.ts"

/** What a person may ask of a plan in a status, in the words of the command line, before roles, locks and guards are asked. */
export const asksIn = (status: PlanStatusName): ReadonlyArray<string> =>
  Object.keys(planTransitions[status]).flatMap((command) => planAskable[command] ?? [])
