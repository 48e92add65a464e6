import * as SqlClient from "@effect/sql/SqlClient"
import { Context, Effect } from "effect"

/**
 * Whatever transaction the caller's fiber is in, this effect is not part of it. A volatile call made inside a transaction
 * would otherwise run a local actor's commit on the caller's connection, and lose it with the caller's rollback.
 */
export const outsideTransaction = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.mapInputContext(
    effect,
    (context: Context.Context<R>) =>
      Context.omit(SqlClient.TransactionConnection)(
        context as Context.Context<SqlClient.TransactionConnection>
      ) as Context.Context<R>
  )
