import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { postingPause } from "@callsheet/database/jobs/PostingPause"
import { Views } from "@callsheet/database/views/Views"
import { callFacts } from "@callsheet/domain/api/Api"
import { type ApiError, fault, invalid } from "@callsheet/domain/api/ApiError"
import { type BulkItem, type BulkMove, MOST_AT_ONCE } from "@callsheet/domain/api/calls/planMany"
import { Principal } from "@callsheet/domain/api/Principal"
import { isPlanStatus, isPosted, planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import { Failure, failureOf } from "@callsheet/domain/Failure"
import type { PlanId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { IllegalCommand } from "@callsheet/domain/Machine"
import { pausedView } from "@callsheet/domain/Paused"
import { asksIn } from "@callsheet/domain/plan/PlanAsks"
import { PlanLocked } from "@callsheet/domain/plan/PlanError"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Clock, Effect, Either } from "effect"
import { admit, ownOrg } from "../auth/Auth.ts"
import { found, type Handlers, momentIn, orBusy } from "./Commands.ts"
import { makePlanCommands } from "./PlanCommands.ts"
import { PlanEdits } from "./PlanEdits.ts"

const LIST = "plan.list"
/** So many are moved at a time: others of the org get their turn between them. */
const AT_A_TIME = 8

/** What the table says of a command in this status, without its guards. */
const refusalOf = (plan: PlanView, move: BulkMove): ApiError | null => {
  if (plan.locked) return new PlanLocked({ id: plan.id, status: plan.status, command: move })
  const allowed = isPlanStatus(plan.status) ? asksIn(plan.status) : []
  return allowed.includes(move)
    ? null
    : new IllegalCommand({ id: plan.id, status: plan.status, command: move, allowed: [...allowed] })
}

const keyFor = (key: string | undefined, id: PlanId): { readonly key?: string } =>
  key === undefined ? {} : { key: `${key.slice(0, 90)}:${id}`.slice(0, 120) }

const states = {
  running: planStatusesWhere(({ waitsFor }) => waitsFor === "work"),
  slot: planStatusesWhere(({ waitsFor }) => waitsFor === "slot"),
  people: planStatusesWhere(({ waitsFor }) => waitsFor === "approver" || waitsFor === "editor" || waitsFor === "person")
}

/** Failures that say that a moment has passed. */
const lateTags = new Set([
  "Late",
  "ApprovalMissed",
  "ReleaseMissed",
  "GenerationLate",
  "PublishingUnconfirmed",
  "PostNotListed"
])

const isSome = <A>(all: ReadonlyArray<A>): all is readonly [A, ...ReadonlyArray<A>] => all.length > 0

export const makePlanMany = Effect.gen(function*() {
  const views = yield* Views
  const edits = yield* PlanEdits
  const limits = yield* AppLimits
  const commands = yield* makePlanCommands

  type Wish = Parameters<Handlers<"plan.bulk">["plan.bulk"]>[0]

  /** The same call as for one plan; over a list each has a key of its own. */
  const moveOne = (
    wish: Wish,
    item: BulkItem,
    plan: PlanView
  ): Effect.Effect<PlanView, ApiError, Principal> => {
    const { id } = item
    const key = keyFor(wish.key, id)
    switch (wish.move) {
      case "approve":
        return commands["plan.approve"]({ id, ...key })
      case "release":
        return commands["plan.release"]({
          id,
          settings: { ...wish.settings, ...item.settings },
          ...(wish.musicUsageConfirmed === undefined ? {} : { musicUsageConfirmed: wish.musicUsageConfirmed }),
          ...(item.seen === undefined ? {} : { seen: item.seen }),
          ...key
        })
      case "reject":
        return commands["plan.reject"]({ id, reason: wish.reason ?? "", ...key })
      case "reschedule":
        return commands["plan.reschedule"]({
          id,
          at: wish.at ?? "next",
          ...(wish.timeZone === undefined ? {} : { timeZone: wish.timeZone }),
          ...key
        })
      case "retry":
        return commands["plan.retry"]({ id, ...key })
      case "cancel":
        return commands["plan.cancel"]({ id, ...(wish.reason === undefined ? {} : { reason: wish.reason }), ...key })
      case "edit":
        return Effect.map(
          edits.edit(
            {
              id,
              ifVersion: item.ifVersion ?? plan.version,
              ...key,
              ...(wish.dryRun === true ? { dryRun: true } : {})
            },
            wish.change ?? {}
          ),
          (edited) => edited.plan
        )
    }
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
    ...(move === "edit" && change === undefined ? ["say in `change` what is to become of them"] : [])
  ]

  /** The widest first. */
  const pauses = (orgId: string) =>
    Effect.gen(function*() {
      const everything = yield* postingPause(limits)
      const { org } = yield* Effect.flatMap(views.orgState(orgId), found("org", orgId, "org.list"))
      const accounts = yield* views.accounts(orgId)
      return [
        ...(everything === null ? [] : [{
          ...pausedView(everything),
          scope: "everything" as const,
          id: null,
          name: "the whole installation",
          resume: "callsheet resume"
        }]),
        ...(org.paused === undefined ? [] : [{
          ...pausedView(org.paused),
          scope: "org" as const,
          id: org.id,
          name: org.name,
          resume: `callsheet org resume ${org.id}`
        }]),
        ...accounts.flatMap(({ id, paused, username }) =>
          paused === undefined ? [] : [{
            ...paused,
            scope: "account" as const,
            id,
            name: username === "" ? id : `@${username}`,
            resume: `callsheet account resume ${id}`
          }]
        )
      ]
    })

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

  const handlers: Handlers<"plan.bulk" | "plan.now"> = {
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
            if (wish.dryRun !== true || wish.move === "edit") return yield* moveOne(wish, item, plan)
            const refusal = refusalOf(plan, wish.move)
            return refusal === null ? plan : yield* refusal
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
      }).pipe(orBusy("the calendar")),

    "plan.now": ({ orgId: named }) =>
      Effect.gen(function*() {
        const orgId = yield* ownOrg(yield* Principal, named)
        const at = yield* Clock.currentTimeMillis
        const stopped = yield* pauses(orgId)
        const [running, next, people, counts] = yield* Effect.all([
          views.plans(orgId, { status: states.running, limit: 50 }),
          views.plans(orgId, { status: states.slot, limit: 20 }),
          views.plans(orgId, { status: states.people, limit: 200 }),
          views.planCounts(orgId)
        ], { concurrency: 4 })
        const late = people.plans.filter(({ failure }) => failure !== null && lateTags.has(failure.tag)).slice(0, 100)
        const waiting = people.plans.filter(({ waitingFor }) => waitingFor !== null)
        const whos = [...new Set(waiting.map(({ waitingFor }) => waitingFor?.who ?? "editor"))]
        return {
          at: iso(at),
          counts,
          // What TikTok lists for days is not news.
          running: running.plans.filter(({ status }) => !isPosted(status) || status === "published"),
          next: next.plans,
          late,
          ...(isSome(stopped) ? { paused: stopped } : {}),
          needs: whos.map((who) => ({ who, plans: waiting.filter(({ waitingFor }) => waitingFor?.who === who) }))
        }
      }).pipe(orBusy("the picture of now"))
  }
  return handlers
})
