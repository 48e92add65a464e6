import { longerPause, pauseAt, Paused } from "@callsheet/domain/Paused"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, type Context, Effect, Schema } from "effect"
import type { AppLimits, SharedState } from "./AppLimits.ts"

type Limits = Context.Tag.Service<AppLimits>

const State = Schema.Struct({ paused: Schema.NullOr(Paused) })
export const POSTING = "posting"
/** One row for the whole installation: whether its operator stopped all posting. */
const posting: SharedState<typeof State.Type, typeof State.Encoded> = {
  name: POSTING,
  schema: State,
  initial: { paused: null }
}

/** The pause that holds now; null while everything may post. */
export const postingPause = (limits: Limits): Effect.Effect<Paused | null, SqlError> =>
  Effect.flatMap(
    Clock.currentTimeMillis,
    (now) => limits.change(posting, (self) => ({ self, answer: pauseAt(self.paused, now) ?? null }))
  )

/** The pause that ends last counts; a second one that adds nothing does not hide who stopped posting, and why. */
export const pausePosting = (limits: Limits, paused: Paused): Effect.Effect<Paused, SqlError> =>
  limits.change(posting, (self) => {
    const longer = longerPause(self.paused, paused)
    return { self: longer === self.paused ? self : { paused: longer }, answer: longer }
  })

export const resumePosting = (limits: Limits): Effect.Effect<void, SqlError> =>
  limits.change(posting, (self) => ({ self: self.paused === null ? self : { paused: null }, answer: undefined }))
