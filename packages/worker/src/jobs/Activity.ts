import type { ClaimedJob } from "@callsheet/database/jobs/JobQueue"
import type { Envelope } from "@callsheet/domain/Envelope"
import type { JobKind, JobPayload } from "@callsheet/domain/facts/jobKinds"
import { backoff, type Failure, type Remedied, type RetryAdvice } from "@callsheet/domain/Failure"
import { Data, type Effect } from "effect"

/** How a piece of work ended well. */
export type ActivityOutcome =
  /** Nobody needs to hear of it: the queue closes the job. */
  | { readonly _tag: "Done" }
  /** A command of its own actor reported it and closed the job in the same commit. */
  | { readonly _tag: "Reported" }
  /** Not a failure: there is nothing to do before `at` (epoch milliseconds). */
  | { readonly _tag: "Later"; readonly at: number }

export const done: ActivityOutcome = { _tag: "Done" }
export const reported: ActivityOutcome = { _tag: "Reported" }
export const later = (at: number): ActivityOutcome => ({ _tag: "Later", at })

/** The lease is lost: the job was cancelled or taken over. The work stops and says nothing. */
export class LeaseLost extends Data.TaggedError("LeaseLost")<{ readonly job: string }> {}

/** Why a piece of work did not end well. `unsure` where nobody can tell whether its effect happened. */
export class JobFailed extends Data.TaggedError("JobFailed")<{
  readonly failure: Failure
  readonly retry: RetryAdvice
  readonly unsure: boolean
}> {}

/** A claimed row whose kind this worker knows. */
export type KnownJob = ClaimedJob & { readonly kind: JobKind }

/** A job whose payload was decoded when it was claimed. */
export type Job<K extends JobKind = JobKind> = Omit<ClaimedJob, "kind" | "payload"> & {
  readonly kind: K
  readonly payload: JobPayload<K>
}

/** Everything an activity may do to its own job. */
export interface JobContext<K extends JobKind = JobKind> {
  readonly job: Job<K>
  /** Stores how far the work came; anyone who takes the job over starts from there. */
  readonly checkpoint: (data: unknown) => Effect.Effect<void, LeaseLost>
  /** Shows how far the work came, 0 to 1. Lossy on purpose. */
  readonly progress: (stage: string, fraction: number) => Effect.Effect<void>
  /**
   * The envelope of a report. Its command id is derived from the job and `part`, so the report of anyone who did the work
   * first counts, and every later one hears the same answer.
   */
  readonly envelope: (part: string, closes: boolean) => Envelope
}

export type ActivityError = Remedied | LeaseLost | JobFailed

/** Every kind of work and who does it. */
export type AllActivities = { readonly [K in JobKind]: Activity<K> }

/** One kind of work: executes, and decides nothing. */
export type Activity<K extends JobKind = JobKind> = (
  context: JobContext<K>
) => Effect.Effect<ActivityOutcome, ActivityError>

export const retryOf = (error: Remedied): RetryAdvice => error.retry ?? backoff
