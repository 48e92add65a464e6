import { Actors } from "@callsheet/actors/Actors"
import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { pausePosting, postingPause, resumePosting } from "@callsheet/database/jobs/PostingPause"
import { Keys } from "@callsheet/database/secrets/Keys"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { pausedView } from "@callsheet/domain/Paused"
import { unitOf } from "@callsheet/domain/spending/Prices"
import { VERSION } from "@callsheet/domain/Version"
import { PriceList } from "@callsheet/process/PriceConfig"
import { Clock, Effect, Option, Redacted } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { ServerConfig } from "../Config.ts"
import { byOf, derivedId, envelopeFor, found, type Handlers, momentIn, orBusy, underKey } from "./Commands.ts"

/** The installation, the org and what it has used. */
export const makeOrgHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const keys = yield* Keys
  const views = yield* Views
  const feed = yield* EventFeed
  const limits = yield* AppLimits
  const { mode, publicUrl } = yield* ServerConfig

  const prices = yield* PriceList
  const inUnits = <A extends { readonly kind: string }>(row: A) => ({ ...row, unit: unitOf(row.kind, prices) })

  const org = (id: string) => Effect.flatMap(views.org(id), found("org", id, "org.list"))
  const plans = "plan.list"

  const handlers: Handlers<
    | "system.info"
    | "system.totals"
    | "system.whoami"
    | "system.pause"
    | "system.resume"
    | "org.list"
    | "org.show"
    | "org.setPolicy"
    | "org.pause"
    | "org.resume"
    | "key.create"
    | "key.list"
    | "key.revoke"
    | "quota.show"
    | "quota.set"
    | "usage.show"
    | "metrics.plan"
    | "metrics.org"
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
    "system.pause": ({ reason = "" }) =>
      Effect.gen(function*() {
        const by = byOf(yield* Principal)
        const paused = yield* pausePosting(limits, { by, at: yield* Clock.currentTimeMillis, reason })
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
    "org.list": () =>
      Effect.flatMap(Principal, ({ orgId }) => Effect.map(views.org(orgId), Option.toArray)).pipe(
        orBusy("the list of orgs")
      ),
    "org.show": ({ id }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, id)), org).pipe(orBusy(`org ${id}`)),
    "org.setPolicy": ({ change, id, key }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        return yield* actors.org(yield* ownOrg(caller, id), yield* envelopeFor(caller, key), {
          _tag: "SetPolicy",
          change
        })
      }).pipe(underKey(key)),

    "org.pause": ({ id, key, reason = "" }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const envelope = yield* envelopeFor(caller, key)
        return yield* actors.org(yield* ownOrg(caller, id), envelope, { _tag: "Pause", reason })
      }).pipe(underKey(key)),
    "org.resume": ({ id, key }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const envelope = yield* envelopeFor(caller, key)
        return yield* actors.org(yield* ownOrg(caller, id), envelope, { _tag: "ResumePosting" })
      }).pipe(underKey(key)),

    "key.create": ({ expiresAt, key: wish, name, orgId, role }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        yield* ownOrg(caller, orgId)
        const { timeZone } = yield* org(orgId)
        const end = yield* momentIn(timeZone, "expiresAt", expiresAt)
        if (end !== null && end <= (yield* Clock.currentTimeMillis)) {
          return yield* invalid([fault("expiresAt", "It lies in the past; the key would open nothing")])
        }
        const { key, view } = yield* keys.create({
          orgId,
          role,
          name,
          expiresAt: end,
          by: byOf(caller),
          ...(wish === undefined ? {} : { id: derivedId("key", orgId, wish) })
        })
        return { ...view, key: Redacted.value(key) }
      }).pipe(orBusy("the keys")),
    "key.list": ({ orgId }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, orgId)), keys.list).pipe(orBusy("the keys")),
    "key.revoke": ({ id }) =>
      Effect.flatMap(Principal, ({ orgId }) => keys.revoke(orgId, id)).pipe(
        Effect.flatMap(found("key", id, "key.list")),
        orBusy("the keys")
      ),

    "quota.show": ({ orgId }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, orgId)), org).pipe(
        Effect.map(({ quotas }) => quotas.map(inUnits)),
        orBusy("the quotas")
      ),
    "quota.set": ({ key, kind, limit, orgId }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const envelope = yield* envelopeFor(caller, key)
        const view = yield* actors.org(yield* ownOrg(caller, orgId), envelope, { _tag: "SetLimit", kind, limit })
        return view.quotas.map(inUnits)
      }).pipe(underKey(key)),
    "usage.show": ({ from, orgId, to }) =>
      Effect.gen(function*() {
        yield* ownOrg(yield* Principal, orgId)
        const { timeZone } = yield* org(orgId)
        const rows = yield* views.usage(
          orgId,
          yield* momentIn(timeZone, "from", from),
          yield* momentIn(timeZone, "to", to)
        )
        return rows.map(inUnits)
      }).pipe(orBusy("the usage ledger")),
    "metrics.plan": ({ id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        if (!(yield* views.ownsPlan(orgId, id))) return yield* found("plan", id, plans)(Option.none())
        return yield* views.planMetrics(orgId, id)
      }).pipe(orBusy("the metrics")),
    "metrics.org": ({ orgId }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, orgId)), views.orgMetrics).pipe(
        orBusy("the metrics")
      ),

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
