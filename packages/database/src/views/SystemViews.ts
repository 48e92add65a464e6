import type { SystemInfo } from "@callsheet/domain/api/calls/system"
import type { WorkerView } from "@callsheet/domain/api/calls/worker"
import { iso, minutes, seconds } from "@callsheet/domain/Instant"
import type * as SqlClient from "@effect/sql/SqlClient"
import { Clock, Effect } from "effect"
import { tellHint } from "../feed/Hints.ts"

/** A worker that said nothing for this long is shown as gone. */
export const ALIVE_MILLIS = seconds(10)

/** An alarm fires within a second. One that is due for so long is not looked after, or its step fails each time. */
const OVERDUE_MILLIS = minutes(5)

interface WorkerRow {
  readonly id: string
  readonly address: string
  readonly version: string
  readonly kinds: string
  readonly shards: number
  readonly running: number
  readonly startedAt: number
  readonly heartbeatAt: number
  readonly draining: boolean
}

export const makeSystemViews = (sql: SqlClient.SqlClient) => {
  const workers = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const rows = yield* sql<WorkerRow>`
      SELECT worker.id, worker.address, version, kinds, coalesce(held.shards, 0)::int AS shards, running,
        started_at::float8 AS "startedAt", heartbeat_at::float8 AS "heartbeatAt", draining
      FROM worker LEFT JOIN (
        SELECT address, count(*) AS shards FROM cluster_locks GROUP BY address
      ) AS held ON held.address = worker.address
      ORDER BY worker.started_at, worker.id`
    return rows.map(({ heartbeatAt, kinds, startedAt, ...row }): WorkerView => ({
      ...row,
      kinds: kinds.split(",").filter((kind) => kind !== ""),
      startedAt: iso(startedAt),
      heartbeatAt: iso(heartbeatAt),
      alive: now - heartbeatAt < ALIVE_MILLIS
    }))
  })
  return {
    workers,

    /** Asks a worker to take nothing new; false where there is none of that name. */
    drainWorker: (id: string) =>
      sql`UPDATE worker SET draining = true WHERE id = ${id} RETURNING id`.pipe(
        Effect.tap((rows) => rows.length === 0 ? Effect.void : tellHint(sql, "worker", null)),
        Effect.map((rows) => rows.length === 1)
      ),

    /** Numbers of the whole installation, for those who run it. */
    totals: Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const counted = yield* sql<{ kind: string; status: string; count: number }>`
        SELECT kind, status, count(*)::int AS count FROM actor WHERE kind IN ('org', 'account', 'plan')
        GROUP BY kind, status ORDER BY kind, status`
      const queues = yield* sql<SystemInfo["queues"][number]>`
        SELECT kind, state, count(*)::int AS count, greatest(0, ${now}::bigint - min(created_at))::float8 AS "oldestMillis"
        FROM job WHERE state IN ('pending', 'waiting', 'in_progress', 'dead')
        GROUP BY kind, state ORDER BY kind, state`
      const [bytes] = yield* sql<{ stored: number; database: number }>`
        SELECT (SELECT coalesce(sum(bytes), 0)::float8 FROM media) AS stored,
          pg_database_size(current_database())::float8 AS database`
      const of = (kind: string) =>
        Object.fromEntries(counted.filter((row) => row.kind === kind).map(({ count, status }) => [status, count]))
      return {
        orgs: Object.values(of("org")).reduce((sum, count) => sum + count, 0),
        accounts: of("account"),
        plans: of("plan"),
        queues,
        storedBytes: bytes?.stored ?? 0,
        databaseBytes: bytes?.database ?? 0
      }
    }),

    /** What of the org should have moved by itself a while ago, longest first. */
    overdue: (orgId: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.map(
          sql<{ id: string; kind: string; dueAt: number }>`
            SELECT id, kind, alarm_at::float8 AS "dueAt" FROM actor
            WHERE alarm_at < ${now - OVERDUE_MILLIS} AND org_id = ${orgId} ORDER BY alarm_at LIMIT 20`,
          (rows) => rows.map(({ dueAt, ...row }) => ({ ...row, dueAt: iso(dueAt) }))
        )),

    /** The org's own work that is not finished, by kind and state. */
    queues: (orgId: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        sql<SystemInfo["queues"][number]>`
          SELECT kind, state, count(*)::int AS count, greatest(0, ${now}::bigint - min(created_at))::float8 AS "oldestMillis"
          FROM job WHERE org_id = ${orgId} AND state IN ('pending', 'waiting', 'in_progress', 'dead')
          GROUP BY kind, state ORDER BY kind, state`)
  }
}
