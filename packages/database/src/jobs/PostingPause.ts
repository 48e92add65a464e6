import { Paused } from "@callsheet/domain/Paused"
import type { SqlError } from "@effect/sql/SqlError"
import { type Context, type Effect, Schema } from "effect"
import type { AppLimits, SharedState } from "./AppLimits.ts"

type Limits = Context.Tag.Service<AppLimits>

const State = Schema.Struct({ paused: Schema.NullOr(Paused) })
/** One row for the whole installation: whether its operator stopped all posting. */
const posting: SharedState<typeof State.Type, typeof State.Encoded> = {
  name: "posting",
  schema: State,
  initial: { paused: null }
}

export const postingPause = (limits: Limits): Effect.Effect<Paused | null, SqlError> =>
  limits.change(posting, (self) => ({ self, answer: self.paused }))

/** The first pause counts until it is ended: a second one does not hide who stopped posting, and why. */
export const pausePosting = (limits: Limits, paused: Paused): Effect.Effect<Paused, SqlError> =>
  limits.change(
    posting,
    (self) => self.paused === null ? { self: { paused }, answer: paused } : { self, answer: self.paused }
  )

export const resumePosting = (limits: Limits): Effect.Effect<void, SqlError> =>
  limits.change(posting, (self) => ({ self: self.paused === null ? self : { paused: null }, answer: undefined }))
