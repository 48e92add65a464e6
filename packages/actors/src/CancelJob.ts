import { type Refused, refused } from "@callsheet/domain/api/ApiError"
import type { Busy, Envelope } from "@callsheet/domain/Envelope"
import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { type Failure, failureWith } from "@callsheet/domain/Failure"
import { JobId } from "@callsheet/domain/Ids"
import { Instant } from "@callsheet/domain/Instant"
import type { OwnerKind } from "@callsheet/domain/job/Job"
import { step } from "@callsheet/domain/Remedy"
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

export const cancelled = ({ id, kind }: CancelledWork, by: string): Failure =>
  failureWith(
    { tag: "JobCancelled", message: `${by} cancelled job_${id}: ${jobKindFacts(kind)?.words ?? kind}.` },
    step("Let it go on", "plan.retry"),
    step("Or end the plan", "plan.cancel")
  )

/**
 * Calls a job off for a person. Anyone who owes the work hears of it in the commit that ends the job, so no plan waits for work
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
    return refused(
      `job_${work.id} carries news that nothing else would bring; without it a plan would wait for good.`,
      step("Let it run"),
      ...(work.planId === null ? [] : [step("To end the plan", "plan.cancel", { id: work.planId })])
    )
  }
  switch (work.ownerKind) {
    case "account":
      return refused(
        `job_${work.id} renews the access of account ${work.ownerId}; without it nothing could be posted there.`,
        step("Let it run"),
        step("To stop using the account", "account.disconnect", { id: work.ownerId })
      )
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
