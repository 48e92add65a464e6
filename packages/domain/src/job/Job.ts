import { Schema } from "effect"
import type { JobKind, JobPayload } from "../facts/jobKinds.ts"
import { Failure } from "../Failure.ts"
import { JobId } from "../Ids.ts"

export const JobState = Schema.Literal("pending", "in_progress", "waiting", "completed", "failed", "cancelled", "dead")
export type JobState = typeof JobState.Type

export const OwnerKind = Schema.Literal("plan", "asset", "account", "org")
export type OwnerKind = typeof OwnerKind.Type

/**
 * Work a status owes. The commit that enters the status inserts it under the key `owner:kind:version`, so the same work
 * is never queued twice. `priority`: smaller is sooner among what is due. `notBefore`: epoch milliseconds.
 */
export type OwedJob = { readonly [K in JobKind]: OwedJobOf<K> }[JobKind]

interface OwedJobOf<K extends JobKind> {
  readonly kind: K
  readonly payload: JobPayload<K>
  readonly priority?: number
  readonly notBefore?: number
  /** The same, counted from the commit that owes it. */
  readonly afterMillis?: number
  /** Tells apart two jobs of one kind owed by one status. */
  readonly part?: string
}

/** A job as people see it. All times are ISO instants; `checkpoint` is true when a next attempt can resume. */
export const JobView = Schema.Struct({
  id: JobId,
  kind: Schema.String,
  ownerKind: OwnerKind,
  ownerId: Schema.String,
  orgId: Schema.String,
  planId: Schema.NullOr(Schema.String),
  state: JobState,
  attempts: Schema.Number,
  runAt: Schema.String,
  createdAt: Schema.String,
  startedAt: Schema.NullOr(Schema.String),
  endedAt: Schema.NullOr(Schema.String),
  leasedBy: Schema.NullOr(Schema.String),
  leaseUntil: Schema.NullOr(Schema.String),
  failure: Schema.NullOr(Failure),
  history: Schema.Array(
    Schema.Struct({
      at: Schema.String,
      event: Schema.String,
      by: Schema.String,
      failure: Schema.NullOr(Failure)
    })
  ),
  progress: Schema.NullOr(Schema.Struct({ stage: Schema.String, fraction: Schema.Number })),
  checkpoint: Schema.Boolean
})
export type JobView = typeof JobView.Type
