import { isTransient } from "@callsheet/database/SqlFault"
import { after, Failure, failureWith, never } from "@callsheet/domain/Failure"
import { minutes } from "@callsheet/domain/Instant"
import { step } from "@callsheet/domain/Remedy"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect } from "effect"
import { JobFailed } from "./Activity.ts"

/** What TikTok's word means for the job: its failure carries the table's tag, so one fault has one name everywhere. */
export const jobFailed = (error: TikTokError): JobFailed => {
  const { holdMillis, kind, stops } = error.fault
  return new JobFailed({
    failure: tikTokFailure(error),
    // Waiting for a person on the account's side: a new consent wakes what waits for it, this is the net below.
    retry: kind === "reauth" || (kind === "askPerson" && stops === "account") ? after(minutes(10)) : error.retry,
    // A cap of the app's that empties by itself is waited for; a wrong registration needs a person.
    unsure: (kind === "askPerson" && stops !== "account") || (kind === "appWide" && holdMillis === undefined)
  })
}

export const databaseAway = (error: SqlError): JobFailed =>
  new JobFailed({
    failure: new Failure({
      tag: "DatabaseUnreachable",
      message: `The database did not answer: ${error.message}`,
      remedy: "Nothing needs to be done once it is back: the step is made again."
    }),
    retry: { _tag: "backoff" },
    unsure: false
  })

/** What a job asks of the database: an outage is waited out, a statement that can never succeed is a defect. */
export const orAway = <A>(work: Effect.Effect<A, SqlError>): Effect.Effect<A, JobFailed> =>
  Effect.catchAll(work, (error) => isTransient(error) ? Effect.fail(databaseAway(error)) : Effect.die(error))

export const hopeless = (failure: Failure): JobFailed => new JobFailed({ failure, retry: never, unsure: false })

/** Neither try was seen to its end, so only a person may say that the step is made once more. */
export const harmful = (kind: string, deaths: number): JobFailed =>
  hopeless(
    failureWith(
      {
        tag: "HungWorkers",
        message: `${deaths} workers hung while they did this step (${kind}), so no third one does it.`
      },
      step("Look into the workers' logs for what they did. To do the step again", "dlq.retry")
    )
  )
