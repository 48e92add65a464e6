import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Busy, type Envelope } from "@callsheet/domain/Envelope"
import { holdsNothing } from "@callsheet/domain/facts/planStatuses"
import type { CommandId } from "@callsheet/domain/Ids"
import { Plan } from "@callsheet/domain/plan/Plan"
import { type Needs, planNeeds, type SpendingCommand } from "@callsheet/domain/spending/PlanNeeds"
import { Clock, Effect, Option, Schedule, Schema } from "effect"
import { Actors } from "./Actors.ts"

/** An amount that was freed a moment ago can be reserved again a moment later; the caller need not know. */
const soonAgain = Schedule.spaced("400 millis").pipe(Schedule.intersect(Schedule.recurs(5)))

/**
 * Reserve, move, or give back: a command that lets a plan cost something, in two actors. The org reserves what the plan needs
 * before the plan moves, so a refusal by either leaves no job and no reservation. The reservation is named after the plan:
 * however often it is asked for, it is made once.
 *
 * Every process that sends such a command sends it through here. `estimate` is what one whole video takes; `freshId` names a
 * message that is not a repetition of an earlier one.
 */
export const makeSpendingSaga = ({ estimate, freshId }: {
  readonly estimate: Needs
  readonly freshId: Effect.Effect<CommandId>
}) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const store = yield* ActorStore
    const decode = Schema.decodeUnknown(Plan)

    const load = (planId: string) =>
      Effect.flatMap(
        store.load(planId),
        Option.match({
          onNone: () => Effect.succeed(null),
          onSome: ({ state }) => Effect.orDie(decode(state))
        })
      )

    /** A command refused once and repeated under the same key must be able to reserve again, so each try has its own id. */
    const withFreshId = (envelope: Envelope): Effect.Effect<Envelope> =>
      Effect.map(freshId, (commandId) => ({ ...envelope, commandId, keyed: false }))

    const reserve = (plan: Plan, amounts: Needs, envelope: Envelope) =>
      Effect.gen(function*() {
        const askedAt = yield* Clock.currentTimeMillis
        const command = { _tag: "Reserve", reference: plan.id, amounts: [...amounts], askedAt } as const
        return yield* actors.org(plan.orgId, yield* withFreshId(envelope), command)
      }).pipe(
        Effect.retry({ while: (error) => error._tag === "ReservationLate", schedule: soonAgain }),
        Effect.catchTag(
          "ReservationLate",
          () => new Busy({ what: `org ${plan.orgId}`, retryAfterMillis: 1_000 })
        )
      )

    /**
     * The plan refused after all. If another caller set it going meanwhile, the reservation is theirs, and a plan that
     * stopped to ask still holds its own: only a plan that holds nothing gives it back.
     */
    const giveBack = (planId: string, envelope: Envelope) =>
      Effect.gen(function*() {
        const plan = yield* load(planId)
        if (plan === null || !holdsNothing(plan.status._tag)) return
        yield* actors.org(plan.orgId, yield* withFreshId(envelope), { _tag: "Free", reference: plan.id })
      })

    return (planId: string, envelope: Envelope, command: SpendingCommand) =>
      Effect.gen(function*() {
        const plan = yield* load(planId)
        const amounts = plan === null ? null : planNeeds(plan, command, estimate)
        const move = actors.plan(planId, envelope, command)
        if (plan === null || amounts === null) return yield* move
        yield* reserve(plan, amounts, envelope)
        // Busy does not say what happened: the same command sent again meets the reservation.
        return yield* move.pipe(
          Effect.tapError((error) => error._tag === "Busy" ? Effect.void : giveBack(planId, envelope))
        )
      })
  })
