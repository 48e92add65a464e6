import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { pausePosting, postingPause, resumePosting } from "@callsheet/database/jobs/PostingPause"
import { Views } from "@callsheet/database/views/Views"
import { Principal } from "@callsheet/domain/api/Principal"
import { pausedView } from "@callsheet/domain/Paused"
import { VERSION } from "@callsheet/domain/Version"
import { Clock, Effect, Option } from "effect"
import { ServerConfig } from "../Config.ts"
import { byOf, found, type Handlers, orBusy } from "./Commands.ts"
import { makePauseEnd } from "./PauseEnd.ts"

/** The installation and its workers. */
export const makeSystemHandlers = Effect.gen(function*() {
  const views = yield* Views
  const feed = yield* EventFeed
  const limits = yield* AppLimits
  const pauseEnd = yield* makePauseEnd
  const { mode, publicUrl } = yield* ServerConfig

  const handlers: Handlers<
    | "system.info"
    | "system.totals"
    | "system.whoami"
    | "system.pause"
    | "system.resume"
    | "worker.list"
    | "worker.drain"
  > = {
    "system.info": () =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        const { overdue, paused, ...now } = yield* Effect.all({
          paused: postingPause(limits),
          overdue: views.overdue(orgId),
          position: feed.position,
          plans: views.planCounts(orgId),
          queues: views.queues(orgId)
        }, { concurrency: "unbounded" })
        return {
          ...(paused === null ? {} : { paused: pausedView(paused) }),
          ...(overdue.length === 0 ? {} : { overdue }),
          name: "callsheet" as const,
          version: VERSION,
          mode,
          publicUrl,
          ...now
        }
      }).pipe(orBusy("the database")),

    "system.totals": () =>
      Effect.gen(function*() {
        const alive = (yield* views.workers).filter((worker) => worker.alive)
        return {
          version: VERSION,
          mode,
          ...(yield* views.totals),
          workers: {
            alive: alive.length,
            draining: alive.filter(({ draining }) => draining).length,
            running: alive.reduce((sum, { running }) => sum + running, 0)
          }
        }
      }).pipe(orBusy("the totals")),

    "system.whoami": () => Principal,

    "system.pause": ({ reason = "", until }) =>
      Effect.gen(function*() {
        const by = byOf(yield* Principal)
        const at = yield* Clock.currentTimeMillis
        const paused = yield* pausePosting(limits, { by, at, reason, until: yield* pauseEnd({ until }) })
        yield* Effect.logWarning(`All posting is paused by ${paused.by}.`)
        return { paused: pausedView(paused) }
      }).pipe(orBusy("the pause of all posting")),

    "system.resume": () =>
      Effect.gen(function*() {
        const by = byOf(yield* Principal)
        yield* resumePosting(limits)
        yield* Effect.logInfo(`Posting is resumed by ${by}.`)
        return { paused: null }
      }).pipe(orBusy("the pause of all posting")),

    "worker.list": () =>
      Effect.gen(function*() {
        const { role } = yield* Principal
        const workers = yield* views.workers
        // How members reach each other is the operator's alone.
        return role === "operator" ? workers : workers.map((worker) => ({ ...worker, address: "" }))
      }).pipe(orBusy("the list of workers")),

    "worker.drain": ({ id }) =>
      Effect.gen(function*() {
        yield* views.drainWorker(id)
        const worker = (yield* views.workers).find((one) => one.id === id)
        return yield* found("worker", id, "worker.list")(Option.fromNullable(worker))
      }).pipe(orBusy(`worker ${id}`))
  }
  return handlers
})
