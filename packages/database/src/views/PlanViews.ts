import { Account } from "@callsheet/domain/account/Account"
import { type AccountView, accountView } from "@callsheet/domain/account/AccountView"
import { type Pauses, withAccount, withPauses } from "@callsheet/domain/api/AccountWaiting"
import type { TimelineRow } from "@callsheet/domain/api/calls/plan"
import type { ReviewComment } from "@callsheet/domain/api/calls/review"
import { type QueuePlace, withWork } from "@callsheet/domain/api/WorkWaiting"
import { Asset } from "@callsheet/domain/asset/Asset"
import { assetView } from "@callsheet/domain/asset/AssetView"
import { planStatusesWhere, planStatusFacts } from "@callsheet/domain/facts/planStatuses"
import { assetIdOf } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { pauseAt, Paused, pausedView } from "@callsheet/domain/Paused"
import { Plan } from "@callsheet/domain/plan/Plan"
import { GuestAnswered, PlanCommented } from "@callsheet/domain/plan/PlanEvent"
import { type PlanView, planView } from "@callsheet/domain/plan/PlanView"
import { endsByItself } from "@callsheet/domain/WaitingFor"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Effect, Option, Schema } from "effect"
import { POSTING } from "../jobs/PostingPause.ts"
import type { makeJobViews } from "./JobViews.ts"

const MOST_COMMENTS = 500
const decodeComment = Schema.decodeUnknownOption(Schema.Union(PlanCommented, GuestAnswered))

interface ActorRow {
  readonly version: number
  readonly since: number
  readonly state: unknown
}

