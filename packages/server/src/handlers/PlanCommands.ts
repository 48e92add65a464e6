import { Actors } from "@callsheet/actors/Actors"
import { makeSpendingSaga } from "@callsheet/actors/SpendingSaga"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { isNow, nextFreeSlot, readInstant, zoneOf } from "@callsheet/domain/planning/Slot"
import { writtenDate } from "@callsheet/domain/planning/WrittenDate"
import { isSpending } from "@callsheet/domain/spending/PlanNeeds"
import { planEstimate } from "@callsheet/domain/spending/Prices"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import { Clock, Effect, Either, Option } from "effect"
import { Calendars } from "./Calendars.ts"
import { commandIdOf, envelopeFor, found, type Handlers, keptPlan, orBusy, underKey } from "./Commands.ts"
import { makePlanAdvice } from "./PlanAdvice.ts"

interface Asked {
  readonly id: string
  readonly key?: string | undefined
  /** Decides as it would be decided now, and stores nothing. */
  readonly dryRun?: boolean | undefined
}

type Moves =
  | "plan.approve"
  | "plan.release"
  | "plan.reject"
  | "plan.reschedule"
  | "plan.lock"
  | "plan.unlock"
  | "plan.cancel"
  | "plan.retry"
  | "plan.allow"
type Wish<M extends Moves> = Parameters<Handlers<M>[M]>[0] & Asked

/** After these other plans find other hours free. */
const changesSlots: ReadonlySet<PlanCommand["_tag"]> = new Set(["Reschedule", "Reject", "Cancel", "Retry", "Allow"])

/** What people ask of a plan that exists. */
export const makePlanCommands = Effect.gen(function*() {
  const actors = yield* Actors
  const store = yield* ActorStore
  const views = yield* Views
  const paid = yield* PaidServices
  const { writes } = paid
  const spend = yield* makeSpendingSaga({
    estimate: planEstimate(yield* PriceList, paid),
    freshId: Effect.sync(() => commandIdOf("", undefined))
  })
  const calendars = yield* Calendars
  const advice = yield* makePlanAdvice

  const plan = (orgId: string, id: string) => Effect.flatMap(views.plan(orgId, id), found("plan", id, "plan.list"))

  const command = (what: PlanCommand, { dryRun, id, key }: Asked) =>
    Effect.gen(function*() {
      if (dryRun === true) return yield* advice.rehearse(id, what)
      const caller = yield* Principal
      if (!(yield* views.ownsPlan(caller.orgId, id))) {
        return yield* found("plan", id, "plan.list")(Option.none())
      }
      const envelope = yield* envelopeFor(caller, key)
      const answer = yield* isSpending(what) ? spend(id, envelope, what) : actors.plan(id, envelope, what)
      if (changesSlots.has(what._tag)) yield* calendars.forget(caller.orgId)
      return answer
    }).pipe(underKey(key), orBusy(`plan ${id}`))

  /** A wish that was granted before is answered as it was then, no matter what would be refused by now. */
  const firstTime = <E>({ id, key }: Asked, check: Effect.Effect<void, E, Principal>) =>
    Effect.gen(function*() {
      const { orgId } = yield* Principal
      const earlier = key === undefined ? Option.none() : yield* store.answered(commandIdOf(orgId, key))
      if (Option.isNone(earlier)) yield* check
    }).pipe(orBusy(`plan ${id}`))

  /** `next` means what it meant when this wish was first made. */
  const newSlot = (orgId: string, planId: string, at: string, timeZone: string | undefined, key: string | undefined) =>
    Effect.gen(function*() {
      const { accountId, timeZone: own } = yield* plan(orgId, planId)
      const zone = timeZone ?? own
      const now = yield* Clock.currentTimeMillis
      if (at.toLowerCase() !== "next" && !isNow(at)) {
        return Either.flatMap(writtenDate(at, { now, timeZone: zone, order: null }), (text) => readInstant(text, zone))
      }
      const kept = key === undefined ? null : keptPlan(yield* store.answered(commandIdOf(orgId, key)))?.slot ?? null
      if (isNow(at)) return Either.map(zoneOf(zone), () => ({ at: kept ?? now, timeZone: zone }))
      const taken = yield* views.takenSlots(orgId, now)
      const free = nextFreeSlot({
        now,
        timeZone: zone,
        taken: taken.flatMap((other) => other.accountId === accountId && other.id !== planId ? [other.slot] : [])
      })
      return Either.map(free, (slot) => kept === null ? slot : { ...slot, at: kept })
    })

  const handlers = {
    "plan.approve": (asked: Wish<"plan.approve">) =>
      firstTime(asked, advice.beforeApproval(asked.id)).pipe(
        Effect.zipRight(command({ _tag: "Approve", modelWrites: writes }, asked)),
        Effect.flatMap((view) => advice.withWarnings(view))
      ),
    "plan.release": ({ musicUsageConfirmed = false, seen, settings, ...asked }: Wish<"plan.release">) =>
      firstTime(asked, advice.beforeRelease(asked.id, settings)).pipe(
        Effect.zipRight(command({ _tag: "Release", settings, musicUsageConfirmed, seen }, asked))
      ),
    "plan.reject": ({ reason, ...asked }: Wish<"plan.reject">) => command({ _tag: "Reject", reason }, asked),
    "plan.reschedule": ({ at, dryRun = false, id, key, timeZone }: Wish<"plan.reschedule">) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        const slot = yield* newSlot(orgId, id, at, timeZone, key)
        if (Either.isLeft(slot)) return yield* invalid([fault("at", slot.left)])
        if (dryRun) return yield* advice.rehearseMove(id, slot.right, isNow(at))
        const moved = yield* command({ _tag: "Reschedule", slot: slot.right.at, timeZone: slot.right.timeZone }, {
          id,
          key
        })
        return yield* advice.withWarnings(moved, isNow(at))
      }).pipe(orBusy(`plan ${id}`)),
    "plan.lock": (asked: Wish<"plan.lock">) => command({ _tag: "Lock" }, asked),
    "plan.unlock": (asked: Wish<"plan.unlock">) => command({ _tag: "Unlock" }, asked),
    "plan.cancel": ({ reason = "", ...asked }: Wish<"plan.cancel">) => command({ _tag: "Cancel", reason }, asked),
    "plan.retry": (asked: Wish<"plan.retry">) => command({ _tag: "Retry" }, asked),
    "plan.allow": ({ reason, ...asked }: Wish<"plan.allow">) => command({ _tag: "Allow", reason }, asked)
  } satisfies Handlers<Moves>
  return handlers
})
