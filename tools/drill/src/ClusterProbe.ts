import { endedStatuses, planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Effect, Layer } from "effect"

/** Where a plan waits for a person's consent. */
const personal = planStatusesWhere(({ waitsFor }) => waitsFor === "approver")

/** One job of an unfinished plan, as it stands right now. */
export interface OpenJob {
  readonly id: string
  readonly kind: string
  /** Changes with every sign of life: a claim, a checkpoint, progress, a postponement. */
  readonly mark: string
  /** The process that holds its lease, by process id; null: nobody does, or the lease has ended. */
  readonly holder: number | null
  /** Milliseconds until it may be taken; 0 or less: now. */
  readonly dueIn: number
  /** What it was postponed for, where something failed. */
  readonly failure: string | null
}

export interface Beat {
  /** Position of the newest commit in the feed; a different one means that somebody committed since. Drafts do not count. */
  readonly newest: string
  /** Plans that are under way: neither drafts nor at an end. */
  readonly unfinished: number
  /** How many of them wait for a person. */
  readonly personal: number
  /** Milliseconds until the next alarm of one of them or of its asset; below 0: overdue; null: none is set. */
  readonly alarmIn: number | null
  readonly jobs: ReadonlyArray<OpenJob>
  /** The listed workers, by process id. */
  readonly workers: ReadonlyArray<number>
}

/** Where a killed process and a shard it held stand: the steps of a take-over. */
export interface Snapshot {
  /** The others have not found its death yet. */
  readonly listed: boolean
  /** Who holds the shard, as `host:port`. */
  readonly holder: string | null
}

/** What a watcher of a cluster looks at from outside: whether it moves, and who owns what. */
export class ClusterProbe extends Context.Tag("@callsheet/database/Pulse")<ClusterProbe, {
  readonly beat: Effect.Effect<Beat, SqlError>
  /** The numbers of the shards that each process holds, by its process id. Who holds none is missing. */
  readonly holdings: Effect.Effect<ReadonlyMap<number, ReadonlySet<number>>, SqlError>
  readonly standing: (pid: number, shard: number) => Effect.Effect<Snapshot, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      beat: Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.map(
          sql<Beat>`
            WITH plan AS (
              SELECT id, status FROM actor WHERE kind = 'plan' AND status <> 'draft' AND NOT ${
            sql.in("status", endedStatuses)
          }
            )
            SELECT
              coalesce((
                SELECT tx::text || '.' || position FROM event WHERE NOT (kind = 'plan' AND to_status = 'draft')
                ORDER BY tx DESC, position DESC LIMIT 1
              ), '') AS newest,
              (SELECT count(*)::int FROM plan) AS unfinished,
              (SELECT count(*)::int FROM plan WHERE ${sql.in("status", personal)}) AS personal,
              (
                SELECT (min(alarm_at) - ${now}::bigint)::float8 FROM actor
                WHERE alarm_at IS NOT NULL AND (
                  (kind = 'plan' AND id IN (SELECT id FROM plan))
                  OR (kind = 'asset' AND 'pln_' || substr(id, 5) IN (SELECT id FROM plan))
                )
              ) AS "alarmIn",
              (
                SELECT coalesce(json_agg(json_build_object(
                  'id', job.id::text,
                  'kind', job.kind,
                  'mark', concat_ws(' ', state, attempts, lease_token, run_at, md5(checkpoint::text), progress::text),
                  'holder', CASE WHEN lease_until > ${now}::bigint THEN split_part(leased_by, '-', 2)::int END,
                  'dueIn', run_at - ${now}::bigint,
                  'failure', failure ->> 'tag'
                ) ORDER BY job.id), '[]') FROM job JOIN plan ON plan.id = job.plan_id WHERE ended_at IS NULL
              ) AS jobs,
              (SELECT coalesce(json_agg(split_part(id, '-', 2)::int), '[]') FROM worker) AS workers`,
          (rows) => rows[0] ?? { newest: "", unfinished: 0, personal: 0, alarmIn: null, jobs: [], workers: [] }
        )),
      holdings: Effect.map(
        sql<{ pid: number; shard: number }>`
          SELECT split_part(worker.id, '-', 2)::int AS pid, split_part(shard_id, ':', 2)::int AS shard
          FROM cluster_locks JOIN worker USING (address)`,
        (rows) => {
          const held = new Map<number, Set<number>>()
          for (const { pid, shard } of rows) held.set(pid, (held.get(pid) ?? new Set()).add(shard))
          return held
        }
      ),
      standing: (pid, shard) =>
        Effect.map(
          sql<Snapshot>`
            SELECT EXISTS (SELECT 1 FROM worker WHERE id LIKE ${`worker-${pid}-%`}) AS listed,
              (SELECT address FROM cluster_locks WHERE shard_id = ${`default:${shard}`}) AS holder`,
          (rows) => rows[0] ?? { listed: false, holder: null }
        )
    }))
  )
}
