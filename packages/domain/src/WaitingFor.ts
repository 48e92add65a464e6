import { Schema } from "effect"

/**
 * Why nothing happens right now: `what` in a person's words, `since` and `until` as ISO instants (`until` is the moment
 * by which something changes by itself, null where only a person ends the wait), `who` can act.
 */
export const WaitingFor = Schema.Struct({
  what: Schema.String,
  since: Schema.String,
  until: Schema.NullOr(Schema.String),
  who: Schema.String
})
export type WaitingFor = typeof WaitingFor.Type
