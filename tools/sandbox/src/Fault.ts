import { Schema } from "effect"

/** Where a fault can strike. `processing` is TikTok's own work on a received video. */
export const FaultPlace = Schema.Literal(
  "*",
  "authorize",
  "token",
  "revoke",
  "creator_info",
  "init",
  "inbox_init",
  "photo_init",
  "chunk",
  "status",
  "cancel",
  "user_info",
  "video_list",
  "video_query",
  "processing"
)
export type FaultPlace = typeof FaultPlace.Type

/**
 * What goes wrong.
 *
 * - `dropBefore`: the connection is cut and nothing was done. `dropAfter`: everything was done, then it is cut.
 * - `delay`: the work waits `delayMillis`; with `after` the work is done and the answer waits.
 * - `status`: an answer with this HTTP `status` (500 unless said); with `after` the work was done all the same.
 * - `rateLimited`: 429, with `Retry-After` if `retryAfterSeconds` is given.
 * - `refuse`: the error `code` of the catalogue under its own HTTP status. `tokenInvalid` is short for one of them.
 * - `malformed`, `truncated`, `wrongType`: the work is done and the answer is not JSON, breaks off, or has other types.
 * - `failReason`: at `processing` alone: the publication fails with `code`.
 */
export const InjectedFaultKind = Schema.Literal(
  "dropBefore",
  "dropAfter",
  "delay",
  "status",
  "rateLimited",
  "refuse",
  "tokenInvalid",
  "malformed",
  "truncated",
  "wrongType",
  "failReason"
)
export type InjectedFaultKind = typeof InjectedFaultKind.Type

const rule = {
  endpoint: FaultPlace,
  kind: InjectedFaultKind,
  /** Only calls of this creator. */
  openId: Schema.optional(Schema.String),
  /** First matching call that is struck, counted from 1. Alone it means that call only. */
  nth: Schema.optional(Schema.Positive.pipe(Schema.int())),
  /** How many calls are struck at most. */
  count: Schema.optional(Schema.Positive.pipe(Schema.int())),
  /** 0 to 1; the same `seed` strikes the same calls. */
  probability: Schema.optional(Schema.Number.pipe(Schema.between(0, 1))),
  seed: Schema.optional(Schema.String),
  delayMillis: Schema.optional(Schema.NonNegative),
  status: Schema.optional(Schema.Int.pipe(Schema.between(200, 599))),
  retryAfterSeconds: Schema.optional(Schema.NonNegative),
  code: Schema.optional(Schema.String),
  after: Schema.optional(Schema.Boolean)
}

export const FaultRule = Schema.Struct(rule)
export type FaultRule = typeof FaultRule.Type

/** A rule at work: how many calls it has met and struck. */
export const InjectedFault = Schema.Struct({ ...rule, id: Schema.String, seen: Schema.Number, struck: Schema.Number })
export type InjectedFault = typeof InjectedFault.Type
