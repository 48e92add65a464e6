import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { postingPause } from "@callsheet/database/jobs/PostingPause"
import { Views } from "@callsheet/database/views/Views"
import { Principal } from "@callsheet/domain/api/Principal"
import { isPosted, planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import { iso } from "@callsheet/domain/Instant"
import { pauseAt, pausedView } from "@callsheet/domain/Paused"
import { Clock, Effect } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { found, type Handlers, orBusy } from "./Commands.ts"

const states = {
  running: planStatusesWhere(({ waitsFor }) => waitsFor === "work"),
  slot: planStatusesWhere(({ waitsFor }) => waitsFor === "slot"),
  people: planStatusesWhere(({ waitsFor }) => waitsFor === "approver" || waitsFor === "editor" || waitsFor === "person")
}

/** Failures that say that a moment has passed. */
const lateTags = new Set([
  "Late",
  "PostingPaused",
  "ApprovalMissed",
  "ReleaseMissed",
  "GenerationLate",
  "PublishingUnconfirmed",
  "PostNotListed"
])

const isSome = <A>(all: ReadonlyArray<A>): all is readonly [A, ...ReadonlyArray<A>] => all.length > 0

/** The picture of now: what runs, what comes next, and what waits for people. */
export const makePlanNow = Effect.gen(function*() {
  const views = yield* Views
  const limits = yield* AppLimits

  /** The widest first. */
  const pauses = (orgId: string) =>
    Effect.gen(function*() {
      const everything = yield* postingPause(limits)
      const { org } = yield* Effect.flatMap(views.orgState(orgId), found("org", orgId, "org.list"))
      const accounts = yield* views.accounts(orgId)
      const orgPaused = pauseAt(org.paused, yield* Clock.currentTimeMillis)
      return [
        ...(everything === null ? [] : [{
          ...pausedView(everything),
          scope: "everything" as const,
          id: null,
          name: "the whole installation",
          resume: "callsheet resume"
        }]),
        ...(orgPaused === undefined ? [] : [{
          ...pausedView(orgPaused),
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

  const handlers: Handlers<"plan.now"> = {
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
