import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/ActorStore"
import { Views } from "@callsheet/database/Views"
import { Principal } from "@callsheet/domain/api/Api"
import { KeyReused } from "@callsheet/domain/Envelope"
import { encodeId } from "@callsheet/domain/Ids"
import { Clock, Effect, Either } from "effect"
import { randomBytes } from "node:crypto"
import { ownOrg } from "../Auth.ts"
import { calendarOf } from "../Calendar.ts"
import { commandIdOf, derivedId, envelopeOf, type Handlers, invalid, keptSlot, orBusy, underKey } from "../Commands.ts"
import { planned } from "../Planner.ts"

/** One new plan. With a key its id follows from the key, so equal requests, however many at once, make one plan. */
export const makePlanAdd = Effect.gen(function*() {
  const actors = yield* Actors
  const store = yield* ActorStore
  const views = yield* Views

  const handlers: Handlers<"plan.add"> = {
    "plan.add": ({ dryRun = false, key, orgId, plan }) => {
      const attempt = Effect.gen(function*() {
        const caller = yield* Principal
        const org = yield* ownOrg(caller, orgId)
        const commandId = commandIdOf(org, key)
        const kept = key === undefined ? null : keptSlot(yield* store.answered(commandId))
        const calendar = yield* Effect.provideService(calendarOf(org), Views, views)
        const id = key === undefined
          ? encodeId("pln", yield* Clock.currentTimeMillis, randomBytes(10))
          : derivedId("pln", org, key)
        const outcome = planned(calendar, { row: null, id, plan, kept })
        if (Either.isLeft(outcome)) return yield* invalid(outcome.left)
        const { create, feasibility } = outcome.right
        if (dryRun) return { plan: null, feasibility }
        const envelope = yield* envelopeOf(caller, commandId, key !== undefined)
        return { plan: yield* actors.plan(id, envelope, create), feasibility }
      })
      return attempt.pipe(
        // `next` may have meant another hour to an equal request that came a moment earlier: its answer holds.
        Effect.retry({
          times: 1,
          while: (error) => error instanceof KeyReused && plan.at.toLowerCase() === "next"
        }),
        underKey(key),
        orBusy("the calendar")
      )
    }
  }
  return handlers
})
