import type { AccountView, WindowView } from "../account/AccountView.ts"
import { type Action, action } from "../Action.ts"
import { planStatusFacts } from "../facts/planStatuses.ts"
import { type PausedView, pauseWords } from "../Paused.ts"
import type { PlanView } from "../plan/PlanView.ts"
import type { Who } from "../WaitingFor.ts"

/** The limits that a plan in this status has to pass; a freeze of another one does not hold it up. */
const passes = (status: string): ReadonlyArray<string> => planStatusFacts(status)?.tiktokCalls ?? []

const frozenLongest = (plan: PlanView, windows: ReadonlyArray<WindowView>): WindowView | undefined =>
  windows
    .filter(({ frozenUntil, window }) => frozenUntil !== null && passes(plan.status).includes(window))
    .toSorted((a, b) => (b.frozenUntil ?? "").localeCompare(a.frozenUntil ?? ""))[0]

/** Posting that somebody stopped, the widest first: the installation's, the org's, the account's. */
export interface Pauses {
  readonly everything: PausedSince | undefined
  readonly org: PausedSince & { readonly id: string; readonly name: string } | undefined
}
type PausedSince = typeof PausedView.Type

/** A plan that waits for its slot waits for posting to be resumed first: what is paused at its slot asks a person. */
export const withPauses = (plan: PlanView, account: AccountView | undefined, { everything, org }: Pauses): PlanView => {
  if (plan.waitingFor === null || planStatusFacts(plan.status)?.waitsFor !== "slot") return plan
  const { waitingFor } = plan
  const waits = (what: string, paused: PausedSince, who: Who, resume: Action | null): PlanView =>
    // One that ends by itself before the slot holds nothing up.
    paused.until !== undefined && paused.until <= plan.slot ? plan : {
      ...plan,
      waitingFor: {
        ...waitingFor,
        what: `posting of ${what} to be resumed; it is ${
          pauseWords(paused).replace(/\.$/, "")
        }. At its slot ${plan.slot} it asks, unless posting goes on by then.`,
        who,
        action: resume
      }
    }
  if (everything !== undefined) return waits("the whole installation", everything, "operator", null)
  if (org !== undefined) return waits(`the org ${org.name}`, org, "editor", action("org.resume", { id: org.id }))
  if (account?.paused === undefined) return plan
  return waits(nameOf(account), account.paused, "editor", action("account.resume", { id: account.id }))
}

const nameOf = ({ id, username }: AccountView) => username === "" ? id : `@${username}`

/**
 * What a plan waits for where it is its account that waits: the end of a suspension or of a freeze, each with its time, or
 * a new consent. Plans that do not stand before TikTok are not held up by it.
 */
export const withAccount = (plan: PlanView, account: AccountView): PlanView => {
  if (plan.waitingFor === null) return plan
  const name = nameOf(account)
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
