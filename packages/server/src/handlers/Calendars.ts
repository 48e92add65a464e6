import { Presets } from "@callsheet/database/library/Presets"
import { Views } from "@callsheet/database/views/Views"
import type { NotFound } from "@callsheet/domain/api/ApiError"
import { days } from "@callsheet/domain/Instant"
import { type Neighbour, topicKey } from "@callsheet/domain/planning/Feasibility"
import { type Calendar, neighbourOf, type Planned } from "@callsheet/domain/planning/Planner"
import { planEstimate } from "@callsheet/domain/spending/Prices"
import { askedTogether } from "@callsheet/process/AskedTogether"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import type { SqlError } from "@effect/sql/SqlError"
import { Cache, Clock, Context, Effect, Exit, Layer } from "effect"
import { found } from "./Commands.ts"

/** Yesterday's plans still count: TikTok's caps look back 24 hours. */
const LOOK_BACK_MILLIS = days(1)

/** How old what another server changed may be when a warning is made of it. What is refused never rests on it. */
const REMEMBERED = "1 second"

/**
 * Calendars to plan in. Thousands of plans a minute may be added, and each is compared with all the others: reading them
 * again for each would cost more than making the plan.
 */
export class Calendars extends Context.Tag("@callsheet/server/Calendars")<Calendars, {
  /** As it stands right now. */
  readonly fresh: (orgId: string) => Effect.Effect<Calendar, NotFound | SqlError>
  /** As it stood a moment ago, with everything this server did since. */
  readonly recent: (orgId: string) => Effect.Effect<Calendar, NotFound | SqlError>
  /** One more plan stands in it. */
  readonly add: (orgId: string, plan: Planned) => Effect.Effect<void>
  /** Plans moved or went. */
  readonly forget: (orgId: string) => Effect.Effect<void>
  /** One after the other: two that look for a free hour at once must not find the same. */
  readonly inTurn: (orgId: string) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function*() {
      const views = yield* Views
      const presets = yield* Presets
      const paid = yield* PaidServices
      const needs = planEstimate(yield* PriceList, paid)
      const turns = new Map<string, Effect.Semaphore>()

      const read = (orgId: string) =>
        Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
          const { org } = yield* Effect.flatMap(views.orgState(orgId), found("org", orgId, "org.list"))
          const accounts = yield* views.accounts(orgId)
          const offer = yield* presets.offer(orgId)
          const taken = yield* views.takenSlots(orgId, now - LOOK_BACK_MILLIS)
          return {
            now,
            org,
            needs,
            modelWrites: paid.writes,
            endpointSpeaks: paid.speaks,
            offer,
            accounts: new Map(accounts.map((account) => [account.id, account])),
            neighbours: taken.map(({ topic, ...plan }): Neighbour => ({ ...plan, words: topicKey(topic) }))
          }
        })

      const known = yield* Cache.makeWith({
        capacity: 200,
        lookup: read,
        timeToLive: (exit) => Exit.isSuccess(exit) ? REMEMBERED : 0
      })

      const turnOf = (orgId: string): Effect.Semaphore => {
        const turn = turns.get(orgId) ?? Effect.unsafeMakeSemaphore(1)
        turns.set(orgId, turn)
        return turn
      }

      return {
        fresh: read,
        recent: (orgId) =>
          Effect.zipWith(
            askedTogether(known.get(orgId)),
            Clock.currentTimeMillis,
            (calendar, now) => ({ ...calendar, now })
          ),
        add: (orgId, plan) =>
          Effect.map(known.getOptionComplete(orgId), (calendar) => {
            // In place: the remembered calendar keeps its age, so what others changed is seen as soon as before.
            if (calendar._tag === "Some") calendar.value.neighbours.push(neighbourOf(plan))
          }),
        forget: (orgId) => known.invalidate(orgId),
        inTurn: (orgId) => turnOf(orgId).withPermits(1)
      }
    })
  )
}
