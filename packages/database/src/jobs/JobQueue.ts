import { jobKindsWhere } from "@callsheet/domain/facts/jobKinds"
import type { Failure } from "@callsheet/domain/Failure"
import type { OwnerKind } from "@callsheet/domain/job/Job"
import { type JobCommand, jobStateAfter, jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import { countsAsTry } from "@callsheet/domain/job/Tries"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Effect, Layer } from "effect"
import { type PreparedStatement, PreparedStatements, VitalStatements } from "../commit/PreparedStatements.ts"
import { makeHints, type TellHints } from "../feed/Hints.ts"

/** A job in the hands of one worker. `token` is its fence: anyone who claims it later holds a higher one. */
export interface ClaimedJob {
  readonly id: string
  readonly token: number
  readonly kind: string
  readonly ownerKind: OwnerKind
  readonly ownerId: string
  readonly orgId: string
  readonly planId: string | null
  readonly payload: unknown
  readonly checkpoint: unknown
  readonly attempts: number
  readonly traceId: string | null
  /** True where an earlier owner's lease ran out: the work may be half done. */
  readonly takenOver: boolean
}

export interface Lease {
  readonly id: string
  readonly token: number
}

/** What the queue holds of one kind right now, for people and metrics. */
export interface QueueDepth {
  readonly kind: string
  readonly state: string
  readonly count: number
  readonly oldestMillis: number
}

/** What the index over owners holds: jobs that an actor or a person may still want something of. */
export const UNSETTLED = "(job.ended_at IS NULL OR job.failure IS NOT NULL)"

export class JobQueue extends Context.Tag("@callsheet/database/JobQueue")<JobQueue, {
  /**
   * Takes up to `slots` due jobs of each kind: one org after the other in turn, soonest priority first within an org,
   * abandoned leases included. What an org has under way counts as turns it has had: anyone who has nothing running comes next,
   * however much others have queued and however many slots they hold. A job of an actor that lives in another worker's shard
   * is left to that worker for its first `NEIGHBOUR_MILLIS`, and comes after all work of this worker's own shards until
   * `PASSED_OVER_MILLIS`: anyone who owns the actor reports to it without a message.
   */
  readonly claim: (options: {
    readonly slots: ReadonlyMap<string, number>
    /** The shards this worker owns. */
    readonly shards: ReadonlyArray<number>
    readonly worker: string
    readonly now: number
    readonly leaseMillis: number
    /** Jobs that this worker runs already. Though their leases may have ended, it must not take them once more. */
    readonly except?: ReadonlyArray<string>
  }) => Effect.Effect<ReadonlyArray<ClaimedJob>, SqlError>
  /** Extends the leases still held and returns their ids; what is missing was cancelled or taken over. */
  readonly renew: (
    leases: ReadonlyArray<Lease>,
    now: number,
    leaseMillis: number
  ) => Effect.Effect<ReadonlySet<string>, SqlError>
  /** Stores how far the work came. False: the lease is lost and the work must stop. */
  readonly checkpoint: (lease: Lease, data: unknown) => Effect.Effect<boolean, SqlError>
  readonly progress: (lease: Lease, stage: string, fraction: number) => Effect.Effect<void, SqlError>
  /** The work is done and no actor needs to hear of it. */
  readonly complete: (lease: Lease, now: number) => Effect.Effect<boolean, SqlError>
  /**
   * Not now: again at `runAt`. With a failure it counts as an attempt and is written into the job's history; an outage of our
   * own installation is only shown as the cause of the waiting (`countsAsTry`).
   */
  readonly postpone: (
    lease: Lease,
    now: number,
    runAt: number,
    failure: Failure | null
  ) => Effect.Effect<boolean, SqlError>
  /** Hands the job back untouched, for any worker to take at once (a stopping worker does this). */
  readonly release: (lease: Lease) => Effect.Effect<boolean, SqlError>
  /** Hopeless or exhausted: to the dead letters, with its cause. */
  readonly bury: (lease: Lease, now: number, failure: Failure) => Effect.Effect<boolean, SqlError>
  /** The leases of workers that are known to be dead end now instead of at their expiry. */
  readonly abandonLeasesOf: (worker: string) => Effect.Effect<number, SqlError>
  /**
   * Work for this account that waits after a failure looks again now: what it waited for has come. What waits longer than
   * `LONGEST_WAIT_MILLIS` does not wait for the account.
   */
  readonly wakeAccount: (accountId: string, now: number) => Effect.Effect<number, SqlError>
  /**
   * The next moment at which waiting work of one of these kinds can be claimed by the owner of these shards, or null; at most
   * `NEIGHBOUR_MILLIS` too late where much work of others lies before it. Leases that run out are not told of.
   */
  readonly nextDue: (
    kinds: ReadonlyArray<string>,
    shards: ReadonlyArray<number>
  ) => Effect.Effect<number | null, SqlError>
  /** Commands of people. They return false where the job's state does not allow the command. */
  readonly retry: (id: string, now: number, by: string) => Effect.Effect<boolean, SqlError>
  readonly cancel: (id: string, now: number, by: string) => Effect.Effect<boolean, SqlError>
  readonly drop: (id: string, now: number, by: string) => Effect.Effect<boolean, SqlError>
  readonly depths: (now: number) => Effect.Effect<ReadonlyArray<QueueDepth>, SqlError>
}>() {
  static readonly layer = Layer.scoped(this, Effect.suspend(() => make)).pipe(
    Layer.provide(Layer.merge(PreparedStatements.layer, VitalStatements.layer))
  )
}

