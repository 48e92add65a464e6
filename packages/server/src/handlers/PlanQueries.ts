import { readCursor } from "@callsheet/database/views/PlanViews"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { found, type Handlers, momentIn, orBusy } from "./Commands.ts"

const PAGE = 200
const LIST = "callsheet plan list"
/** Shorter beginnings of an id are no help to a person. */
const SHORTEST = 4

/** What people look at of the calendar. */
export const makePlanQueries = Effect.gen(function*() {
  const views = yield* Views

  const handlers: Handlers<"plan.list" | "plan.show" | "plan.timeline"> = {
    "plan.list": (filter) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, filter.orgId)
        const { org: { timeZone } } = yield* Effect.flatMap(
          views.orgState(org),
          found("org", org, "callsheet org list")
        )
        if (filter.after !== undefined && readCursor(filter.after) === undefined) {
          return yield* invalid([fault("after", `${filter.after} is no place in this list; send \`next\` of a page`)])
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

    "plan.show": ({ id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
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
