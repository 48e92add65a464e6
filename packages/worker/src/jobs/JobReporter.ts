import { Actors } from "@callsheet/actors/Actors"
import type { ClaimedJob } from "@callsheet/database/jobs/JobQueue"
import type { Busy, Envelope } from "@callsheet/domain/Envelope"
import type { Failure, failureOf } from "@callsheet/domain/Failure"
import { deriveCommandId, JobId } from "@callsheet/domain/Ids"
import { Instant } from "@callsheet/domain/Instant"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { lostInitsBefore } from "./activities/LostInit.ts"

/** For which take of its asset a job was owed; the release before did not say. */
const ofTake = Schema.decodeUnknownOption(Schema.Struct({ take: Schema.optional(Schema.Int) }))

/** Under which approval of its plan a job was owed; other messages of a plan, and the release before, do not say. */
const ofApproval = Schema.decodeUnknownOption(Schema.Struct({ approvedAt: Schema.optional(Instant) }))

/** Tells a job's own actor that the work is given up; that commit buries the job. */
export class JobReporter extends Context.Tag("@callsheet/worker/JobReporter")<JobReporter, {
  /** False where the actor has no use for the news any more: the queue then buries the job by itself. */
  readonly giveUp: (job: ClaimedJob, failure: Failure, unsure: boolean) => Effect.Effect<boolean, Busy>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(Actors, (actors) => ({
      giveUp: (job, failure, unsure) => {
        const envelope: Envelope = {
          commandId: deriveCommandId("job", job.id, "given-up", job.token),
          by: `job:${job.kind}`,
          traceId: job.traceId,
          closes: { job: JobId.make(`job_${job.id}`), failure },
          keyed: false
        }
        const refused = (error: Parameters<typeof failureOf>[0]) =>
          Effect.as(
            Effect.logDebug(`${job.ownerId} has no use for the failure of job ${job.id}: ${error.message}`),
            false
          )
        switch (job.ownerKind) {
          case "plan":
            return actors.plan(job.ownerId, envelope, {
              _tag: "ReportFailure",
              ...Option.getOrElse(ofApproval(job.payload), () => ({})),
              failure,
              unsure
            }).pipe(
              Effect.as(true),
              Effect.catchIf((error) => error._tag !== "Busy", refused)
            )
          case "asset":
            return actors.asset(job.ownerId, envelope, {
              _tag: "ReportFailure",
              ...Option.getOrElse(ofTake(job.payload), () => ({})),
              work: job.kind,
              ...(job.kind === "publish" ? { unheard: lostInitsBefore(job) } : {}),
              failure,
              unsure
            }).pipe(
              Effect.as(true),
              Effect.catchIf((error) => error._tag !== "Busy", refused)
            )
          case "account":
            return actors.account(job.ownerId, envelope, { _tag: "LoseAccess", failure }).pipe(
              Effect.as(true),
              Effect.catchIf((error) => error._tag !== "Busy", refused)
            )
          case "org":
            return Effect.succeed(false)
        }
      }
    }))
  )
}