/** The longest that a job waits for its account between two looks of its own. */
export const LONGEST_WAIT_MILLIS = 15 * 60_000

const entry = (now: number, event: string, by: string, failure: Failure | null) =>
  JSON.stringify([{ at: new Date(now).toISOString(), event, by, failure }])

/** So many entries of its history a job keeps: the latest. */
export const MOST_HISTORY = 50

/**
 * The history with these entries added, and no longer than allowed. An entry that says the same as the one before it (a
 * wait for the same thing) adds nothing.
 */
const withHistory = (history: string, added: string) =>
  `CASE
      WHEN ${added} = '[]'::jsonb THEN ${history}
      WHEN ${history} -> -1 ->> 'event' = ${added} -> 0 ->> 'event' AND ${history} -> -1 -> 'failure' ->> 'tag' = ${added} -> 0 -> 'failure' ->> 'tag'
        AND ${history} -> -1 -> 'failure' ->> 'message' = ${added} -> 0 -> 'failure' ->> 'message' THEN ${history}
      WHEN jsonb_array_length(${history}) >= ${MOST_HISTORY} THEN (${history} - 0) || ${added}
      ELSE ${history} || ${added}
    END`

/** Kinds of work that call TikTok in an account's name. */
const accountKinds = jobKindsWhere(({ asksAccount }) => asksAccount)

const claimable = jobStatesThatAllow("Claim").map((state) => `'${state}'`).join(", ")

/**
 * How far the clocks of two workers may be apart before a job of the one that is ahead, once its lease ran out, waits for
 * the other's clock. A job under way was due when it was claimed, so only those need to be looked at.
 */
const SKEW_MILLIS = 15 * 60_000

/** How long a job is left to the worker that owns its actor, even by workers that have nothing to do. */
export const NEIGHBOUR_MILLIS = 250
/**
 * How long a job is passed over by workers that have enough of their own. While all have more than they can do, each keeps to its
 * own, which costs all of them less; but nobody's work waits forever for an owner that is full or does other kinds.
 */
export const PASSED_OVER_MILLIS = 5_000

/**
 * $1 kinds and $2 slots of each, $3 now, $4 now with the skew, $5 worker, $6 milliseconds of a lease, $7 history of a
 * take-over, $8 shards of the worker's own, $9 since when a job of others may be taken, $10 since when it counts as
 * anyone's, $11 jobs that the worker runs. Lapsed leases before everything, then the worker's own, then others'; one org after the other in turn, what it has under
 * way counted, soonest priority first within an org.
 */
