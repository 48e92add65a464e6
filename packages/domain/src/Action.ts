import { Schema } from "effect"
import { field } from "./Field.ts"

/** The calls that are proposed as a next step. Each is a call of the contract (see test/domain/api). */
export const actionCalls = [
  "account.connect",
  "account.resume",
  "dlq.retry",
  "plan.allow",
  "plan.approve",
  "plan.cancel",
  "plan.release",
  "plan.reschedule",
  "plan.retry",
  "plan.unlock"
] as const
export type ActionCall = typeof actionCalls[number]

/**
 * A next step as data: a call of the contract and what is known of its input. Each way in shows it in its own words, as a
 * command, a button or a tool. `call` stays text, so that an older client reads what a newer server proposes.
 */
export const Action = Schema.Struct({
  call: field(Schema.String, "The call to make, such as `plan.approve`."),
  input: field(
    Schema.Record({ key: Schema.String, value: Schema.Unknown }),
    "The fields of its payload that are known. You may have to add others."
  )
}).annotations({ identifier: "Action" })
export type Action = typeof Action.Type

export const action = (call: ActionCall, input: Action["input"]): Action => ({ call, input })
