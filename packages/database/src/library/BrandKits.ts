import { BrandKit } from "@callsheet/domain/org/BrandKit"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"

const Row = Schema.Struct({ version: Schema.Number, kit: BrandKit, by: Schema.String, at: Schema.Number })
export type KeptBrand = typeof Row.Type

const decode = Schema.decodeUnknownSync(Row)

const make = (sql: SqlClient.SqlClient) =>
  BrandKits.of({
    find: (orgId, version) =>
      sql`
        SELECT version, kit, by, at::float8 AS at FROM brand_kit
        WHERE org_id = ${orgId} AND ${version === undefined ? sql`true` : sql`version = ${version}`}
        ORDER BY version DESC LIMIT 1`.pipe(
        Effect.map(([row]) => Option.map(Option.fromNullable(row), (found) => decode(found)))
      ),

    add: (orgId, version, kit, by) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const rows = yield* sql`
          INSERT INTO brand_kit (org_id, version, kit, by, at)
          SELECT ${orgId}, ${version}, ${JSON.stringify(kit)}::jsonb, ${by}, ${now}
          WHERE ${version} = (SELECT coalesce(max(version), 0) + 1 FROM brand_kit WHERE org_id = ${orgId})
          ON CONFLICT DO NOTHING RETURNING version`
        return rows.length > 0
      })
  })

/** What an org's videos look like, each version kept. */
export class BrandKits extends Context.Tag("@callsheet/database/BrandKits")<BrandKits, {
  /** The newest, or the one of a version. */
  readonly find: (orgId: string, version?: number) => Effect.Effect<Option.Option<KeptBrand>, SqlError>
  /** False: somebody else added this version. */
  readonly add: (orgId: string, version: number, kit: BrandKit, by: string) => Effect.Effect<boolean, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, make))
}
