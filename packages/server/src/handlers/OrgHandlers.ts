import { Actors } from "@callsheet/actors/Actors"
import { Views } from "@callsheet/database/views/Views"
import { Principal } from "@callsheet/domain/api/Principal"
import { unitOf } from "@callsheet/domain/spending/Prices"
import { PriceList } from "@callsheet/process/PriceConfig"
import { Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { envelopeFor, found, type Handlers, momentIn, orBusy, underKey } from "./Commands.ts"
import { makePauseEnd } from "./PauseEnd.ts"

/** The org, its limits, and what it has used and reached. */
export const makeOrgHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const views = yield* Views
  const pauseEnd = yield* makePauseEnd
  const prices = yield* PriceList
  const inUnits = <A extends { readonly kind: string }>(row: A) => ({ ...row, unit: unitOf(row.kind, prices) })
  const org = (id: string) => Effect.flatMap(views.org(id), found("org", id, "org.list"))

  const handlers: Handlers<
    | "org.list"
    | "org.show"
    | "org.setPolicy"
    | "org.pause"
    | "org.resume"
    | "quota.show"
    | "quota.set"
    | "usage.show"
    | "metrics.plan"
    | "metrics.org"
  > = {
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

    "org.pause": ({ id, key, reason = "", until }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const envelope = yield* envelopeFor(caller, key)
        return yield* actors.org(yield* ownOrg(caller, id), envelope, {
          _tag: "Pause",
          reason,
          until: yield* pauseEnd({ until, key })
        })
      }).pipe(underKey(key), orBusy(`org ${id}`)),

    "org.resume": ({ id, key }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const envelope = yield* envelopeFor(caller, key)
        return yield* actors.org(yield* ownOrg(caller, id), envelope, { _tag: "ResumePosting" })
      }).pipe(underKey(key)),

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
        if (!(yield* views.ownsPlan(orgId, id))) return yield* found("plan", id, "plan.list")(Option.none())
        return yield* views.planMetrics(orgId, id)
      }).pipe(orBusy("the metrics")),

    "metrics.org": ({ orgId }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, orgId)), views.orgMetrics).pipe(
        orBusy("the metrics")
      )
  }
  return handlers
})
