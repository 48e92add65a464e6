import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Views } from "@callsheet/database/views/Views"
import { Busy, type Envelope } from "@callsheet/domain/Envelope"
import { holdsNothing } from "@callsheet/domain/facts/planStatuses"
import type { Amount } from "@callsheet/domain/org/Org"
import { Plan } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { resumeAfterRetry } from "@callsheet/domain/plan/PlanEvolve"
import { planEstimate } from "@callsheet/domain/spending/Prices"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import { Clock, Effect, Option, Schedule, Schema } from "effect"
import { commandIdOf } from "./Commands.ts"

/** Commands that let a plan cost something: what it needs is promised before it moves. */
export type Spending = Extract<PlanCommand, { _tag: "Approve" | "Retry" | "Allow" | "Reschedule" }>

/** What was freed a moment ago is promised again a moment later: a person who is quicker than that need not know. */
const anewSoon = Schedule.spaced("400 millis").pipe(Schedule.intersect(Schedule.recurs(5)))

/**
 * What one video needs is promised before the plan moves, so a refusal leaves nothing behind, no job and no promise. The
 * promise is named after the plan, so however often it is asked for, it is made once.
 */
export const makeSpending = Effect.gen(function*() {
  const actors = yield* Actors
  const store = yield* ActorStore
  const views = yield* Views
  const prices = yield* PriceList
  const services = yield* PaidServices
  const decode = Schema.decodeUnknown(Plan)

  const whole = planEstimate(prices, services)
  const posting: readonly [Amount] = [{ kind: "publishes", amount: 1 }]

  /** What the command sets going, and null where that costs nothing or the table will refuse it anyway. */
  const needs = (plan: Plan, command: Spending): readonly [Amount, ...Array<Amount>] | null => {
    if (plan.locked) return null
    if (command._tag === "Approve") return plan.status._tag === "scheduled" ? whole : null
    if (plan.status._tag !== "failed" && plan.status._tag !== "needs_attention") return null
    switch (resumeAfterRetry(plan)._tag) {
      case "approved":
      case "generating":
        return whole
      case "in_review":
      case "assets_generated":
      case "publishing":
        return posting
      case "scheduled":
      case "published":
        return null
    }
  }

  /** A wish of its own: a command refused once and repeated under the same key must be able to promise again. */
  const afresh = (envelope: Envelope): Envelope => ({
    ...envelope,
    commandId: commandIdOf("", undefined),
    keyed: false
  })

  const isIdle = (orgId: string, planId: string) =>
    Effect.map(
      views.plan(orgId, planId),
      Option.match({ onNone: () => true, onSome: ({ status }) => holdsNothing(status) })
    )

  return (orgId: string, planId: string, envelope: Envelope, command: Spending) =>
    Effect.gen(function*() {
      const stored = yield* store.load(planId)
      const plan = Option.isNone(stored) ? null : yield* Effect.orDie(decode(stored.value.state))
      const amounts = plan === null ? null : needs(plan, command)
      const move = actors.plan(planId, envelope, command)
      if (plan === null || amounts === null) return yield* move
      yield* Effect.flatMap(Clock.currentTimeMillis, (askedAt) =>
        actors.org(orgId, afresh(envelope), { _tag: "Reserve", reference: planId, amounts: [...amounts], askedAt }))
        .pipe(
          Effect.retry({
            while: (error) =>
              error._tag === "ReservationLate",
            schedule: anewSoon
          }),
          Effect.catchTag("ReservationLate", () =>
            new Busy({ what: `org ${orgId}`, retryAfterMillis: 1_000 }))
        )
      return yield* move.pipe(
        // Refused after all. Where somebody else set the plan going meanwhile, the promise is theirs; one that stopped to ask
        // still holds its own. Busy says nothing about what happened: the same wish sent again meets the promise.
        Effect.tapError((error) =>
          error._tag === "Busy"
            ? Effect.void
            : Effect.flatMap(isIdle(orgId, planId), (free) =>
              free
                ? Effect.asVoid(actors.org(orgId, afresh(envelope), { _tag: "Free", reference: planId }))
                : Effect.void)
        )
      )
    })
})
