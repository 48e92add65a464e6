import { readCursor } from "@callsheet/database/views/PlanViews"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { iso } from "@callsheet/domain/Instant"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { PlanEvent } from "@callsheet/domain/plan/PlanEvent"
import { evolvePlan } from "@callsheet/domain/plan/PlanEvolve"
import { planView } from "@callsheet/domain/plan/PlanView"
import { Effect, Option, Schema } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { found, type Handlers, momentIn, orBusy } from "./Commands.ts"

const decodeEvent = Schema.decodeUnknown(PlanEvent)

interface Past {
  readonly plan: Plan
  readonly since: number
}

const PAGE = 200
const LIST = "plan.list"
/** Shorter beginnings of an id are no help to a person. */
const SHORTEST = 4

/** What people look at of the calendar. */
export const makePlanQueries = Effect.gen(function*() {
  const views = yield* Views

  /** The plan with this id, or the only one whose id begins so. */
  const completed = (orgId: string, id: string) =>
    Effect.gen(function*() {
      const exact = yield* views.plan(orgId, id)
      if (Option.isSome(exact)) return exact.value
      const beginning = id.trim().toLowerCase().replace(/^pln_/, "")
      const alike = beginning.length < SHORTEST ? [] : yield* views.plansLike(orgId, beginning)
      if (alike.length > 1) {
        return yield* invalid([
          fault(
            "id",
            `${id} begins several ids, such as ${alike.map((plan) => plan.id).join(" and ")}; write more of it`
          )
        ])
      }
      return yield* Effect.flatMap(
        alike[0] === undefined ? Effect.succeedNone : views.plan(orgId, alike[0].id),
        found("plan", id, LIST)
      )
    })

  /** The plan as its own events had made it by then. What its work and its account said of the wait was not kept. */
  const shownAt = (orgId: string, id: string, at: string) =>
    Effect.gen(function*() {
      const { org: { timeZone } } = yield* Effect.flatMap(
        views.orgState(orgId),
        found("org", orgId, "org.list")
      )
      const until = (yield* momentIn(timeZone, "at", at)) ?? 0
      const events = yield* views.planEvents(orgId, id, until)
      const decoded = yield* Effect.forEach(
        events,
        ({ at: when, body }) => Effect.orDie(Effect.map(decodeEvent(body), (event) => ({ event, when })))
      )
      const past = decoded.reduce<Past | null>((before, { event, when }) => {
        const plan = evolvePlan(before?.plan ?? null, event, when)
        return { plan, since: before?.plan.status._tag === plan.status._tag ? before.since : when }
      }, null)
      return past === null
        ? yield* invalid([fault("at", `plan ${id} was not there yet at ${iso(until)}`)])
        : { ...planView(past.plan, events.length, past.since), notes: past.plan.notes }
    })

  const handlers: Handlers<"plan.list" | "plan.show" | "plan.timeline"> = {
    "plan.list": (filter) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, filter.orgId)
        const { org: { timeZone } } = yield* Effect.flatMap(
          views.orgState(org),
          found("org", org, "org.list")
        )
        if (filter.after !== undefined && readCursor(filter.after) === undefined) {
          return yield* invalid([
            fault("after", `${filter.after} is not a place in this list; send \`next\` of a page`)
          ])
        }
        return yield* views.plans(org, {
          status: filter.status,
          accountId: filter.accountId,
          from: (yield* momentIn(timeZone, "from", filter.from)) ?? undefined,
          to: (yield* momentIn(timeZone, "to", filter.to)) ?? undefined,
          limit: filter.limit ?? PAGE,
          after: filter.after
        })
      }).pipe(orBusy("the calendar")),

    "plan.show": ({ at, id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        if (at !== undefined) return yield* shownAt(orgId, (yield* completed(orgId, id)).id, at)
        return yield* completed(orgId, id)
      }).pipe(orBusy(`plan ${id}`)),
    "plan.timeline": ({ id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        const rows = yield* views.timeline(orgId, id)
        // A plan without its birth does not exist.
        return yield* found("plan", id, LIST)(rows.length === 0 ? Option.none() : Option.some(rows))
      }).pipe(orBusy(`the timeline of ${id}`))
  }
  return handlers
})