const CLAIM: PreparedStatement = {
  name: "claim",
  text: `
    WITH wanted AS (
      SELECT * FROM unnest($1::text[], $2::int[]) AS w(kind, slots)
    ), due AS (
      SELECT id, kind, org_id, priority,
        state = 'in_progress' AND lease_until <= $3::bigint AND own.job IS NULL AS lapsed,
        state = 'in_progress' AND lease_until > $3::bigint OR own.job IS NOT NULL AS held,
        coalesce(state <> 'in_progress' AND shard <> ALL ($8::int[]) AND run_at > $10::bigint, false) AS far
      -- Joined by a hash: an array would be gone through again for every job that waits.
      FROM job LEFT JOIN unnest($11::bigint[]) AS own(job) ON own.job = job.id
      WHERE kind = ANY ($1::text[]) AND ended_at IS NULL AND run_at <= $4::bigint
        AND (state = 'in_progress' OR state IN (${claimable}) AND run_at <= $3::bigint
          AND (shard IS NULL OR shard = ANY ($8::int[]) OR run_at <= $9::bigint))
    ), picked AS (
      SELECT id, place, slots FROM (
        SELECT id, kind, row_number() OVER (PARTITION BY kind ORDER BY far, turn, priority, id) AS place FROM (
          SELECT id, kind, priority, held, far, CASE WHEN lapsed THEN 0 ELSE
            row_number() OVER (PARTITION BY kind, org_id, lapsed ORDER BY held DESC, far, priority, id) END AS turn
          FROM due
        ) AS turns WHERE NOT held
      ) AS ranked JOIN wanted USING (kind)
      -- Other workers pick at the same moment: look a little further than needed, lock what is still free.
      WHERE place <= slots * 2
    ), locked AS (
      SELECT id, kind, state FROM job
      WHERE id = ANY (ARRAY(SELECT id FROM picked))
        AND ((state IN (${claimable}) AND run_at <= $3::bigint) OR (state = 'in_progress' AND lease_until <= $3::bigint))
      FOR UPDATE SKIP LOCKED
    ), mine AS (
      SELECT id, state FROM (
        SELECT locked.id, locked.state, picked.slots, row_number() OVER (PARTITION BY locked.kind ORDER BY picked.place) AS place
        FROM locked JOIN picked USING (id)
      ) AS free WHERE place <= slots
    )
    UPDATE job SET
      state = 'in_progress', leased_by = $5, lease_token = job.lease_token + 1,
      lease_until = $3::bigint + $6::bigint, started_at = coalesce(job.started_at, $3::bigint),
      history = CASE WHEN mine.state = 'in_progress' THEN ${
    withHistory("job.history", "$7::jsonb")
  } ELSE job.history END
    FROM mine WHERE job.id = ANY (ARRAY(SELECT id FROM mine)) AND job.id = mine.id
    RETURNING job.id::text, job.lease_token AS token, job.kind, job.owner_kind AS "ownerKind", job.owner_id AS "ownerId",
      job.org_id AS "orgId", job.plan_id AS "planId", job.payload, job.checkpoint, job.attempts,
      job.trace_id AS "traceId", mine.state = 'in_progress' AS "takenOver"`
}

/** Of each kind the first rows of the index: how much waits behind them does not matter. */
const NEXT_DUE: PreparedStatement = {
  name: "next_due",
  text: `
    SELECT min(first.at)::float8 AS at FROM unnest($1::text[]) AS asked(kind), LATERAL (
      SELECT run_at + CASE WHEN shard IS NULL OR shard = ANY ($2::int[]) THEN 0 ELSE ${NEIGHBOUR_MILLIS} END AS at
      FROM job WHERE job.kind = asked.kind AND ended_at IS NULL AND state IN (${claimable})
      ORDER BY run_at LIMIT 20
    ) AS first`
}

/** Any number of leases, in one order of rows for all who renew. */
const RENEW: PreparedStatement = {
  name: "renew",
  text: `
    WITH mine AS (
      SELECT job.id FROM job JOIN unnest($1::bigint[], $2::int[]) AS l(id, token) ON job.id = l.id
      WHERE job.lease_token = l.token AND job.state = 'in_progress' ORDER BY job.id FOR UPDATE OF job
    )
    UPDATE job SET lease_until = $3::bigint FROM mine WHERE job.id = mine.id RETURNING job.id::text`
}

/** $1 job, $2 token, $3 state, $4 when it is due, $5 when it ended, $6 failure, $7 tries, $8 entries of its history. */
const TRANSITION: PreparedStatement = {
  name: "job_transition",
  text: `
    UPDATE job SET
      state = $3, leased_by = NULL, lease_until = NULL,
      run_at = coalesce($4::bigint, run_at), ended_at = $5::bigint, failure = $6::jsonb, attempts = attempts + $7::int,
      history = ${withHistory("history", "$8::jsonb")}
    WHERE id = $1::bigint AND lease_token = $2::int AND state = 'in_progress'
    RETURNING org_id AS "orgId"`
}

