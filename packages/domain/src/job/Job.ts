import { Schema } from "effect"
import { actorKindNames } from "../facts/actorKinds.ts"
import type { JobKind, JobPayload } from "../facts/jobKinds.ts"
import { Failure } from "../Failure.ts"
import { field } from "../Field.ts"
import { JobId, OrgId, PlanId } from "../Ids.ts"

export const JobState = Schema.Literal("pending", "in_progress", "waiting", "completed", "failed", "cancelled", "dead")
export type JobState = typeof JobState.Type

export const OwnerKind = Schema.Literal(...actorKindNames)
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
  /** It concerns neither the status nor how long the owner stands there. */
  readonly beside?: true
}

/** A job as people see it. All times are ISO instants; `checkpoint` is true when a next attempt can resume. */
export const JobView = Schema.Struct({
  id: field(JobId, "The job."),
  kind: field(Schema.String, "What it does, such as `render`."),
  ownerKind: field(OwnerKind, "What it works for."),
  ownerId: field(Schema.String, "The plan, asset, account or org it works for."),
  orgId: field(OrgId, "The org it belongs to."),
  planId: field(Schema.NullOr(PlanId), "The plan it works for; null where it works for none."),
  state: field(JobState, "Where it stands."),
  attempts: field(Schema.Number, "How often it was tried and failed."),
  runAt: field(Schema.String, "When it is due."),
  createdAt: field(Schema.String, "When it was queued."),
  startedAt: field(Schema.NullOr(Schema.String), "When its latest try began."),
  endedAt: field(Schema.NullOr(Schema.String), "When it ended."),
  leasedBy: field(Schema.NullOr(Schema.String), "The worker that runs it."),
  leaseUntil: field(Schema.NullOr(Schema.String), "Until when that worker may keep it without a sign of life."),
  failure: field(Schema.NullOr(Failure), "Why its latest try failed."),
  history: field(
    Schema.Array(
      Schema.Struct({
        at: field(Schema.String, "When it happened."),
        event: field(Schema.String, "What happened."),
        by: field(Schema.String, "Who did it."),
        failure: field(Schema.NullOr(Failure), "Why, where it failed.")
      })
    ),
    "What happened to it, oldest first."
  ),
  progress: field(
    Schema.NullOr(Schema.Struct({
      stage: field(Schema.String, "What it does right now."),
      fraction: field(Schema.Number, "How far it is, from 0 to 1.")
    })),
    "How far it is; null where it does not say."
  ),
  checkpoint: field(Schema.Boolean, "True when the next try can resume where this one stopped.")
}).annotations({ identifier: "Job" })
export type JobView = typeof JobView.Type
