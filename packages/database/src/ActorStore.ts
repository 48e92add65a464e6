import type { JobKind } from "@callsheet/domain/job/Job"
import { jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Data, Effect, Layer, Option } from "effect"
import { makeBatcher } from "./Batcher.ts"

/** An actor as it is stored. `state` is the machine's own JSON; instants are epoch milliseconds. */
export interface StoredActor {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly since: number
  readonly state: unknown
}

/** One step of one actor: everything that must be true together, or not at all. */
export interface Commit {
  readonly id: string
  readonly kind: string
  readonly orgId: string
  readonly accountId: string | null
  readonly planId: string | null
  /** The version this step was decided on; 0 for a birth. */
  readonly expected: number
  readonly status: string
  readonly slot: number | null
  readonly since: number
  readonly alarmAt: number | null
  /** JSON text. */
  readonly state: string
  readonly at: number
  readonly commandId: string
  readonly event: CommittedEvent | null
  readonly jobs: ReadonlyArray<CommittedJob>
  /** Ends whatever the actor's earlier statuses still have running. */
  readonly abandon: boolean
  /** The job this step is the report of: completed, or buried with its failure (JSON text). */
  readonly closes: { readonly job: string; readonly failure: string | null } | null
  readonly ledger: ReadonlyArray<
    { readonly kind: string; readonly amount: number; readonly reference: string; readonly note: string }
  >
}

export interface CommittedEvent {
  readonly tag: string
  readonly from: string | null
  readonly by: string
  readonly reason: string | null
  readonly traceId: string | null
  /** JSON text. */
  readonly body: string
  /** Set where the caller named the command with an idempotency key. */
  readonly bodyHash: string | null
  readonly answer: string | null
}

export interface CommittedJob {
  readonly key: string
  readonly kind: JobKind
  readonly priority: number
  readonly runAt: number
  /** JSON text. */
  readonly payload: string
  readonly traceId: string | null
}

/** Another owner moved this actor since it was read. Nothing of the commit was stored. */
export class Fenced extends Data.TaggedError("Fenced")<{ readonly id: string; readonly expected: number }> {}

/** This command id was committed before. Nothing of the commit was stored. */
export class DuplicateCommand extends Data.TaggedError("DuplicateCommand")<{ readonly commandId: string }> {}

export interface Answered {
  readonly actorId: string
  readonly bodyHash: string | null
  readonly answer: unknown
}

export class ActorStore extends Context.Tag("@callsheet/database/ActorStore")<ActorStore, {
  readonly load: (id: string) => Effect.Effect<Option.Option<StoredActor>, SqlError>
  readonly answered: (commandId: string) => Effect.Effect<Option.Option<Answered>, SqlError>
  /** One statement, one round trip, one fsync, shared with whatever else is ready at the same moment. */
  readonly commit: (commit: Commit) => Effect.Effect<void, Fenced | DuplicateCommand | SqlError>
  /** All of them or none: one statement of their own. */
  readonly commitAll: (commits: ReadonlyArray<Commit>) => Effect.Effect<void, Fenced | DuplicateCommand | SqlError>
  /** Alarms due before `until`, soonest first. */
  readonly alarms: (until: number, limit: number) => Effect.Effect<ReadonlyArray<DueAlarm>, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}

export interface DueAlarm {
  readonly id: string
  readonly kind: string
  readonly at: number
}

/** Every commit rings this channel; the payload names the kinds of jobs it inserted, separated by commas. */
export const COMMIT_CHANNEL = "callsheet_commit"

const completable = jobStatesThatAllow("Complete")
/** A status that makes earlier work pointless also clears what of it lies among the dead letters. */
const cancellable = [...jobStatesThatAllow("Cancel"), ...jobStatesThatAllow("Drop")]

const columns = <A>(rows: ReadonlyArray<A>, ...picks: ReadonlyArray<(row: A) => string | number | boolean | null>) =>
  picks.map((pick) => rows.map(pick))

/**
 * Jobs and ledger rows are numbered in the order in which they are asked for, whatever plan the server chooses: ties of a
 * claim go to the lower number.
 */
