import { Actors } from "@callsheet/actors/Actors"
import { cancelJob } from "@callsheet/actors/CancelJob"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { Views } from "@callsheet/database/views/Views"
import { Principal } from "@callsheet/domain/api/Principal"
import type { JobId } from "@callsheet/domain/Ids"
import { type JobCommand, jobStateAfter } from "@callsheet/domain/job/JobMachine"
import { IllegalCommand } from "@callsheet/domain/Machine"
import { Clock, Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { byOf, type Caller, envelopeFor, fault, found, type Handlers, invalid, orBusy } from "./Commands.ts"

const isJobId = (text: string) => /^job_\d{1,18}$/.test(text)

const PAGE = 200
const DEAD_AT_MOST = 1_000

/** What people may ask of a job, as the command line spells it. */
const spelled = { Retry: "job retry", Cancel: "job cancel", Drop: "dlq drop" } as const
type Ask = keyof typeof spelled

const asks: ReadonlyArray<Ask> = ["Retry", "Cancel", "Drop"]

/** Durable work: what is queued, what runs, what was given up, and the few things a person may do about it. */
export const makeJobHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const queue = yield* JobQueue
  const views = yield* Views

  const job = (orgId: string, id: JobId) => Effect.flatMap(views.job(orgId, id), found("job", id, "job.list"))

  const ask = (caller: Caller, what: Ask, id: JobId) =>
    Effect.gen(function*() {
      const before = yield* job(caller.orgId, id)
      const now = yield* Clock.currentTimeMillis
      const number = id.slice("job_".length)
      const by = byOf(caller)
      const done = yield* (what === "Retry"
        ? queue.retry(number, now, by)
        : what === "Cancel"
        ? queue.cancel(number, now, by)
        : queue.drop(number, now, by))
      const after = yield* job(caller.orgId, id)
      if (done) return after
      const { state } = before.state === after.state ? before : after
      const may = (command: JobCommand) => jobStateAfter(state, command) !== undefined
      return yield* new IllegalCommand({
        id,
        status: state,
        command: spelled[what],
        allowed: asks.filter(may).map((one) => spelled[one])
      })
    })

  /** What owes the work hears of it; where nobody does, the row alone ends. */
  const cancel = (id: JobId) =>
    Effect.gen(function*() {
      const caller = yield* Principal
      const { state } = yield* job(caller.orgId, id)
      const work = yield* views.jobWork(caller.orgId, id)
      const told = Option.isSome(work) && jobStateAfter(state, "Cancel") !== undefined &&
        (yield* cancelJob(actors, work.value, yield* envelopeFor(caller, undefined)))
      return told ? yield* job(caller.orgId, id) : yield* ask(caller, "Cancel", id)
    }).pipe(orBusy(`job ${id}`))

  /** All of them are looked up before the first is touched: an unknown id changes nothing. */
  const askAll = (what: Ask, ids: ReadonlyArray<JobId>) =>
    Effect.gen(function*() {
      const caller = yield* Principal
      yield* Effect.forEach(ids, (id) => job(caller.orgId, id))
      return yield* Effect.forEach(ids, (id) => ask(caller, what, id))
    }).pipe(orBusy("the dead letters"))

  const askOne = (what: Ask, id: JobId) =>
    Effect.flatMap(Principal, (caller) => ask(caller, what, id)).pipe(orBusy(`job ${id}`))

  const handlers: Handlers<
    "job.list" | "job.show" | "job.retry" | "job.cancel" | "dlq.list" | "dlq.retry" | "dlq.drop"
  > = {
    "job.list": ({ after, kind, limit = PAGE, orgId, planId, state }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        if (after !== undefined && !isJobId(after)) {
          return yield* invalid([fault("after", "expected the id of a job, as `next` names it")])
        }
        const jobs = yield* views.jobs(org, { planId, states: state, kind, limit: limit + 1, after })
        const page = jobs.slice(0, limit)
        return { jobs: page, next: jobs.length > limit ? page.at(-1)?.id ?? null : null }
      }).pipe(orBusy("the list of jobs")),
    "job.show": ({ id }) => Effect.flatMap(Principal, ({ orgId }) => job(orgId, id)).pipe(orBusy(`job ${id}`)),
    "job.retry": ({ id }) => askOne("Retry", id),
    "job.cancel": ({ id }) => cancel(id),
    "dlq.list": ({ orgId }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        return yield* views.jobs(org, { states: ["dead"], limit: DEAD_AT_MOST })
      }).pipe(orBusy("the dead letters")),
    "dlq.retry": ({ ids }) => askAll("Retry", ids),
    "dlq.drop": ({ ids }) => askAll("Drop", ids)
  }
  return handlers
})
