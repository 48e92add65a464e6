import { type Cause, Effect } from "effect"

/**
 * What goes well at once does not pay for the machinery of asking again: `persist` is put around the work only when its first
 * answer was a failure, and is shown that failure as the first of the answers it sees.
 */
export const retryAfterFirstFailure = <A, E, R, A2, E2, R2>(
  work: Effect.Effect<A, E, R>,
  persist: (work: Effect.Effect<A, E, R>) => Effect.Effect<A2, E2, R2>
): Effect.Effect<A | A2, E2, R | R2> =>
  Effect.catchAllCause(work, (first) => {
    let heard: Cause.Cause<E> | undefined = first
    return persist(Effect.suspend(() => {
      if (heard === undefined) return work
      const cause = heard
      heard = undefined
      return Effect.failCause(cause)
    }))
  })
