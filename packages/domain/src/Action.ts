import { Schema } from "effect"
import { field, optional } from "./Field.ts"

/** The calls that are proposed as a next step. Each is a call of the contract (see test/domain/api). */
export const actionCalls = [
  "account.connect",
  "account.disconnect",
  "account.list",
  "account.resume",
  "account.show",
  "asset.link",
  "asset.show",
  "dlq.drop",
  "dlq.retry",
  "job.list",
  "key.create",
  "key.list",
  "key.revoke",
  "media.create",
  "media.list",
  "org.brand",
  "org.list",
  "org.resume",
  "org.setPolicy",
  "org.show",
  "org.voice",
  "plan.add",
  "plan.allow",
  "plan.approve",
  "plan.cancel",
  "plan.edit",
  "plan.list",
  "plan.preview",
  "plan.reject",
  "plan.release",
  "plan.reschedule",
  "plan.retry",
  "plan.show",
  "plan.timeline",
  "plan.unlock",
  "preset.list",
  "quota.set",
  "review.links",
  "session.list",
  "take.ask",
  "take.list",
  "worker.list"
] as const
export type ActionCall = typeof actionCalls[number]

/** Those that only look: they end no wait. */
export const lookingCalls: ReadonlySet<string> = new Set<ActionCall>([
  "account.list",
  "account.show",
  "asset.link",
  "asset.show",
  "job.list",
  "key.list",
  "media.list",
  "org.brand",
  "org.list",
  "org.show",
  "org.voice",
  "plan.list",
  "plan.preview",
  "plan.show",
  "plan.timeline",
  "preset.list",
  "review.links",
  "session.list",
  "take.list",
  "worker.list"
])

/**
 * A next step as data: a call of the contract and what is known of its input. Each way in shows it in its own words, as a
 * command, a button or a tool. `call` stays text, so that an older client reads what a newer server proposes.
 */
export const Action = Schema.Struct({
  call: field(
    Schema.String,
    "The call to make, such as `plan.approve`; over HTTP that is `POST /api/v1/plan/approve`."
  ),
  input: field(
    Schema.Record({ key: Schema.String, value: Schema.Unknown }),
    "The fields of its payload that are known. You may have to add others."
  ),
  asks: optional(
    Schema.Array(Schema.String),
    "What you have to say yourself: fields of its payload, or of `change` or `settings` in it. Where there are several, one of them is enough."
  )
}).annotations({ identifier: "Action" })
export type Action = typeof Action.Type

export const action = (call: ActionCall, input: Action["input"], asks: ReadonlyArray<string> = []): Action => ({
  call,
  input,
  ...(asks.length === 0 ? {} : { asks })
})
