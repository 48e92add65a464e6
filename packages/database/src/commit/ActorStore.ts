import type { JobKind } from "@callsheet/domain/facts/jobKinds"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Data, Effect, Layer, Option } from "effect"
import { transaction } from "../Transaction.ts"
import { makeBatcher } from "./Batcher.ts"
import { COMMIT_CHANNEL, makeCommitNotifier } from "./CommitNotifier.ts"
import { commitStatement } from "./CommitStatement.ts"
import { type PreparedStatement, PreparedStatements } from "./PreparedStatements.ts"

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
  /** Ends what the actor's earlier statuses still have running. */
  readonly abandon: boolean
  /** The job of this actor that this step is the report of: completed, or buried with its failure (JSON text). */
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
  /** One statement, one round trip, one fsync, shared with everything else that is ready at the same moment. */
  readonly commit: (commit: Commit) => Effect.Effect<void, Fenced | DuplicateCommand | SqlError>
  /** All of them or none: one statement of their own. */
  readonly commitAll: (commits: ReadonlyArray<Commit>) => Effect.Effect<void, Fenced | DuplicateCommand | SqlError>
  /** Alarms due before `until`, soonest first. */
  readonly alarms: (until: number, limit: number) => Effect.Effect<ReadonlyArray<DueAlarm>, SqlError>
}>() {
  static readonly layer = Layer.scoped(this, Effect.suspend(() => make)).pipe(Layer.provide(PreparedStatements.layer))
}

export interface DueAlarm {
  readonly id: string
  readonly kind: string
  readonly at: number
}

const LOAD: PreparedStatement = {
  name: "load",
  text: "SELECT id, kind, version, since::float8 AS since, state FROM actor WHERE id = ANY ($1::text[])"
}
const ALARMS: PreparedStatement = {
  name: "alarms",
  text: `SELECT id, kind, alarm_at::float8 AS at FROM actor
    WHERE alarm_at IS NOT NULL AND alarm_at <= $1::bigint ORDER BY alarm_at LIMIT $2::int`
}
const ANSWERED: PreparedStatement = {
  name: "answered",
  text: `SELECT actor_id AS "actorId", body_hash AS "bodyHash", answer FROM event WHERE command_id = $1`
}

const isDuplicateCommand = (error: SqlError): boolean => {
  const { cause } = error
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23505" &&
    "constraint" in cause && cause.constraint === "event_command_id_key"
}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const planned = yield* PreparedStatements
  const ring = yield* makeCommitNotifier
  const kindsOf = (commits: ReadonlyArray<Commit>) =>
    new Set(commits.flatMap(({ jobs }) => jobs.map(({ kind }) => kind)))

  type Places = ReadonlyArray<{ readonly place: number }>
  const stored = (commits: ReadonlyArray<Commit>, rows: Places): ReadonlyArray<boolean> => {
    const places = new Set(rows.map(({ place }) => place))
    return commits.map((_, i) => places.has(i + 1))
  }
  const write = (commits: ReadonlyArray<Commit>) => {
    const { statement, values } = commitStatement(commits)
    return Effect.map(planned.run<Places[number]>(statement, values), (rows) => {
      if (rows.length > 0) ring(kindsOf(commits))
      return stored(commits, rows)
    })
  }
  /** As part of the transaction around it. */
  const writeInside = (commits: ReadonlyArray<Commit>) => {
    const { statement, values } = commitStatement(commits)
    return Effect.map(sql.unsafe<Places[number]>(statement.text, values), (rows) => stored(commits, rows))
  }

  const duplicateOr = (commandId: string) => (error: SqlError) =>
    isDuplicateCommand(error) ? new DuplicateCommand({ commandId }) : error

  const grouped = yield* makeBatcher({
    max: 128,
    // One is decided on while one is carried out and one waits for the disk.
    parallel: 3,
    key: (commit: Commit) => commit.id,
    lane: (commit: Commit) => commit.orgId,
    flush: write
  })

  const loaded = yield* makeBatcher({
    max: 256,
    parallel: 2,
    key: (id: string) => id,
    flush: (ids: ReadonlyArray<string>) =>
      Effect.map(planned.run<StoredActor>(LOAD, [ids]), (rows) => {
        const byId = new Map(rows.map((row) => [row.id, row]))
        return ids.map((id) => Option.fromNullable(byId.get(id)))
      })
  })

  return ActorStore.of({
    load: loaded,
    answered: (commandId) =>
      Effect.map(planned.run<Answered>(ANSWERED, [commandId]), (rows) => Option.fromNullable(rows[0])),
    commit: (commit) =>
      grouped(commit).pipe(
        Effect.mapError(duplicateOr(commit.commandId)),
        Effect.flatMap((moved) => moved ? Effect.void : new Fenced({ id: commit.id, expected: commit.expected }))
      ),
    commitAll: (commits) =>
      commits.length === 0 ? Effect.void : transaction(sql)(Effect.gen(function*() {
        const moved = yield* writeInside(commits)
        const fenced = commits.find((_, i) => moved[i] !== true)
        if (fenced !== undefined) return yield* new Fenced({ id: fenced.id, expected: fenced.expected })
        // Heard when the transaction around it, whichever that is, has been committed.
        yield* sql`SELECT pg_notify(${COMMIT_CHANNEL}, ${[...kindsOf(commits)].join(",")})`
      })).pipe(
        Effect.mapError((error) => error._tag === "SqlError" ? duplicateOr(commits[0]!.commandId)(error) : error)
      ),
    alarms: (until, limit) => planned.run<DueAlarm>(ALARMS, [until, limit])
  })
})