const statement = `
  WITH asked AS (
    SELECT * FROM unnest(
      $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::bigint[], $9::bigint[],
      $10::bigint[], $11::jsonb[], $12::bigint[], $13::text[], $14::boolean[], $15::bigint[], $40::jsonb[]
    ) AS t(id, kind, org_id, account_id, plan_id, expected, status, slot, since, alarm_at, state, at, command_id, abandon, closes, closes_failure)
  ), moved AS (
    INSERT INTO actor AS a (id, kind, org_id, account_id, version, status, slot, since, alarm_at, state)
    SELECT id, kind, org_id, account_id, expected + 1, status, slot, since, alarm_at, state FROM asked ORDER BY id
    ON CONFLICT (id) DO UPDATE SET
      version = excluded.version, status = excluded.status, slot = excluded.slot, since = excluded.since,
      alarm_at = excluded.alarm_at, state = excluded.state, account_id = excluded.account_id
    WHERE a.version = excluded.version - 1
    RETURNING a.id
  ), told AS (
    INSERT INTO event (actor_id, kind, org_id, plan_id, version, at, tag, from_status, to_status, by, reason, trace_id, body, command_id, body_hash, answer)
    SELECT e.actor_id, asked.kind, asked.org_id, asked.plan_id, asked.expected + 1, asked.at, e.tag, e.from_status, asked.status,
      e.by, e.reason, e.trace_id, e.body, asked.command_id, e.body_hash, e.answer
    FROM unnest($16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::jsonb[], $23::text[], $24::jsonb[])
      AS e(actor_id, tag, from_status, by, reason, trace_id, body, body_hash, answer)
    JOIN asked ON asked.id = e.actor_id JOIN moved ON moved.id = e.actor_id
  ), closed AS (
    UPDATE job SET
      state = CASE WHEN asked.closes_failure IS NULL THEN 'completed' ELSE 'dead' END,
      ended_at = asked.at, leased_by = NULL, lease_until = NULL, failure = asked.closes_failure,
      history = CASE WHEN asked.closes_failure IS NULL THEN job.history ELSE job.history || jsonb_build_array(jsonb_build_object(
        'at', to_char(to_timestamp(asked.at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'event', 'Bury', 'by', 'worker', 'failure', asked.closes_failure)) END
    FROM asked JOIN moved USING (id)
    WHERE asked.closes IS NOT NULL AND job.id = asked.closes AND job.state = ANY ($25::text[])
  ), dropped AS (
    UPDATE job SET state = 'cancelled', ended_at = asked.at, leased_by = NULL, lease_until = NULL
    FROM asked JOIN moved USING (id)
    WHERE asked.abandon AND job.owner_id = asked.id AND job.state = ANY ($26::text[])
      AND (asked.closes IS NULL OR job.id <> asked.closes)
  ), owed AS (
    INSERT INTO job (key, kind, owner_kind, owner_id, org_id, plan_id, priority, run_at, payload, trace_id, created_at)
    SELECT j.key, j.kind, asked.kind, asked.id, asked.org_id, asked.plan_id, j.priority, j.run_at, j.payload, j.trace_id, asked.at
    FROM unnest($27::text[], $28::text[], $29::text[], $30::bigint[], $31::bigint[], $32::jsonb[], $33::text[])
      WITH ORDINALITY AS j(owner_id, key, kind, priority, run_at, payload, trace_id, place)
    JOIN asked ON asked.id = j.owner_id JOIN moved ON moved.id = j.owner_id
    ORDER BY j.place
    ON CONFLICT (key) DO NOTHING
  ), spent AS (
    INSERT INTO usage_ledger (org_id, at, kind, amount, reference, note)
    SELECT asked.org_id, asked.at, l.kind, l.amount, l.reference, l.note
    FROM unnest($34::text[], $35::text[], $36::bigint[], $37::text[], $38::text[])
      WITH ORDINALITY AS l(owner_id, kind, amount, reference, note, place)
    JOIN asked ON asked.id = l.owner_id JOIN moved ON moved.id = l.owner_id
    ORDER BY l.place
  ), rung AS (
    SELECT pg_notify('${COMMIT_CHANNEL}', $39) FROM (SELECT 1 FROM moved LIMIT 1) AS any_moved
  )
  SELECT moved.id, (SELECT count(*) FROM rung) AS rung FROM moved`

