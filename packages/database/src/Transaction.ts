import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect, Option } from "effect"
import { isSqlError } from "./SqlFault.ts"

/**
 * All of the work or nothing of it. A connection that breaks fails with `SqlError`, wherever it happens: the client by itself
 * dies of a COMMIT or ROLLBACK that got no answer. After a failed COMMIT nobody knows whether the work is stored, so it has to
 * be safe to repeat.
 */
export const transaction =
  (sql: SqlClient.SqlClient) => <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
    Effect.catchSomeDefect(
      sql.withTransaction(work),
      (defect) => isSqlError(defect) ? Option.some(Effect.fail(defect)) : Option.none()
    )
