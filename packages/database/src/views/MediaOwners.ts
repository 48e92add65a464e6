import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** Which org may see which file of the media store. */
export class MediaOwners extends Context.Tag("@callsheet/database/MediaOwners")<MediaOwners, {
  /** Whether an asset of the org has, or had in an earlier try, a file with this SHA-256. */
  readonly owns: (orgId: string, sha256: string) => Effect.Effect<boolean, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) =>
      MediaOwners.of({
        owns: (orgId, sha256) =>
          sql`SELECT 1 FROM media_owner WHERE org_id = ${orgId} AND sha256 = ${sha256}`.pipe(
            Effect.map((rows) => rows.length > 0)
          )
      }))
  )
}
