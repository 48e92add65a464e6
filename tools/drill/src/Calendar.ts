import { ApiClient } from "@callsheet/client/Client"
import { connectSandboxAccount } from "@callsheet/demo/DemoAccount"
import { patiently } from "@callsheet/demo/Patiently"
import { personFor } from "@callsheet/demo/Person"
import { isEnded, isPosted } from "@callsheet/domain/facts/planStatuses"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { StandIn } from "@callsheet/stack/StandIn"
import { type Cause, Clock, Effect, Schedule } from "effect"
import type { Probes } from "./Probes.ts"
import { shortScript } from "./RandomScript.ts"

/**
 * A creator may post about 15 times a day, and a worker that is killed while it opens a publication costs a place more: TikTok may
 * have counted it. The drill stays well below.
 */
const PLANS_PER_ACCOUNT = 6
const SOON_MILLIS = 1_500
const LOOK_EVERY = "700 millis"

/** The content lead of the drill: keeps some plans under way and does what plans wait for a person to do. */
export const makeCalendar = (options: {
  readonly orgId: OrgId
  readonly standIn: StandIn | null
  readonly firstAccount: AccountId
  readonly probes: Probes
  /** So many plans at a time. */
  readonly underWay: number
}) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const { orgId, probes } = options
    const made = new Set<string>()
    let asked = 0
    let account = options.firstAccount
    let accounts = 1
    let seen: ReadonlyArray<PlanView> = []

    const withRoom = Effect.gen(function*() {
      if (asked < accounts * PLANS_PER_ACCOUNT) return
      account = (yield* connectSandboxAccount(orgId, options.standIn, `drill.${accounts + 1}`)).id
      accounts++
    })

    const add = Effect.gen(function*() {
      yield* withRoom
      asked++
      const key = `drill:plan:${asked}`
      const at = new Date((yield* Clock.currentTimeMillis) + SOON_MILLIS).toISOString()
      const script = yield* shortScript
      const { plan } = yield* patiently(client.plan.add({
        orgId,
        plan: { accountId: account, topic: `Drill ${asked}`, at, language: "en", script },
        key
      }))
      if (plan !== null) made.add(plan.id)
    })

    const look = Effect.gen(function*() {
      const { plans } = yield* patiently(client.plan.list({ orgId, limit: 1000 }))
      seen = plans.filter(({ id }) => !probes.ids.has(id))
      return seen
    })

    const helps = personFor("drill")
    const round = (feeding: boolean) =>
      Effect.gen(function*() {
        const plans = yield* look
        const open = plans.filter((plan) => !isEnded(plan.status))
        yield* Effect.forEach(open, helps, { concurrency: 4, discard: true })
        if (!feeding) return open.length
        for (let missing = options.underWay - open.length; missing > 0; missing--) yield* add
        return open.length
      })

    return {
      /** Until interrupted. A call that failed is repeated with the next round; its key makes that harmless. */
      feed: (told: (cause: Cause.Cause<unknown>) => Effect.Effect<void>) =>
        Effect.forever(Effect.delay(Effect.catchAllCause(round(true), told), LOOK_EVERY)),
      /** Ends when every plan is at an end. */
      finish: (told: (cause: Cause.Cause<unknown>) => Effect.Effect<void>) =>
        round(false).pipe(
          Effect.catchAllCause((cause) => Effect.as(told(cause), 1)),
          Effect.repeat({ until: (open) => open === 0, schedule: Schedule.spaced(LOOK_EVERY) }),
          Effect.asVoid
        ),
      look,
      made,
      count: () => ({
        made: made.size,
        posted: seen.filter(({ status }) => isPosted(status)).length
      })
    }
  })
