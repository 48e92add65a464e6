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
        // Where in its state an asset keeps a file differs by status, so the hash is looked for anywhere in it.
        owns: (orgId, sha256) =>
          sql`
            SELECT 1 FROM actor
            WHERE kind = 'asset' AND org_id = ${orgId}
              AND jsonb_path_exists(state, 'strict $.**.sha256 ? (@ == $hash)', ${
            JSON.stringify({ hash: sha256 })
          }::jsonb, true)
            LIMIT 1`.pipe(Effect.map((rows) => rows.length > 0))
      }))
  )
}
