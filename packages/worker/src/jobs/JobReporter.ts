import { Actors, type ActorsShape, type AskLambda } from "@callsheet/actors/Actors"
import type { ClaimedJob } from "@callsheet/database/jobs/JobQueue"
import { type ActorLambda, perActorKind } from "@callsheet/domain/ActorKinds"
import { Busy, type Envelope } from "@callsheet/domain/Envelope"
import type { Failure } from "@callsheet/domain/Failure"
import { deriveCommandId, JobId } from "@callsheet/domain/Ids"
import type { GivenUpJob } from "@callsheet/domain/Machine"
import { Context, Effect, Layer } from "effect"
import { lostInitsBefore } from "./activities/LostInit.ts"

interface GiveUpLambda extends ActorLambda {
  readonly type: (id: string, envelope: Envelope, job: GivenUpJob) => Effect.Effect<boolean, Busy>
}

const reportsTo = (actors: ActorsShape) =>
  perActorKind<GiveUpLambda>(({ machine }, own) => (id, envelope, job) => {
    const command = machine.givenUp(job)
    if (command === null) return Effect.succeed(false)
    return own<AskLambda>(actors)(id, envelope, command).pipe(
      Effect.as(true),
      Effect.catchAll((error) =>
        error instanceof Busy
          ? Effect.fail(error)
          : Effect.as(Effect.logDebug(`${id} has no use for the failure of ${job.kind}: ${String(error)}`), false)
      )
    )
  })

/** Tells a job's own actor that the work is given up; that commit buries the job. */
export class JobReporter extends Context.Tag("@callsheet/worker/JobReporter")<JobReporter, {
  /** False where the actor has no use for the news any more: the queue then buries the job by itself. */
  readonly giveUp: (job: ClaimedJob, failure: Failure, unsure: boolean) => Effect.Effect<boolean, Busy>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(Actors, (actors) => {
      const reports = reportsTo(actors)
      return {
        giveUp: (job, failure, unsure) => {
          const envelope: Envelope = {
            commandId: deriveCommandId("job", job.id, "given-up", job.token),
            by: `job:${job.kind}`,
            traceId: job.traceId,
            closes: { job: JobId.make(`job_${job.id}`), failure },
            keyed: false
          }
          return reports[job.ownerKind](job.ownerId, envelope, {
            kind: job.kind,
            payload: job.payload,
            failure,
            unsure,
            unheard: lostInitsBefore(job)
          })
        }
      }
    })
  )
}
