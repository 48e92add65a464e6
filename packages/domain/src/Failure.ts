import { Schema } from "effect"
import { field, optional } from "./Field.ts"
import { type Known, remedyText, Step, type Steps, stepsFor } from "./Remedy.ts"

/**
 * Whether doing the same thing again can end differently.
 *
 * - `never`: the input or the world must change first (a person acts).
 * - `backoff`: a passing fault; try again after the kind's own growing delay.
 * - `after`: the other side named a time; trying earlier only hurts.
 */
export const RetryAdvice = Schema.Union(
  Schema.TaggedStruct("never", {}),
  Schema.TaggedStruct("backoff", {}),
  Schema.TaggedStruct("after", { millis: Schema.Number })
)
export type RetryAdvice = typeof RetryAdvice.Type

export const never: RetryAdvice = { _tag: "never" }
export const backoff: RetryAdvice = { _tag: "backoff" }
export const after = (millis: number): RetryAdvice => ({ _tag: "after", millis })

/**
 * What went wrong, in the user's words, as it is stored and shown: on a plan, a job, a timeline row, in CLI, HTTP,
 * RPC, panel and webhook alike. `remedy` is the next step in words, `steps` the same with the calls that take it.
 */
export class Failure extends Schema.Class<Failure>("Failure")({
  tag: field(Schema.String, "The kind of failure."),
  message: field(Schema.String, "What went wrong."),
  remedy: field(Schema.String, "What to do next."),
  about: optional(Schema.Array(Schema.String), "What an approver can allow, item by item; absent where nobody can."),
  steps: optional(
    Schema.Array(Step),
    "What to do next, step by step, with the calls that help; absent where no call does."
  )
}) {}

/** Every error that crosses a boundary can say what is so, what to do, and whether a retry can help. */
export interface Remedied {
  readonly _tag: string
  readonly message: string
  readonly remedy: string
  readonly steps?: ReadonlyArray<Step> | undefined
  readonly retry?: RetryAdvice
}

/** A failure whose remedy names calls. */
export const failureWith = (
  { about, ...words }: { readonly tag: string; readonly message: string; readonly about?: ReadonlyArray<string> },
  ...steps: Steps
): Failure => new Failure({ ...words, remedy: remedyText(steps), ...(about === undefined ? {} : { about }), steps })

export const failureOf = ({ _tag, message, remedy, steps }: Remedied): Failure =>
  new Failure({ tag: _tag, message, remedy, ...(steps === undefined ? {} : { steps }) })

/** The same failure, its calls filled in by whom it happened to. */
export const failureFor = (failure: Failure, known: Known): Failure =>
  failure.steps === undefined ? failure : new Failure({ ...failure, steps: stepsFor(failure.steps, known) })
