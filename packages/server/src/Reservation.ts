import { Actors } from "@callsheet/actors/Actors"
import { Views } from "@callsheet/database/Views"
import type { Envelope } from "@callsheet/domain/Envelope"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Effect, Option } from "effect"
import { commandIdOf } from "./Commands.ts"

/**
 * Approving costs: what one video needs is promised before the plan moves, so a refused approval leaves nothing behind, no
 * job and no promise. The promise is named after the plan, so however often it is asked for, it is made once.
 */
export const makeApprove = Effect.gen(function*() {
  const actors = yield* Actors
  const views = yield* Views

  /** A wish of its own: an approval refused once and repeated under the same key must be able to promise again. */
  const afresh = (envelope: Envelope): Envelope => ({
    ...envelope,
    commandId: commandIdOf("", undefined),
    keyed: false
  })

  const isApproved = (orgId: string, planId: string) =>
    Effect.map(views.plan(orgId, planId), Option.exists((plan) => plan.approved))

  return (orgId: string, plan: PlanView, envelope: Envelope) => {
    const approve = actors.plan(plan.id, envelope, { _tag: "Approve" })
    // Where the table will refuse anyway, nothing is promised: a plan that is under way has its promise already, and one
    // that is done has settled it.
    if (plan.status !== "scheduled" || plan.locked) return approve
    const reserve = actors.org(orgId, afresh(envelope), {
      _tag: "Reserve",
      reference: plan.id,
      amounts: [{ kind: "renders", amount: 1 }, { kind: "publishes", amount: 1 }]
    })
    const free = Effect.asVoid(actors.org(orgId, afresh(envelope), { _tag: "Free", reference: plan.id }))
    return Effect.zipRight(
      reserve,
      approve.pipe(
        // Refused after all. If somebody else's approval came first, the promise is theirs. Busy says nothing about what
        // happened: the promise stays, and the same wish sent again meets it.
        Effect.tapError((error) =>
          error._tag === "Busy"
            ? Effect.void
            : Effect.flatMap(isApproved(orgId, plan.id), (theirs) => theirs ? Effect.void : free)
        )
      )
    )
  }
})
