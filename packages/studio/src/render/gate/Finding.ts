import { Schema } from "effect"

/** Something in a finished video that a viewer would trip over. */
export const GateFinding = Schema.Struct({
  check: Schema.Literal(
    "outside",
    "overflow",
    "overlap",
    "small",
    "contrast",
    "frozen",
    "black",
    "slow",
    "empty",
    "enlarged",
    "glyph",
    "repeated",
    "captions"
  ),
  /** Seconds from the start; null where it concerns the whole video. */
  at: Schema.NullOr(Schema.Number),
  what: Schema.String
})
export type GateFinding = typeof GateFinding.Type
