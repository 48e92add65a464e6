import { type Refused, refused } from "@callsheet/domain/api/ApiError"
import { assetGivenUp } from "@callsheet/domain/asset/AssetDuties"
import type { Busy, Envelope } from "@callsheet/domain/Envelope"
import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { type Failure, failureWith } from "@callsheet/domain/Failure"
import { JobId } from "@callsheet/domain/Ids"
import type { OwnerKind } from "@callsheet/domain/job/Job"
import { planGivenUp } from "@callsheet/domain/plan/PlanDuties"
import { step } from "@callsheet/domain/Remedy"
import { Effect } from "effect"
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

/** From here on something may be with TikTok, and only TikTok can say how it ended. */
const mayBeWithTikTok: ReadonlySet<string> = new Set(["publish", "follow", "track"])

export const cancelled = ({ id, kind, planId }: CancelledWork, by: string): Failure => {
  const what = { tag: "JobCancelled", message: `${by} cancelled job_${id}: ${jobKindFacts(kind)?.words ?? kind}.` }
  return kind === "write_take"
    ? failureWith(what, step("Ask for another take", "take.ask", planId === null ? {} : { id: planId }))
    : failureWith(what, step("Let it go on", "plan.retry"), step("Or end the plan", "plan.cancel"))
}

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
  const givenUp = { ...work, failure, unsure: mayBeWithTikTok.has(work.kind), unheard: false }
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
      return told(actors.asset(work.ownerId, closing, assetGivenUp(givenUp)))
    case "plan":
      return told(actors.plan(work.ownerId, closing, planGivenUp(givenUp)))
    case "org":
      return Effect.succeed(false)
  }
}
