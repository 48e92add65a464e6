import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import { ANY_KIND, COMMIT_CHANNEL } from "../commit/CommitNotifier.ts"
import { type PreparedStatement, type StatementRunner, VitalStatements } from "../commit/PreparedStatements.ts"
import { HINT_CHANNEL, makeHints, type TellHints } from "../feed/Hints.ts"

/** The class of every worker's liveness lock; the object is the worker's session number. */
export const LIVENESS_LOCK = 74_201

export interface WorkerRow {
  readonly id: string
  /** `host:port`, as the cluster knows it. */
  readonly address: string
}

/** Who works here, and who no longer does. */
export class Workers extends Context.Tag("@callsheet/database/Workers")<Workers, {
  readonly nextSession: Effect.Effect<number, SqlError>
  readonly register: (
    row: WorkerRow & {
      readonly session: number
      readonly version: string
      readonly kinds: ReadonlyArray<string>
      readonly now: number
    }
  ) => Effect.Effect<void, SqlError>
  /** Says "alive" and hears whether a person asked this worker to stop. Unknown: the row is gone, others think it dead. */
  readonly beat: (
    id: string,
    running: number,
    now: number
  ) => Effect.Effect<"working" | "draining" | "unknown", SqlError>
  /**
   * Workers whose session has ended: a killed process closes its sockets at once, and with them the lock that says it
   * lives. A session that only broke is replaced within moments, so a missing lock alone is no proof.
   */
  readonly dead: Effect.Effect<ReadonlyArray<WorkerRow>, SqlError>
  /**
   * Takes away what a dead worker held: its leases, its shards, its place in the cluster. Any number of survivors may do
   * this at once, and doing it to a living worker costs refused commits and nothing else. True for anyone who did it.
   */
  readonly bury: (row: WorkerRow) => Effect.Effect<boolean, SqlError>
  /** The same for oneself, as the last thing before the end: the cluster may not have been able to give everything back. */
  readonly leave: (row: WorkerRow) => Effect.Effect<void, SqlError>
}>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      return make(sql, yield* VitalStatements, yield* makeHints(sql))
    })
  ).pipe(Layer.provide(VitalStatements.layer))
}

const BEAT: PreparedStatement = {
  name: "beat",
  text: "UPDATE worker SET heartbeat_at = $2::bigint, running = $3::int WHERE id = $1 RETURNING draining"
}
const DEAD: PreparedStatement = {
  name: "dead_workers",
  text: `
    SELECT id, address FROM worker WHERE NOT EXISTS (
      SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = ${LIVENESS_LOCK}
        AND objid = worker.session
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )`
}

const make = (sql: SqlClient.SqlClient, vital: StatementRunner, hint: TellHints): Context.Tag.Service<Workers> => {
  const tell = Effect.sync(() => hint("worker", [null]))
  const bury = ({ address, id }: WorkerRow) =>
    Effect.map(
      sql`
        WITH gone AS (DELETE FROM worker WHERE id = ${id} RETURNING id),
        freed AS (
          UPDATE job SET lease_until = 0 FROM gone WHERE job.ended_at IS NULL AND job.state = 'in_progress' AND job.leased_by = gone.id
          RETURNING 1
        ),
        unlocked AS (DELETE FROM cluster_locks USING gone WHERE cluster_locks.address = ${address}),
        unlisted AS (DELETE FROM cluster_runners USING gone WHERE cluster_runners.address = ${address})
        SELECT gone.id, pg_notify(${COMMIT_CHANNEL}, ${ANY_KIND}), pg_notify(${HINT_CHANNEL}, 'worker *')
        FROM gone`,
      (rows) => rows.length > 0
    )
  return {
    nextSession: Effect.map(
      sql<{ session: number }>`SELECT nextval('worker_session')::int AS session`,
      (rows) => rows[0]!.session
    ),
    register: (row) =>
      Effect.asVoid(sql`
        INSERT INTO worker (id, session, address, version, kinds, started_at, heartbeat_at)
        VALUES (${row.id}, ${row.session}, ${row.address}, ${row.version}, ${
        row.kinds.join(",")
      }, ${row.now}, ${row.now})
        ON CONFLICT (id) DO UPDATE SET session = excluded.session, heartbeat_at = excluded.heartbeat_at`).pipe(
        Effect.zipLeft(tell)
      ),
    beat: (id, running, now) =>
      Effect.map(
        vital.run<{ draining: boolean }>(BEAT, [id, now, running]),
        (rows) => rows[0] === undefined ? "unknown" : rows[0].draining ? "draining" : "working"
      ).pipe(Effect.zipLeft(tell)),
    dead: vital.run<WorkerRow>(DEAD, []),
    bury,
    leave: (row) => Effect.asVoid(bury(row))
  }
}
