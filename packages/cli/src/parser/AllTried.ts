import { explain, type Explained, PartlyDone } from "@callsheet/client/CliError"
import { Effect, Either } from "effect"

/** Does something to each of several things. All are tried, and the end reports every refusal. A single thing fails with its own error. */
export const allTried = <A, E, R>(
  ids: ReadonlyArray<string>,
  each: (id: string, index: number) => Effect.Effect<A, E, R>,
  concurrency: number
): Effect.Effect<ReadonlyArray<A>, E | PartlyDone, R> =>
  Effect.gen(function*() {
    if (ids.length === 1) return [yield* each(ids[0] ?? "", 0)]
    const outcomes = yield* Effect.forEach(ids, (id, index) => Effect.either(each(id, index)), { concurrency })
    const failures = outcomes.flatMap((outcome, index): ReadonlyArray<Explained & { readonly id: string }> =>
      Either.isLeft(outcome) ? [{ ...explain(outcome.left), id: ids[index] ?? "" }] : []
    )
    const done = outcomes.flatMap((outcome) => (Either.isRight(outcome) ? [outcome.right] : []))
    const [first] = failures
    return first === undefined ? done : yield* new PartlyDone({ exit: first.exit, failures, done })
  })
