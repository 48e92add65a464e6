import { HintSubject } from "@callsheet/domain/api/calls/hints"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect, Queue } from "effect"

/** Rung when something changed that leaves no event. Nothing is stored: who was away reads again when it is back. */
export const HINT_CHANNEL = "callsheet_hint"

export interface Hint {
  readonly subject: HintSubject
  /** Null: it concerns every org. */
  readonly orgId: string | null
}

const EVERY_ORG = "*"
const written = ({ orgId, subject }: Hint): string => `${subject} ${orgId ?? EVERY_ORG}`

/** A newer release may send what this one does not know. */
export const readHint = (payload: string): Hint | undefined => {
  const [word = "", org = EVERY_ORG] = payload.split(" ")
  const subject = HintSubject.literals.find((one) => one === word)
  return subject === undefined ? undefined : { subject, orgId: org === EVERY_ORG ? null : org }
}

/** Tells at once. It belongs to the transaction that makes the change, where there is one. */
export const tellHint = (
  sql: SqlClient.SqlClient,
  subject: HintSubject,
  orgId: string | null
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`SELECT pg_notify(${HINT_CHANNEL}, ${written({ subject, orgId })})`).pipe(
    Effect.withTracerEnabled(false)
  )

/** The first change is sent at once. Further changes are sent together, at most once in this time. */
const PAUSE = "1 second"

/**
 * Tells of what changes often, beside the work and never in its way. A hint that cannot be told is dropped: the next one
 * says the same.
 */
export const makeHints = (sql: SqlClient.SqlClient) =>
  Effect.gen(function*() {
    const wakes = yield* Queue.sliding<void>(1)
    let untold = new Set<string>()
    const tell = Effect.suspend(() => {
      const told = [...untold]
      untold = new Set()
      // Nothing is stored, so nothing need be waited for on the disk.
      return sql`
        SELECT set_config('synchronous_commit', 'off', true), pg_notify(${HINT_CHANNEL}, hint)
        FROM jsonb_array_elements_text(${JSON.stringify(told)}::jsonb) AS hint`.pipe(
        Effect.withTracerEnabled(false),
        Effect.catchAll((error) => Effect.logDebug(`A hint was not told: ${error.message}`))
      )
    })
    yield* Queue.take(wakes).pipe(
      Effect.zipRight(tell),
      Effect.zipRight(Effect.sleep(PAUSE)),
      Effect.forever,
      Effect.forkScoped
    )
    return (subject: HintSubject, orgs: Iterable<string | null>): void => {
      const before = untold.size
      for (const orgId of orgs) untold.add(written({ subject, orgId }))
      if (untold.size > before) wakes.unsafeOffer(undefined)
    }
  })

export type TellHints = Effect.Effect.Success<ReturnType<typeof makeHints>>
