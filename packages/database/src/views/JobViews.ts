import type { QueuePlace } from "@callsheet/domain/api/WorkWaiting"
import type { Failure } from "@callsheet/domain/Failure"
import { iso } from "@callsheet/domain/Instant"
import { type JobState, JobView, type OwnerKind } from "@callsheet/domain/job/Job"
import { jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Fragment } from "@effect/sql/Statement"
import { Effect, Option, Schema } from "effect"
import { UNSETTLED } from "../jobs/JobQueue.ts"

interface JobRow {
  readonly id: string
  readonly kind: string
  readonly ownerKind: string
  readonly ownerId: string
  readonly orgId: string
  readonly planId: string | null
  readonly state: string
  readonly attempts: number
  readonly runAt: number
  readonly createdAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly leasedBy: string | null
  readonly leaseUntil: number | null
  readonly failure: Failure | null
  readonly history: ReadonlyArray<unknown>
  readonly progress: unknown
  readonly checkpoint: boolean
}

export interface JobWork {
  readonly id: string
  readonly kind: string
  readonly ownerKind: OwnerKind
  readonly ownerId: string
  readonly planId: string | null
  readonly payload: unknown
}

const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

const decode = Schema.decodeUnknown(JobView)

/** A row that does not decode was written by a newer release: a defect, not a refusal. */
const jobView = (row: JobRow): Effect.Effect<JobView> =>
  Effect.orDie(decode({
    ...row,
    id: `job_${row.id}`,
    runAt: iso(row.runAt),
    createdAt: iso(row.createdAt),
    startedAt: isoOrNull(row.startedAt),
    endedAt: isoOrNull(row.endedAt),
    leaseUntil: isoOrNull(row.leaseUntil)
  }))

export interface JobFilter {
  readonly planId?: string | undefined
  readonly states?: ReadonlyArray<JobState> | undefined
  readonly kind?: string | undefined
  readonly limit: number
  /** Only jobs older than this one. */
  readonly after?: string | undefined
}

const OPEN: ReadonlyArray<JobState> = ["pending", "waiting", "in_progress", "dead", "failed"]
const claimable = jobStatesThatAllow("Claim")

/** `job_12` as the column has it; null for what cannot be an id of ours. */
const numberOf = (id: string): string | null => /^job_(\d{1,18})$/.exec(id)?.[1] ?? null

/**
 * Where jobs stand, by the order in which the queue serves: one org after the other in turn, soonest priority first. The
 * typical time comes from what finished lately.
 */
const placesIn = (sql: SqlClient.SqlClient) => (jobs: ReadonlyArray<JobView>, now: number) => {
  const asked = jobs.filter(({ state }) => OPEN.includes(state))
  if (asked.length === 0) return Effect.succeed<ReadonlyMap<string, QueuePlace>>(new Map())
  const kinds = [...new Set(asked.map(({ kind }) => kind))]
  return sql<{ id: string; ahead: number | null; lanes: number; typicalMillis: number | null }>`
      WITH asked AS (
        SELECT * FROM unnest(${asked.map(({ id }) => id.slice(4))}::bigint[], ${
    asked.map(({ kind }) => kind)
  }::text[]) AS a(id, kind)
      ), due AS (
        SELECT id, kind, priority, row_number() OVER (PARTITION BY kind, org_id ORDER BY priority, id) AS turn
        FROM job WHERE kind = ANY (${kinds}::text[]) AND ended_at IS NULL AND state IN ${
    sql.in(claimable)
  } AND run_at <= ${now}::bigint
      ), ranked AS (
        SELECT id, row_number() OVER (PARTITION BY kind ORDER BY turn, priority, id) - 1 AS ahead FROM due
      ), running AS (
        SELECT kind, count(*) AS lanes FROM job
        WHERE ended_at IS NULL AND state = 'in_progress' AND kind = ANY (${kinds}::text[]) GROUP BY kind
      ), recent AS (
        SELECT kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY ended_at - started_at) AS typical
        FROM (SELECT kind, state, started_at, ended_at FROM job ORDER BY id DESC LIMIT 2000) AS latest
        WHERE state = 'completed' AND started_at IS NOT NULL AND kind = ANY (${kinds}::text[]) GROUP BY kind
      )
      SELECT asked.id::text, ranked.ahead::int, greatest(1, coalesce(running.lanes, 1))::int AS lanes,
        recent.typical::float8 AS "typicalMillis"
      FROM asked LEFT JOIN ranked USING (id) LEFT JOIN running USING (kind) LEFT JOIN recent USING (kind)`.pipe(
    Effect.map((rows): ReadonlyMap<string, QueuePlace> =>
      new Map(rows.map(({ ahead, id, lanes, typicalMillis }) => [
        `job_${id}`,
        { ahead: ahead ?? 0, lanes, typicalMillis }
      ]))
    ),
    Effect.withTracerEnabled(false)
  )
}

export const makeJobViews = (sql: SqlClient.SqlClient) => {
  const select = (where: Fragment, limit: number) =>
    sql<JobRow>`
      SELECT id::text, kind, owner_kind AS "ownerKind", owner_id AS "ownerId", org_id AS "orgId", plan_id AS "planId",
        state, attempts, run_at::float8 AS "runAt", created_at::float8 AS "createdAt", started_at::float8 AS "startedAt",
        ended_at::float8 AS "endedAt", leased_by AS "leasedBy", lease_until::float8 AS "leaseUntil", failure, history,
        progress, checkpoint IS NOT NULL AS checkpoint
      FROM job WHERE ${where} ORDER BY job.id DESC LIMIT ${limit}`.pipe(
      Effect.flatMap(Effect.forEach(jobView)),
      Effect.withTracerEnabled(false)
    )

  const jobs = (orgId: string, filter: JobFilter) => {
    const after = filter.after === undefined ? null : numberOf(filter.after)
    return select(
      sql.and([
        sql`org_id = ${orgId}`,
        ...(filter.planId === undefined ? [] : [sql`plan_id = ${filter.planId}`]),
        ...(filter.states === undefined || filter.states.length === 0 ? [] : [sql`state IN ${sql.in(filter.states)}`]),
        ...(filter.kind === undefined ? [] : [sql`kind = ${filter.kind}`]),
        ...(after === null ? [] : [sql`job.id < ${after}::bigint`])
      ]),
      filter.limit
    )
  }

  const job = (orgId: string, id: string) => {
    const number = numberOf(id)
    return number === null
      ? Effect.succeedNone
      : Effect.map(
        select(sql`org_id = ${orgId} AND job.id = ${number}::bigint`, 1),
        (rows) => Option.fromNullable(rows[0])
      )
  }

  /** What a job is about, as it was written down. */
  const work = (orgId: string, id: string) => {
    const number = numberOf(id)
    return number === null
      ? Effect.succeedNone
      : Effect.map(
        sql<JobWork>`
          SELECT id::text, kind, owner_kind AS "ownerKind", owner_id AS "ownerId", plan_id AS "planId", payload
          FROM job WHERE org_id = ${orgId} AND id = ${number}::bigint`,
        (rows) => Option.fromNullable(rows[0])
      )
  }

  /** What is not finished of these owners' work. */
  const openJobs = (orgId: string, owners: ReadonlyArray<string>) =>
    owners.length === 0
      ? Effect.succeed([])
      : select(
        sql`owner_id = ANY (${owners as Array<string>}::text[]) AND ${sql.literal(UNSETTLED)}
          AND org_id = ${orgId} AND state IN ${sql.in(OPEN)}`,
        owners.length * 20
      )

  return { jobs, job, work, openJobs, places: placesIn(sql) }
}