const CHECKPOINT: PreparedStatement = {
  name: "checkpoint",
  text: `
    UPDATE job SET checkpoint = $3::jsonb
    WHERE id = $1::bigint AND lease_token = $2::int AND state = 'in_progress' RETURNING id`
}

type Service = Context.Tag.Service<JobQueue>
type Statements = Context.Tag.Service<VitalStatements>

interface OfOrg {
  readonly orgId: string
}

const orgsOf = (jobs: ReadonlyArray<OfOrg>): ReadonlyArray<string> => jobs.map(({ orgId }) => orgId)

/** What is due, and when the next of it will be. */
const finding = (
  prepared: Context.Tag.Service<PreparedStatements>,
  hint: TellHints
): Pick<Service, "claim" | "nextDue"> => ({
  claim: ({ except = [], leaseMillis, now, shards, slots, worker }) => {
    const wanted = [...slots].filter(([, count]) => count > 0)
    if (wanted.length === 0) return Effect.succeed([])
    return prepared.run<ClaimedJob>(CLAIM, [
      wanted.map(([kind]) => kind),
      wanted.map(([, count]) => count),
      now,
      now + SKEW_MILLIS,
      worker,
      leaseMillis,
      entry(now, "TakeOver", worker, null),
      shards,
      now - NEIGHBOUR_MILLIS,
      now - PASSED_OVER_MILLIS,
      except
    ]).pipe(Effect.tap((jobs) => Effect.sync(() => hint("job", orgsOf(jobs)))))
  },
  nextDue: (kinds, shards) =>
    Effect.map(prepared.run<{ at: number | null }>(NEXT_DUE, [kinds, shards]), (rows) => rows[0]?.at ?? null)
})

/** A transition of a job this worker holds. The token is the fence against a late riser. */
const transition = (vital: Statements, hint: TellHints) =>
(lease: Lease, command: JobCommand, set: {
  readonly runAt?: number
  readonly endedAt?: number
  readonly failure?: Failure | null
  readonly attempts?: number
  readonly history?: string
}) =>
  Effect.map(
    vital.run<OfOrg>(TRANSITION, [
      lease.id,
      lease.token,
      jobStateAfter("in_progress", command)!,
      set.runAt ?? null,
      set.endedAt ?? null,
      set.failure === undefined || set.failure === null ? null : JSON.stringify(set.failure),
      set.attempts ?? 0,
      set.history ?? "[]"
    ]),
    (rows) => {
      hint("job", orgsOf(rows))
      return rows.length === 1
    }
  )

/** What a worker does with jobs it holds. */
const holding = (
  sql: SqlClient.SqlClient,
  vital: Statements,
  hint: TellHints
): Pick<Service, "renew" | "checkpoint" | "progress" | "complete" | "postpone" | "release" | "bury"> => {
  const held = transition(vital, hint)
  return {
    renew: (leases, now, leaseMillis) =>
      leases.length === 0 ? Effect.succeed(new Set()) : Effect.map(
        vital.run<{ id: string }>(RENEW, [
          leases.map((lease) => lease.id),
          leases.map((lease) => lease.token),
          now + leaseMillis
        ]),
        (rows) => new Set(rows.map((row) => row.id))
      ),
    checkpoint: (lease, data) =>
      Effect.map(
        vital.run(CHECKPOINT, [lease.id, lease.token, JSON.stringify(data)]),
        (rows) => rows.length === 1
      ),
    progress: (lease, stage, fraction) =>
      sql<OfOrg>`
        UPDATE job SET progress = ${JSON.stringify({ stage, fraction })}::jsonb
        WHERE id = ${lease.id}::bigint AND lease_token = ${lease.token} AND state = 'in_progress'
        RETURNING org_id AS "orgId"`.pipe(Effect.map((rows) => hint("job", orgsOf(rows)))),
    complete: (lease, now) => held(lease, "Complete", { endedAt: now }),
    postpone: (lease, now, runAt, failure) =>
      held(lease, "Postpone", {
        runAt,
        failure,
        ...(failure !== null && countsAsTry(failure)
          ? { attempts: 1, history: entry(now, "Postpone", "worker", failure) }
          : {})
      }),
    release: (lease) => held(lease, "Release", {}),
    bury: (lease, now, failure) =>
      held(lease, "Bury", { endedAt: now, failure, attempts: 1, history: entry(now, "Bury", "worker", failure) })
  }
}

