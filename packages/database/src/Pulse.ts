import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** Where a plan needs nothing more from anybody. */
const ended = ["tracked", "failed", "needs_attention", "rejected", "cancelled"]

export interface Beat {
  /** Position of the newest commit in the feed; a different one means that somebody committed since. */
  readonly newest: string
  /** Plans that are under way: neither drafts nor at an end. */
  readonly unfinished: number
}

/** Where a killed process and a shard it held stand: the steps of a take-over. */
export interface Standing {
  /** The others have not found its death yet. */
  readonly listed: boolean
  /** Who holds the shard, as `host:port`. */
  readonly holder: string | null
}

/** What whoever watches a cluster from outside looks at: whether it moves, and who owns what. */
export class Pulse extends Context.Tag("@callsheet/database/Pulse")<Pulse, {
  readonly beat: Effect.Effect<Beat, SqlError>
  /** The numbers of the shards that each process of ours holds, by its process id. */
  readonly shardsOf: (pid: number) => Effect.Effect<ReadonlySet<number>, SqlError>
  readonly standing: (pid: number, shard: number) => Effect.Effect<Standing, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      beat: Effect.map(
        sql<Beat>`
          SELECT
            coalesce((SELECT tx::text || '.' || position FROM event ORDER BY tx DESC, position DESC LIMIT 1), '') AS newest,
            (SELECT count(*)::int FROM actor WHERE kind = 'plan' AND status <> 'draft' AND NOT ${
          sql.in("status", ended)
        })
              AS unfinished`,
        (rows) => rows[0] ?? { newest: "", unfinished: 0 }
      ),
      shardsOf: (pid) =>
        Effect.map(
          sql<{ shard: string }>`
            SELECT shard_id AS shard FROM cluster_locks JOIN worker USING (address)
            WHERE worker.id LIKE ${`worker-${pid}-%`}`,
          (rows) => new Set(rows.map(({ shard }) => Number(shard.slice(shard.lastIndexOf(":") + 1))))
        ),
      standing: (pid, shard) =>
        Effect.map(
          sql<Standing>`
            SELECT EXISTS (SELECT 1 FROM worker WHERE id LIKE ${`worker-${pid}-%`}) AS listed,
              (SELECT address FROM cluster_locks WHERE shard_id = ${`default:${shard}`}) AS holder`,
          (rows) => rows[0] ?? { listed: false, holder: null }
        )
    }))
  )
}
