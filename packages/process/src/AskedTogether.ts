import { Effect } from "effect"

/**
 * An answer that is looked up by the first who asks, for all who ask meanwhile. Interrupted with its first asker, whose
 * connection may close at any time, it would be taken from all the others: so anyone who has asked hears it.
 */
export const askedTogether = <A, E, R>(answer: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.uninterruptible(answer)