/** What a person asks for. */
const asking = (sql: SqlClient.SqlClient, hint: TellHints): Pick<Service, "retry" | "cancel" | "drop"> => {
  /** A transition that a person asks for, wherever the job stands; the machine's table says whether it may. */
  const asked = (id: string, command: JobCommand, to: string, now: number, by: string, reset: boolean) =>
    sql<OfOrg>`
      UPDATE job SET
        state = ${to},
        attempts = CASE WHEN ${reset} THEN 0 ELSE attempts END,
        run_at = CASE WHEN ${reset} THEN ${now}::bigint ELSE run_at END,
        ended_at = CASE WHEN ${reset} THEN NULL ELSE ${now}::bigint END,
        leased_by = NULL, lease_until = NULL,
        history = history || ${entry(now, command, by, null)}::jsonb
      WHERE id = ${id}::bigint AND state IN ${sql.in(jobStatesThatAllow(command))}
      RETURNING org_id AS "orgId", pg_notify('callsheet_commit', kind)`.pipe(Effect.map((rows) => {
      hint("job", orgsOf(rows))
      return rows.length === 1
    }))

  return {
    // A person wants it: that workers hung over it before no longer counts.
    retry: (id, now, by) =>
      Effect.zipRight(
        sql`DELETE FROM last_stand WHERE work = ${`job:${id}`}`,
        asked(id, "Retry", "pending", now, by, true)
      ),
    cancel: (id, now, by) => asked(id, "Cancel", "cancelled", now, by, false),
    drop: (id, now, by) => asked(id, "Drop", "cancelled", now, by, false)
  }
}

/** Many jobs at once: those of a worker that is gone, of an account that may go on, and all by number. */
const overall = (
  sql: SqlClient.SqlClient,
  hint: TellHints
): Pick<Service, "abandonLeasesOf" | "wakeAccount" | "depths"> => ({
  abandonLeasesOf: (worker) =>
    sql<OfOrg>`
        UPDATE job SET lease_until = 0 WHERE ended_at IS NULL AND state = 'in_progress' AND leased_by = ${worker}
        RETURNING org_id AS "orgId", pg_notify('callsheet_commit', kind)`.pipe(Effect.map((rows) => {
      hint("job", orgsOf(rows))
      return rows.length
    })),
  wakeAccount: (accountId, now) =>
    sql<OfOrg>`
        UPDATE job SET run_at = ${now}::bigint FROM actor
        WHERE job.kind IN ${sql.in(accountKinds)} AND job.ended_at IS NULL AND job.state = 'waiting'
          AND job.run_at > ${now}::bigint AND job.run_at <= ${
      now + LONGEST_WAIT_MILLIS
    }::bigint AND job.failure IS NOT NULL
          AND actor.id = job.plan_id AND actor.account_id = ${accountId}
        RETURNING job.org_id AS "orgId", pg_notify('callsheet_commit', job.kind)`.pipe(
      Effect.map((rows) => {
        hint("job", orgsOf(rows))
        return rows.length
      }),
      Effect.withTracerEnabled(false)
    ),
  depths: (now) =>
    sql<QueueDepth>`
        SELECT kind, state, count(*)::int AS count, greatest(0, ${now}::bigint - min(created_at))::float8 AS "oldestMillis"
        FROM job WHERE state IN ('pending', 'waiting', 'in_progress', 'dead') GROUP BY kind, state`
})

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const hint = yield* makeHints(sql)
  return JobQueue.of({
    ...finding(yield* PreparedStatements, hint),
    ...holding(sql, yield* VitalStatements, hint),
    ...asking(sql, hint),
    ...overall(sql, hint)
  })
})

/** What waited for the account looks again. If this signal is lost, it looks again by itself within minutes. */
export const wakeAccount = (queue: Context.Tag.Service<JobQueue>, accountId: string): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => queue.wakeAccount(accountId, now)).pipe(
    Effect.catchAll((error) => Effect.logDebug(`Work of ${accountId} was not woken: ${error.message}`))
  )
