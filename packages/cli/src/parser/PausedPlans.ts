import { ApiClient } from "@callsheet/client/Client"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import { Effect } from "effect"

/** As many as one page of plans holds. */
const PAGE = 500

const some = (count: number, more: boolean): string => `${count}${more ? " or more" : ""}`

/** How many plans would be posted at their slots. */
export const releasedWait = (count: number, more = false): string =>
  count === 1 && !more
    ? "1 released plan waits for its slot."
    : `${some(count, more)} released plans wait for their slots.`

/** What is known of the plans that a pause holds: asked before posting is resumed. */
export const pausedPlans = (where: { readonly orgId: OrgId } | { readonly accountId: AccountId }) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const released = yield* client.plan.list({ ...where, status: ["assets_generated"], limit: PAGE })
    const asking = yield* client.plan.list({ ...where, status: ["needs_attention"], limit: PAGE })
    const missed = asking.plans.filter(({ failure }) => failure?.tag === "PostingPaused").length
    return `${releasedWait(released.plans.length, released.next !== null)} ${
      missed === 1 && asking.next === null
        ? "1 plan missed its slot meanwhile and asks you first."
        : `${some(missed, asking.next !== null)} plans missed their slots meanwhile and ask you first.`
    }`
  })
