import * as SqlClient from "@effect/sql/SqlClient"
import { Context, Effect, Option } from "effect"

/**
 * No matter what transaction the caller's fiber is in, this effect is not part of it. A volatile call made inside a transaction
 * would otherwise run a local actor's commit on the caller's connection, and lose it with the caller's rollback.
 */
export const outsideTransaction = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.contextWithEffect((context: Context.Context<R>) => {
    const whole = context as Context.Context<R | SqlClient.TransactionConnection>
    // Hardly ever is there one; then nothing needs to be copied.
    return Option.isNone(Context.getOption(whole, SqlClient.TransactionConnection))
      ? effect
      : Effect.provide(effect, Context.omit(SqlClient.TransactionConnection)(whole) as Context.Context<R>)
  })
