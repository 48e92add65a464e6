import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Effect, Option, Schema } from "effect"
import { tellFeed } from "../feed/TellFeed.ts"
import { transaction } from "../Transaction.ts"

export interface KeptKit<A> {
  readonly version: number
  readonly kit: A
  readonly by: string
  readonly at: number
}

/** Something an org has one of, each version kept. */
export interface Kits<A> {
  /** The newest, or the one of a version. */
  readonly find: (orgId: string, version?: number) => Effect.Effect<Option.Option<KeptKit<A>>, SqlError>
  /** False: somebody else added this version. */
  readonly add: (orgId: string, version: number, kit: A, by: string) => Effect.Effect<boolean, SqlError>
}

/** `table` has the columns `org_id`, `version`, `kit`, `by` and `at`; `subject` names the kit in the feed. */
export const makeKits = <A, I>(
  sql: SqlClient.SqlClient,
  table: string,
  subject: "brand" | "voice",
  schema: Schema.Schema<A, I>
): Kits<A> => {
  const decode = Schema.decodeUnknownSync(
    Schema.Struct({ version: Schema.Number, kit: schema, by: Schema.String, at: Schema.Number })
  )
  return {
    find: (orgId, version) =>
      sql`
        SELECT version, kit, by, at::float8 AS at FROM ${sql(table)}
        WHERE org_id = ${orgId} AND ${version === undefined ? sql`true` : sql`version = ${version}`}
        ORDER BY version DESC LIMIT 1`.pipe(
        Effect.map(([row]) => Option.map(Option.fromNullable(row), (found) => decode(found)))
      ),

    add: (orgId, version, kit, by) =>
      transaction(sql)(Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const rows = yield* sql`
          INSERT INTO ${sql(table)} (org_id, version, kit, by, at)
          SELECT ${orgId}, ${version}, ${JSON.stringify(kit)}::jsonb, ${by}, ${now}
          WHERE ${version} = (SELECT coalesce(max(version), 0) + 1 FROM ${sql(table)} WHERE org_id = ${orgId})
          ON CONFLICT DO NOTHING RETURNING version`
        if (rows.length > 0) yield* tellFeed(sql, { orgId, subject, id: orgId, event: "KitSet", by })
        return rows.length > 0
      }))
  }
}
