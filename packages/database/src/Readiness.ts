import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/** A worker that did not write for this long has stopped or hangs; others have taken its shards by then. */
const SILENCE = "15 seconds"

const failed = ({ cause, message }: { readonly message: string; readonly cause?: unknown }) => ({
  message: cause instanceof Error && cause.message !== "" ? cause.message : message
})

/** Fails with the reason when the database does not answer. */
export const databaseAnswers: Effect.Effect<void, { readonly message: string }, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => Effect.mapError(Effect.asVoid(sql`SELECT 1`), failed)
)

/** Fails with the reason when no worker is there that could own an actor. */
export const workersAnswer: Effect.Effect<void, { readonly message: string }, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) =>
    sql<{ count: number }>`
      SELECT count(*)::int AS count FROM cluster_runners
      WHERE healthy AND last_heartbeat > now() - ${SILENCE}::interval`.pipe(
      Effect.mapError(failed),
      Effect.filterOrFail(
        (rows) => (rows[0]?.count ?? 0) > 0,
        () => ({ message: "No worker is running. Start one: callsheet worker" })
      ),
      Effect.asVoid
    )
)
