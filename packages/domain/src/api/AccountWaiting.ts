import type { AccountView, WindowView } from "../account/AccountView.ts"
import { action } from "../Action.ts"
import { planStatusFacts } from "../facts/planStatuses.ts"
import type { PlanView } from "../plan/PlanView.ts"

/** The limits that a plan in this status has to pass; a freeze of another one does not hold it up. */
const passes = (status: string): ReadonlyArray<string> => planStatusFacts(status)?.tiktokCalls ?? []

const frozenLongest = (plan: PlanView, windows: ReadonlyArray<WindowView>): WindowView | undefined =>
  windows
    .filter(({ frozenUntil, window }) => frozenUntil !== null && passes(plan.status).includes(window))
    .toSorted((a, b) => (b.frozenUntil ?? "").localeCompare(a.frozenUntil ?? ""))[0]

/**
 * What a plan waits for where it is its account that waits: the end of a suspension or of a freeze, each with its time, or
 * a new consent. Plans that do not stand before TikTok are not held up by it.
 */
export const withAccount = (plan: PlanView, account: AccountView): PlanView => {
  if (plan.waitingFor === null) return plan
  const name = account.username === "" ? account.id : `@${account.username}`
  if (account.paused !== undefined && planStatusFacts(plan.status)?.waitsFor === "slot") {
    const { by, reason } = account.paused
    return {
      ...plan,
      waitingFor: {
        ...plan.waitingFor,
        what: `posting of ${name} to be resumed; ${by} paused it${reason === "" ? "." : `: ${reason}`}`,
        who: "editor",
        action: action("account.resume", { id: account.id })
      }
    }
  }
  if (passes(plan.status).length === 0) return plan
  if (account.suspendedUntil !== null) {
    return {
      ...plan,
      waitingFor: {
        ...plan.waitingFor,
        what: `${name} to be free again: ${account.failure?.message ?? "TikTok asked for a pause."}`,
        until: account.suspendedUntil,
        who: "system",
        action: null
      }
    }
  }
  if (account.status === "needs_reauth" && account.waitingFor !== null) {
    return { ...plan, waitingFor: { ...plan.waitingFor, ...account.waitingFor, since: plan.waitingFor.since } }
  }
  const frozen = frozenLongest(plan, account.windows)
  return frozen === undefined ? plan : {
    ...plan,
    waitingFor: {
      ...plan.waitingFor,
      what: `TikTok to take "${frozen.window}" calls of ${name} again; it said there were too many.`,
      until: frozen.frozenUntil
    }
  }
}
