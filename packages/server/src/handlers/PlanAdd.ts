import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { invalid } from "@callsheet/domain/api/ApiError"
import type { NewPlan } from "@callsheet/domain/api/calls/plan"
import { Principal } from "@callsheet/domain/api/Principal"
import { KeyReused } from "@callsheet/domain/Envelope"
import { encodeId } from "@callsheet/domain/Ids"
import { offered } from "@callsheet/domain/org/Preset"
import { type Kept, planned } from "@callsheet/domain/planning/Planner"
import { isNow } from "@callsheet/domain/planning/Slot"
import { Effect, Either } from "effect"
import { randomBytes } from "node:crypto"
import { ownOrg } from "../auth/Auth.ts"
import { Calendars } from "./Calendars.ts"
import { commandIdOf, derivedId, envelopeOf, type Handlers, keptPlan, orBusy, underKey } from "./Commands.ts"
import { makePlanAdvice } from "./PlanAdvice.ts"

/** One new plan. With a key its id follows from the key, so equal requests, however many at once, make one plan. */
export const makePlanAdd = Effect.gen(function*() {
  const actors = yield* Actors
  const store = yield* ActorStore
  const calendars = yield* Calendars
  const advice = yield* makePlanAdvice

  const isNext = (plan: NewPlan) => plan.at.toLowerCase() === "next"

  /** A free hour is looked for in the calendar as it is; warnings may be a moment old, a new account may not be missed. */
  const calendarFor = (orgId: string, plan: NewPlan, kept: Kept | null) =>
    isNext(plan) && kept === null
      ? calendars.fresh(orgId)
      : Effect.flatMap(calendars.recent(orgId), (recent) =>
        recent.accounts.has(plan.accountId) && offered(recent.offer, plan.accountId, plan.preset) !== undefined
          ? Effect.succeed(recent) :
          calendars.fresh(orgId))

  const handlers: Handlers<"plan.add"> = {
    "plan.add": ({ dryRun = false, key, orgId, plan }) => {
      const attempt = Effect.gen(function*() {
        const caller = yield* Principal
        const org = yield* ownOrg(caller, orgId)
        const make = Effect.gen(function*() {
          const commandId = commandIdOf(org, key)
          const kept = key === undefined ? null : keptPlan(yield* store.answered(commandId))
          const calendar = yield* calendarFor(org, plan, kept)
          const id = key === undefined
            ? encodeId("pln", calendar.now, randomBytes(10))
            : derivedId("pln", org, key)
          const outcome = planned(calendar, { row: null, id, plan, kept })
          if (Either.isLeft(outcome)) return yield* invalid(outcome.left)
          const { create } = outcome.right
          const unoffered = kept === null
            ? yield* advice.privacyWarnings(create.accountId, create.settings.privacy)
            : []
          const feasibility = {
            ...outcome.right.feasibility,
            warnings: [...outcome.right.feasibility.warnings, ...unoffered]
          }
          if (dryRun) return { plan: null, feasibility }
          const envelope = yield* envelopeOf(caller, commandId, key !== undefined)
          const made = yield* actors.plan(id, envelope, outcome.right.create)
          if (kept === null) yield* calendars.add(org, outcome.right)
          return { plan: made, feasibility }
        })
        return yield* isNext(plan) ? calendars.inTurn(org)(make) : make
      })
      return attempt.pipe(
        // `next` may have meant another hour to an equal request at another server a moment earlier: its answer holds.
        Effect.retry({ times: 1, while: (error) => error instanceof KeyReused && (isNext(plan) || isNow(plan.at)) }),
        underKey(key),
        orBusy("the calendar")
      )
    }
  }
  return handlers
})