export interface PlanFilter {
  readonly status?: ReadonlyArray<string> | undefined
  readonly accountId?: string | undefined
  /** Slots from here on (epoch milliseconds) … */
  readonly from?: number | undefined
  /** … and before here. */
  readonly to?: number | undefined
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

/** A plan that will use its slot: what is done with or called off leaves the hour free. */
export interface TakenSlot {
  readonly id: string
  readonly accountId: string
  readonly slot: number
  readonly topic: string
  readonly delivery: string
}

export interface KeptAnswer {
  readonly commandId: string
  readonly actorId: string
  readonly bodyHash: string | null
  readonly answer: unknown
}

interface EventRow {
  readonly position: string
  readonly at: number
  readonly subject: string
  readonly from: string | null
  readonly to: string
  readonly event: string
  readonly by: string
  readonly reason: string | null
  readonly traceId: string | null
}

const decodePlan = Schema.decodeUnknown(Plan)
const decodeAccount = Schema.decodeUnknown(Account)
const decodeAsset = Schema.decodeUnknown(Asset)

/** Rows are read whole, so what a newer release wrote is a defect here, never a half-read plan. */
const planOf = ({ since, state, version }: ActorRow) =>
  Effect.orDie(Effect.map(decodePlan(state), (plan) => ({ plan, view: planView(plan, version, since) })))

const cursorOf = (view: PlanView) => `${Date.parse(view.slot)}.${view.id}`

/** Undefined for a cursor that this server did not give out. */
export const readCursor = (after: string): { readonly slot: number; readonly id: string } | undefined => {
  const match = /^(\d{1,15})\.(pln_[0-9a-z]{26})$/.exec(after)
  return match === null ? undefined : { slot: Number(match[1]), id: match[2]! }
}

const freesSlot = planStatusesWhere((facts) => !facts.takesSlot)

const reader = (sql: SqlClient.SqlClient) => (where: Fragment, limit: number) =>
  sql<ActorRow>`
      SELECT version, since::float8 AS since, state FROM actor
      WHERE kind = 'plan' AND ${where} ORDER BY slot, id LIMIT ${limit}`.pipe(
    Effect.flatMap(Effect.forEach(planOf)),
    Effect.withTracerEnabled(false)
  )

const accountsOf = (sql: SqlClient.SqlClient) => (orgId: string, ids: ReadonlyArray<string>, now: number) =>
  ids.length === 0 ? Effect.succeed(new Map<string, AccountView>()) : sql<ActorRow>`
      SELECT version, since::float8 AS since, state FROM actor
      WHERE kind = 'account' AND org_id = ${orgId} AND id IN ${sql.in([...new Set(ids)])}`.pipe(
    Effect.flatMap(
      Effect.forEach(({ since, state, version }) =>
        Effect.orDie(Effect.map(decodeAccount(state), (account) => {
          const view = accountView(account, version, since, now)
          return [view.id, view] as const
        }))
      )
    ),
    Effect.map((rows) => new Map(rows)),
    Effect.withTracerEnabled(false)
  )

const nothingPaused: Pauses = { everything: undefined, org: undefined }
const decodePaused = Schema.decodeUnknown(Schema.NullOr(Paused))

/** What stops the posting of a whole org, or of all of them. */
const pausesOf = (sql: SqlClient.SqlClient) => (orgId: string, now: number) =>
  Effect.gen(function*() {
    const [row] = yield* sql<{ readonly name: string; readonly org: unknown; readonly everything: unknown }>`
      SELECT state->>'name' AS name, state->'paused' AS org,
        (SELECT state->'paused' FROM app_limit WHERE name = ${POSTING}) AS everything
      FROM actor WHERE kind = 'org' AND id = ${orgId}`
    if (row === undefined) return nothingPaused
    const read = (paused: unknown) =>
      Effect.map(Effect.orDie(decodePaused(paused ?? null)), (one) => {
        const standing = pauseAt(one, now)
        return standing === undefined ? undefined : pausedView(standing)
      })
    const org = yield* read(row.org)
    return {
      everything: yield* read(row.everything),
      org: org === undefined ? undefined : { ...org, id: orgId, name: row.name }
    }
  }).pipe(Effect.withTracerEnabled(false))

/** Adds to each plan what its open work and its account say about the wait. */
const explainer =
  (sql: SqlClient.SqlClient, jobs: ReturnType<typeof makeJobViews>) =>
  (orgId: string, views: ReadonlyArray<PlanView>) =>
    Effect.gen(function*() {
      const waiting = views.filter(({ waitingFor }) => waitingFor !== null && endsByItself(waitingFor.who))
      const owners = waiting.flatMap(({ id }) => [id, assetIdOf(id)])
      const open = yield* jobs.openJobs(orgId, owners)
      const now = yield* Clock.currentTimeMillis
      const places = open.length === 0 ? new Map<string, QueuePlace>() : yield* jobs.places(open, now)
      const accounts = yield* accountsOf(sql)(orgId, waiting.map(({ accountId }) => accountId), now)
      const pauses = waiting.some(({ status }) => planStatusFacts(status)?.waitsFor === "slot")
        ? yield* pausesOf(sql)(orgId, now)
        : nothingPaused
      return views.map((view) => {
        const worked = withWork(view, open.filter(({ planId }) => planId === view.id), places, now)
        const account = accounts.get(view.accountId)
        // Work that was given up needs a person, no matter what its account waits for.
        const isSystems = worked.waitingFor !== null && endsByItself(worked.waitingFor.who)
        if (!isSystems) return worked
        return withPauses(account === undefined ? worked : withAccount(worked, account), account, pauses)
      })
    })

/** Plans as callers see them, with what they wait for. */
const shown = (sql: SqlClient.SqlClient, jobs: ReturnType<typeof makeJobViews>) => {
  const select = reader(sql)
  const explained = explainer(sql, jobs)
  const one = (orgId: string, where: Fragment) =>
    Effect.flatMap(
      select(sql`org_id = ${orgId} AND ${where}`, 1),
      (rows) =>
        Effect.map(
          explained(
            orgId,
            rows.map(({ plan, view }) => plan.notes === undefined ? view : { ...view, notes: plan.notes })
          ),
          (views) => Option.fromNullable(views[0])
        )
    )

  return {
    plan: (orgId: string, id: string) => one(orgId, sql`id = ${id}`),

    ownsPlan: (orgId: string, id: string) =>
      sql`SELECT 1 FROM actor WHERE id = ${id} AND kind = 'plan' AND org_id = ${orgId}`.pipe(
        Effect.map((rows) => rows.length === 1),
        Effect.withTracerEnabled(false)
      ),

    /** The plans whose id begins so (with or without `pln_`); two are enough to know that it is not unique. */
    plansLike: (orgId: string, beginning: string) =>
      Effect.map(
        select(
          sql`org_id = ${orgId} AND starts_with(id, ${beginning.startsWith("pln_") ? beginning : `pln_${beginning}`})`,
          2
        ),
        (rows) => rows.map(({ view }) => view)
      ),

    plans: (orgId: string, filter: PlanFilter) =>
      Effect.gen(function*() {
        const after = filter.after === undefined ? undefined : readCursor(filter.after)
        const rows = yield* select(
          sql.and([
            sql`org_id = ${orgId}`,
            ...(filter.status === undefined || filter.status.length === 0
              ? []
              : [sql`status IN ${sql.in(filter.status)}`]),
            ...(filter.accountId === undefined ? [] : [sql`account_id = ${filter.accountId}`]),
            ...(filter.from === undefined ? [] : [sql`slot >= ${filter.from}::bigint`]),
            ...(filter.to === undefined ? [] : [sql`slot < ${filter.to}::bigint`]),
            ...(after === undefined ? [] : [sql`(slot, id) > (${after.slot}::bigint, ${after.id})`])
          ]),
          filter.limit + 1
        )
        const page = rows.slice(0, filter.limit).map(({ view }) => view)
        const last = page.at(-1)
        return {
          plans: yield* explained(orgId, page),
          next: rows.length > filter.limit && last !== undefined ? cursorOf(last) : null
        }
      })
  }
}

/** Plans as they are stored, for what plans, fills and checks slots. */
const stored = (sql: SqlClient.SqlClient) => {
  const select = reader(sql)
  return {
    /** The plans themselves, a page after the other, soonest slot first. */
    planStates: (orgId: string, limit: number, after: { readonly slot: number; readonly id: string } | null) =>
      select(
        after === null
          ? sql`org_id = ${orgId}`
          : sql`org_id = ${orgId} AND (slot, id) > (${after.slot}::bigint, ${after.id})`,
        limit
      ),

    /** The plans of an org that have one of these ids. */
    planStatesOf: (orgId: string, ids: ReadonlyArray<string>) =>
      select(sql`org_id = ${orgId} AND id = ANY (${ids as Array<string>}::text[])`, ids.length),

    /** Slots in use in an org from `from` on. */
    takenSlots: (orgId: string, from: number) =>
      sql<TakenSlot>`
        SELECT id, account_id AS "accountId", slot::float8 AS slot, state->>'topic' AS topic,
          state->>'delivery' AS delivery
        FROM actor
        WHERE kind = 'plan' AND org_id = ${orgId} AND slot >= ${from}::bigint AND status NOT IN ${
        sql.in(freesSlot)
      } ORDER BY slot, id LIMIT 20000`.pipe(Effect.withTracerEnabled(false))
  }
}

/** What happened, and what was answered. */
const history = (sql: SqlClient.SqlClient) => ({
  /** What happened to the plan itself up to a moment, oldest first. */
  planEvents: (orgId: string, planId: string, until: number) =>
    sql<{ readonly at: number; readonly to: string; readonly body: unknown }>`
        SELECT at::float8 AS at, to_status AS "to", body
        FROM event WHERE plan_id = ${planId} AND org_id = ${orgId} AND kind = 'plan' AND at <= ${until}::bigint
        ORDER BY tx, event.position`.pipe(Effect.withTracerEnabled(false)),

  timeline: (orgId: string, planId: string) =>
    sql<EventRow>`
        SELECT tx::text || '.' || position AS position, at::float8 AS at, kind AS subject, from_status AS "from",
          to_status AS "to", tag AS event, by, reason, trace_id AS "traceId"
        FROM event WHERE plan_id = ${planId} AND org_id = ${orgId} ORDER BY tx, event.position`.pipe(
      Effect.map((rows) => rows.map((row): TimelineRow => ({ ...row, at: iso(row.at) })))
    ),

  /** What people said of the plan, oldest first; of very many the newest. */
  comments: (orgId: string, planId: string) =>
    sql<{ readonly at: number; readonly by: string; readonly body: unknown }>`
        SELECT at::float8 AS at, by, body FROM event
        WHERE plan_id = ${planId} AND org_id = ${orgId} AND kind = 'plan' AND tag IN ('PlanCommented', 'GuestAnswered')
        ORDER BY tx DESC, event.position DESC LIMIT ${MOST_COMMENTS}`.pipe(
      Effect.map((rows) =>
        rows.toReversed().flatMap(({ at, body, by }): ReadonlyArray<ReviewComment> =>
          Option.match(decodeComment(body), {
            onNone: () => [],
            onSome: (said) => [{
              kind: said._tag === "GuestAnswered" ? said.kind : "comment",
              by,
              guest: said._tag === "GuestAnswered",
              text: said.reason,
              atMillis: said.atMillis ?? null,
              digest: said.seen ?? null,
              at: iso(at)
            }]
          })
        )
      ),
      Effect.withTracerEnabled(false)
    ),

  /** What these commands answered when they first came, by command id. */
  answers: (commandIds: ReadonlyArray<string>) =>
    sql<KeptAnswer>`
        SELECT command_id AS "commandId", actor_id AS "actorId", body_hash AS "bodyHash", answer
        FROM event WHERE command_id = ANY (${commandIds as Array<string>}::text[])`.pipe(
      Effect.map((rows): ReadonlyMap<string, KeptAnswer> => new Map(rows.map((row) => [row.commandId, row]))),
      Effect.withTracerEnabled(false)
    )
})

export const makePlanViews = (sql: SqlClient.SqlClient, jobs: ReturnType<typeof makeJobViews>) => ({
  ...shown(sql, jobs),
  ...stored(sql),
  ...history(sql),

  asset: (orgId: string, id: string) =>
    sql<ActorRow>`
        SELECT version, since::float8 AS since, state FROM actor
        WHERE kind = 'asset' AND org_id = ${orgId} AND id = ${id}`.pipe(
      Effect.flatMap(Effect.forEach(({ since, state, version }) =>
        Effect.orDie(Effect.map(decodeAsset(state), (asset) => assetView(asset, version, since)))
      )),
      Effect.map((rows) =>
        Option.fromNullable(rows[0])
      )
    ),

  planCounts: (orgId: string) =>
    sql<{ status: string; count: number }>`
        SELECT status, count(*)::int AS count FROM actor WHERE kind = 'plan' AND org_id = ${orgId} GROUP BY status`
      .pipe(
        Effect.map((rows): Readonly<Record<string, number>> =>
          Object.fromEntries(rows.map(({ count, status }) => [status, count]))
        )
      )
})
