import type { Instant } from "@callsheet/domain/Instant"
import type { Machine } from "@callsheet/domain/Machine"
import { assert } from "@effect/vitest"
import { Either } from "effect"

type Tagged = { readonly _tag: string }

/** What a machine made of one command: the event and what follows from it, or the refusal. */
const decided = <S extends { readonly status: Tagged }, C extends Tagged, E extends Tagged, X extends Tagged, A>(
  machine: Machine<S, C, E, X, A>,
  self: S | null,
  command: C,
  at: Instant,
  id: string
) =>
  Either.map(
    self === null ? machine.birth(id, command, at, "key:test") : machine.decide(self, command, at, "key:test"),
    (event) => {
      const next = machine.evolve(self, event, at)
      return { event, next, owed: machine.owes(next, event) }
    }
  )

/**
 * Situations of one machine that read in one line: `given(inReview).when(release).isRefused("PrivacyNotChosen")`.
 * `null` stands for an actor that does not exist yet.
 */
export const situations =
  <S extends { readonly status: Tagged }, C extends Tagged, E extends Tagged, X extends Tagged, A>(
    machine: Machine<S, C, E, X, A>,
    options: { readonly at: Instant; readonly id: string }
  ) =>
  (self: S | null) => ({
    when: (command: C, at: Instant = options.at) => {
      const outcome = decided(machine, self, command, at, options.id)
      const result = () =>
        Either.getOrThrowWith(outcome, (refusal) => new Error(`${command._tag} was refused: ${refusal._tag}`))
      return {
        /** Event and next state; fails the test where the command was refused. */
        result,
        next: () => result().next,
        /** Refused with this tag; gives the refusal. */
        isRefused: (tag: X["_tag"]): X => {
          if (Either.isRight(outcome)) {
            throw new Error(`${command._tag} led to ${outcome.right.next.status._tag}; expected ${tag}`)
          }
          assert.strictEqual(outcome.left._tag, tag)
          return outcome.left
        },
        /** Allowed, and the status afterwards; `owes` names the jobs, in their order. */
        leadsTo: (status: S["status"]["_tag"], owes?: ReadonlyArray<string>) => {
          const { next, owed } = result()
          assert.strictEqual(next.status._tag, status)
          if (owes !== undefined) assert.deepStrictEqual(owed.jobs.map(({ kind }) => kind), owes)
        }
      }
    }
  })
