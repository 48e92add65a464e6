import { Views } from "@callsheet/database/views/Views"
import { callFacts } from "@callsheet/domain/api/Api"
import { type ApiError, fault, invalid } from "@callsheet/domain/api/ApiError"
import { type BulkItem, MOST_AT_ONCE } from "@callsheet/domain/api/calls/planMany"
import { Principal } from "@callsheet/domain/api/Principal"
import { canonicalJson } from "@callsheet/domain/Digest"
import { Failure, failureOf } from "@callsheet/domain/Failure"
import type { PlanId } from "@callsheet/domain/Ids"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { type Context, Effect, Either } from "effect"
import { createHash } from "node:crypto"
import { admit, ownOrg } from "../auth/Auth.ts"
import { found, type Handlers, momentIn, orBusy } from "./Commands.ts"
import { makePlanCommands } from "./PlanCommands.ts"
import { PlanEdits } from "./PlanEdits.ts"

const LIST = "plan.list"
/** So many are moved at a time: others of the org get their turn between them. */
const AT_A_TIME = 8

type Wish = Parameters<Handlers<"plan.bulk">["plan.bulk"]>[0]

/** A key of its own for each plan; one that leaves no room for the plan's id stands there as its hash. */
const keyFor = (key: string | undefined, id: PlanId): { readonly key?: string } => {
  if (key === undefined) return {}
  return { key: `${key.length > 80 ? createHash("sha256").update(key).digest("hex") : key}:${id}` }
}

/** Plans that the list names more than once, with something else said of them each time. */
const contradicted = (items: ReadonlyArray<BulkItem>): ReadonlyArray<string> => {
  const said = new Map<string, Set<string>>()
  for (const item of items) said.set(item.id, (said.get(item.id) ?? new Set()).add(canonicalJson(item)))
  return [...said].flatMap(([id, ways]) => ways.size > 1 ? [id] : [])
}

const faultsOf = ({ at, change, filter, items, move, reason }: Wish): ReadonlyArray<string> => [
  ...((items === undefined) === (filter === undefined)
    ? ["name the plans in `items`, or say which in `filter`"]
    : []),
  ...(move === "release" && (items === undefined || items.some(({ seen }) => seen === undefined))
    ? ["a release needs `items`, each with the digest that was looked at in `seen`"]
    : []),
  ...(move === "reject" && (reason ?? "") === "" ? ["a rejection needs a `reason`"] : []),
  ...(move === "reschedule" && at === undefined ? ["say the new time in `at`"] : []),
  ...(move === "edit" && change === undefined ? ["say in `change` what is to become of them"] : []),
  ...contradicted(items ?? []).map((id) => `\`items\` says two things of ${id}; name each plan once`)
]

interface Moves {
  readonly commands: Effect.Effect.Success<typeof makePlanCommands>
  readonly edits: Context.Tag.Service<PlanEdits>
}

/** The same call as for one plan; over a list each has a key of its own. */
const moveOne = (
  { commands, edits }: Moves,
  wish: Wish,
  item: BulkItem,
  plan: PlanView
): Effect.Effect<PlanView, ApiError, Principal> => {
  const { id } = item
  const how = wish.dryRun === true ? { dryRun: true } : keyFor(wish.key, id)
  switch (wish.move) {
    case "approve":
      return commands["plan.approve"]({ id, ...how })
    case "release":
      return commands["plan.release"]({
        id,
        settings: { ...wish.settings, ...item.settings },
        ...(wish.musicUsageConfirmed === undefined ? {} : { musicUsageConfirmed: wish.musicUsageConfirmed }),
        ...(item.seen === undefined ? {} : { seen: item.seen }),
        ...how
      })
    case "reject":
      return commands["plan.reject"]({ id, reason: wish.reason ?? "", ...how })
    case "reschedule":
      return commands["plan.reschedule"]({
        id,
        at: wish.at ?? "next",
        ...(wish.timeZone === undefined ? {} : { timeZone: wish.timeZone }),
        ...how
      })
    case "retry":
      return commands["plan.retry"]({ id, ...how })
    case "cancel":
      return commands["plan.cancel"]({ id, ...(wish.reason === undefined ? {} : { reason: wish.reason }), ...how })
    case "edit":
      return Effect.map(
        edits.edit(
          {
            id,
            ifVersion: item.ifVersion ?? plan.version,
            ...how
          },
          wish.change ?? {}
        ),
        (edited) => edited.plan
      )
  }
}

export const makePlanMany = Effect.gen(function*() {
  const views = yield* Views
  const moves: Moves = { commands: yield* makePlanCommands, edits: yield* PlanEdits }

  const chosen = (orgId: string, { filter, items }: Wish) =>
    Effect.gen(function*() {
      if (items !== undefined) {
        const known = new Map(items.map((item) => [item.id, item]))
        return { items: [...known.values()], more: false }
      }
      const { org: { timeZone } } = yield* Effect.flatMap(
        views.orgState(orgId),
        found("org", orgId, "org.list")
      )
      const { next, plans } = yield* views.plans(orgId, {
        status: filter?.status,
        accountId: filter?.accountId,
        from: (yield* momentIn(timeZone, "from", filter?.from)) ?? undefined,
        to: (yield* momentIn(timeZone, "to", filter?.to)) ?? undefined,
        limit: MOST_AT_ONCE
      })
      return { items: plans.map(({ id }): BulkItem => ({ id })), more: next !== null }
    })

  const handlers: Handlers<"plan.bulk"> = {
    "plan.bulk": (wish) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const orgId = yield* ownOrg(caller, wish.orgId)
        const call = callFacts.find(({ name }) => name === `plan.${wish.move}`)
        if (call !== undefined) yield* admit(call, caller)
        const faults = faultsOf(wish)
        if (faults.length > 0) return yield* invalid(faults.map((one) => fault(null, one)))
        const { items, more } = yield* chosen(orgId, wish)
        const one = (item: BulkItem) =>
          Effect.gen(function*() {
            const plan = yield* Effect.flatMap(views.plan(orgId, item.id), found("plan", item.id, LIST))
            return yield* moveOne(moves, wish, item, plan)
          }).pipe(orBusy(`plan ${item.id}`), Effect.either)
        // A free slot is looked for in the calendar as it is: one after the other.
        const outcomes = yield* Effect.forEach(items, one, { concurrency: wish.move === "reschedule" ? 1 : AT_A_TIME })
        const results = outcomes.map((outcome, index) => ({
          id: items[index]!.id,
          done: Either.isRight(outcome),
          plan: Either.isRight(outcome) ? outcome.right : null,
          failure: Either.isRight(outcome) ? null : new Failure({ ...failureOf(outcome.left) })
        }))
        const done = results.filter((result) => result.done).length
        return { matched: items.length, done, refused: items.length - done, more, results }
      }).pipe(orBusy("the calendar"))
  }
  return handlers
})
