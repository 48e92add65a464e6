import { Refused } from "@callsheet/domain/api/ApiError"
import type { Busy, Envelope } from "@callsheet/domain/Envelope"
import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { Failure } from "@callsheet/domain/Failure"
import { JobId } from "@callsheet/domain/Ids"
import { Instant } from "@callsheet/domain/Instant"
import type { OwnerKind } from "@callsheet/domain/job/Job"
import { Effect, Option, Schema } from "effect"
import type { ActorsShape } from "./Actors.ts"

/** What must be known of a job to call it off. */
export interface CancelledWork {
  readonly id: string
  readonly kind: string
  readonly ownerKind: OwnerKind
  readonly ownerId: string
  readonly planId: string | null
  readonly payload: unknown
}

/** For what a job was owed: what its actor moved on from does not fail it. */
const owedFor = Schema.decodeUnknownOption(
  Schema.Struct({ take: Schema.optional(Schema.Int), approvedAt: Schema.optional(Instant) })
)

/** From here on something may be with TikTok, and only TikTok can say how it ended. */
const mayBeWithTikTok: ReadonlySet<string> = new Set(["publish", "follow", "track"])

const cancelled = ({ id, kind }: CancelledWork, by: string): Failure =>
  new Failure({
    tag: "JobCancelled",
    message: `${by} cancelled job_${id}: ${jobKindFacts(kind)?.words ?? kind}.`,
    remedy: "Let it go on: callsheet plan retry ID. Or end the plan: callsheet plan cancel ID"
  })

/**
 * Calls a job off for a person. Whoever owes the work hears of it in the commit that ends the job, so no plan waits for work
 * that nobody does any more. News between actors and the renewal of an account cannot be called off: nothing would replace
 * them. False: nobody owes the work, and the row alone has to end.
 */
export const cancelJob = (
  actors: ActorsShape,
  work: CancelledWork,
  envelope: Envelope
): Effect.Effect<boolean, Busy | Refused> => {
  const failure = cancelled(work, envelope.by)
  const closing: Envelope = { ...envelope, closes: { job: JobId.make(`job_${work.id}`), failure } }
  const { approvedAt, take } = Option.getOrElse(
    owedFor(work.payload),
    () => ({ approvedAt: undefined, take: undefined })
  )
  const told = <E extends { readonly _tag: string }>(report: Effect.Effect<unknown, E>) =>
    report.pipe(
      Effect.as(true),
      Effect.catchAll((error): Effect.Effect<boolean, Busy> =>
        error._tag === "Busy" ? Effect.fail(error as E & Busy) : Effect.succeed(false)
      )
    )
  if (work.kind === "tell") {
    return new Refused({
      what: `job_${work.id} carries news that nothing else would bring; without it a plan would wait for good.`,
      next: work.planId === null
        ? "Let it run."
        : `Let it run. To end the plan: callsheet plan cancel ${work.planId}`
    })
  }
  switch (work.ownerKind) {
    case "account":
      return new Refused({
        what: `job_${work.id} renews the access of account ${work.ownerId}; without it nothing could be posted there.`,
        next: `Let it run. To stop using the account: callsheet account disconnect ${work.ownerId}`
      })
    case "asset":
      return told(actors.asset(work.ownerId, closing, {
        _tag: "ReportFailure",
        take,
        work: work.kind,
        failure,
        unsure: mayBeWithTikTok.has(work.kind)
      }))
    case "plan":
      return told(actors.plan(work.ownerId, closing, { _tag: "ReportFailure", approvedAt, failure, unsure: false }))
    case "org":
      return Effect.succeed(false)
  }
}