const parameters = (commits: ReadonlyArray<Commit>): ReadonlyArray<unknown> => {
  const events = commits.flatMap(({ event, id }) => event === null ? [] : [{ ...event, id }])
  const jobs = commits.flatMap((commit) => commit.jobs.map((job) => ({ ...job, owner: commit.id })))
  const ledger = commits.flatMap((commit) => commit.ledger.map((entry) => ({ ...entry, owner: commit.id })))
  return [
    ...columns(
      commits,
      (c) => c.id,
      (c) => c.kind,
      (c) => c.orgId,
      (c) => c.accountId,
      (c) => c.planId,
      (c) => c.expected,
      (c) => c.status,
      (c) => c.slot,
      (c) => c.since,
      (c) => c.alarmAt,
      (c) => c.state,
      (c) => c.at,
      (c) => c.commandId,
      (c) => c.abandon,
      (c) => c.closes?.job ?? null
    ),
    ...columns(
      events,
      (e) => e.id,
      (e) => e.tag,
      (e) => e.from,
      (e) => e.by,
      (e) => e.reason,
      (e) => e.traceId,
      (e) => e.body,
      (e) => e.bodyHash,
      (e) => e.answer
    ),
    completable,
    cancellable,
    ...columns(
      jobs,
      (j) => j.owner,
      (j) => j.key,
      (j) => j.kind,
      (j) => j.priority,
      (j) => j.runAt,
      (j) => j.payload,
      (j) => j.traceId
    ),
    ...columns(
      ledger,
      (l) => l.owner,
      (l) => l.kind,
      (l) => l.amount,
      (l) => l.reference,
      (l) => l.note
    ),
    [...new Set(jobs.map((job) => job.kind))].join(","),
    commits.map((commit) => commit.closes?.failure ?? null)
  ]
}

const isDuplicateCommand = (error: SqlError): boolean => {
  const { cause } = error
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23505" &&
    "constraint" in cause && cause.constraint === "event_command_id_key"
}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  const write = (commits: ReadonlyArray<Commit>) =>
    sql.unsafe<{ readonly id: string }>(statement, [...parameters(commits)]).pipe(
      Effect.map((rows) => new Set(rows.map((row) => row.id))),
      Effect.withTracerEnabled(false)
    )

  const duplicateOr = (commandId: string) => (error: SqlError) =>
    isDuplicateCommand(error) ? new DuplicateCommand({ commandId }) : error

  const grouped = yield* makeBatcher({
    max: 128,
    parallel: 2,
    key: (commit: Commit) => commit.id,
    flush: (commits: ReadonlyArray<Commit>) =>
      Effect.map(write(commits), (moved) => commits.map((commit) => moved.has(commit.id)))
  })

  return ActorStore.of({
    load: (id) =>
      sql<StoredActor>`
        SELECT id, kind, version, since::float8 AS since, state FROM actor WHERE id = ${id}`.pipe(
        Effect.map((rows) => Option.fromNullable(rows[0])),
        Effect.withTracerEnabled(false)
      ),
    answered: (commandId) =>
      sql<Answered>`
        SELECT actor_id AS "actorId", body_hash AS "bodyHash", answer FROM event WHERE command_id = ${commandId}`.pipe(
        Effect.map((rows) => Option.fromNullable(rows[0]))
      ),
    commit: (commit) =>
      grouped(commit).pipe(
        Effect.mapError(duplicateOr(commit.commandId)),
        Effect.flatMap((moved) => moved ? Effect.void : new Fenced({ id: commit.id, expected: commit.expected }))
      ),
    commitAll: (commits) =>
      commits.length === 0 ? Effect.void : sql.withTransaction(
        Effect.flatMap(write(commits), (moved) => {
          const fenced = commits.find((commit) => !moved.has(commit.id))
          return fenced === undefined ? Effect.void : new Fenced({ id: fenced.id, expected: fenced.expected })
        })
      ).pipe(
        Effect.mapError((error) => error._tag === "SqlError" ? duplicateOr(commits[0]!.commandId)(error) : error)
      ),
    alarms: (until, limit) =>
      sql<DueAlarm>`
        SELECT id, kind, alarm_at::float8 AS at FROM actor
        WHERE alarm_at IS NOT NULL AND alarm_at <= ${until} ORDER BY alarm_at LIMIT ${limit}`.pipe(
        Effect.withTracerEnabled(false)
      )
  })
})
