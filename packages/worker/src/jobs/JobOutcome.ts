import type { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { isSqlError, isTransient } from "@callsheet/database/SqlFault"
import { backoff, type Failure, failureFor, failureOf, failureWith, type RetryAdvice } from "@callsheet/domain/Failure"
import { countsAsTry } from "@callsheet/domain/job/Tries"
import { step } from "@callsheet/domain/Remedy"
import { countJobFinished, countJobSetback, countJobStarted, type JobOutcome } from "@callsheet/process/Metrics"
import type { SqlError } from "@effect/sql/SqlError"
import { Cause, Clock, type Context, Duration, Effect, Exit, FiberRef, Option, Random, Schedule } from "effect"
import { type ActivityError, type ActivityOutcome, JobFailed, type KnownJob, retryOf } from "./Activity.ts"
import { databaseAway } from "./JobFailures.ts"
import type { JobReporter } from "./JobReporter.ts"
import { defectPolicy, delayAfter, policyFor } from "./RetryPolicy.ts"

type Tools = {
  readonly queue: Context.Tag.Service<JobQueue>
  readonly reporter: Context.Tag.Service<JobReporter>
}

/** How long the end of a job may take to be stored. */
const ENDING_MILLIS = 15_000

/** The database must hear how the work ended; if it stays away longer, the lease runs out and the work is done again. */
const untilHeard = Schedule.exponential("100 millis").pipe(
  Schedule.union(Schedule.spaced("1 second")),
  Schedule.upTo(ENDING_MILLIS)
)

/** While our own installation is away nothing is gained by waiting longer and longer: milliseconds, from and to. */
const OWN_OUTAGE_PAUSE = [2_000, 5_000] as const

/** A bug of ours, told apart from everything the world does. */
export const defect = (cause: Cause.Cause<unknown>): JobFailed =>
  new JobFailed({
    failure: failureWith(
      {
        tag: "ProgrammingDefect",
        message: `This step failed in a way nobody foresaw: ${Cause.pretty(cause).split("\n")[0]}`
      },
      step("Report it with the job's id; the log has the whole story. It can be run again", "dlq.retry")
    ),
    retry: backoff,
    unsure: false
  })

/** The outage a job died of, where it died of nothing else: an outage is not told from a defect by how it travelled. */
const outageIn = (cause: Cause.Cause<unknown>): SqlError | null => {
  const defects = [...Cause.defects(cause)]
  const outages = defects.filter((one): one is SqlError => isSqlError(one) && isTransient(one))
  return outages.length === defects.length ? outages.at(0) ?? null : null
}

/** This fiber itself is asked to stop. An interruption inside the work (a sibling of a failed branch) is no such thing. */
const isAskedToStop = Effect.map(FiberRef.get(FiberRef.interruptedCause), (cause) => !Cause.isEmpty(cause))

/** What becomes of a job once its work has ended, well or not. The only place that decides on retries. */
export const conclude =
  (job: KnownJob, { queue, reporter }: Tools) => (work: Effect.Effect<ActivityOutcome, ActivityError>) => {
    const postpone = (retry: RetryAdvice, failure: Failure | null, isDefect: boolean) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        if (retry._tag === "after") {
          yield* queue.postpone(job, now, now + retry.millis, failure)
          return true
        }
        if (retry._tag === "never") return false
        if (failure !== null && !countsAsTry(failure)) {
          yield* queue.postpone(job, now, now + (yield* Random.nextIntBetween(...OWN_OUTAGE_PAUSE)), failure)
          return true
        }
        const policy = isDefect ? defectPolicy : policyFor(job.kind, failure)
        const delay = yield* delayAfter(policy, job.attempts + 1)
        if (Option.isNone(delay)) return false
        yield* queue.postpone(job, now, now + delay.value, failure)
        return true
      })

    /** Only the one that still holds the job may fail its owner: one who stood still gives up what others have taken over. */
    const giveUp = (failure: Failure, unsure: boolean) =>
      Effect.gen(function*() {
        const held = yield* queue.renew([job], yield* Clock.currentTimeMillis, ENDING_MILLIS)
        if (!held.has(job.id)) return yield* lost
        yield* Effect.logError(`Given up: ${failure.message}`)
        const told = yield* reporter.giveUp(job, failure, unsure)
        if (!told) yield* queue.bury(job, yield* Clock.currentTimeMillis, failure)
        yield* count("dead")
      })

    const failed = ({ failure: cause, retry, unsure }: JobFailed, isDefect = false) =>
      Effect.gen(function*() {
        const failure = failureFor(cause, { planId: job.planId, orgId: job.orgId, jobId: `job_${job.id}` })
        const waiting = !unsure && (yield* postpone(retry, failure, isDefect))
        if (waiting) {
          yield* Effect.logInfo(`Tried again later: ${failure.message}`)
          yield* count("postponed")
        } else yield* giveUp(failure, unsure)
        yield* countJobSetback(job.kind, failure.tag)
      })

    const heard = <E extends { readonly _tag: string; readonly message: string }>(ending: Effect.Effect<void, E>) =>
      ending.pipe(
        Effect.retry(untilHeard),
        Effect.catchAll((error) => Effect.logError(`The end of job ${job.id} could not be stored: ${error.message}`))
      )

    let began: number | undefined
    /** How this try ended, for the metrics. */
    const count = (outcome: JobOutcome) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (now) => countJobFinished(job.kind, outcome, Duration.millis(now - (began ?? now)))
      )
    const lost = Effect.suspend(() =>
      Effect.zipRight(count("lost"), Effect.logInfo("The lease is lost: this try ends, and another owner goes on."))
    )
    const released = Effect.suspend(() =>
      Effect.zipRight(count("released"), Effect.logInfo("This try is stopped before its end."))
    )
    const begun = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      began = now
      return countJobStarted(job.kind)
    })

    const hasFailed = (cause: Cause.Cause<ActivityError>) => {
      const failure = Cause.failureOption(cause)
      if (Option.isNone(failure)) {
        const outage = outageIn(cause)
        if (outage !== null) return heard(failed(databaseAway(outage)))
        return Effect.zipRight(Effect.logError("An activity died", cause), heard(failed(defect(cause), true)))
      }
      const error = failure.value
      if (error._tag === "LeaseLost") return lost
      if (error instanceof JobFailed) return heard(failed(error))
      return "remedy" in error
        ? heard(failed(new JobFailed({ failure: failureOf(error), retry: retryOf(error), unsure: false })))
        : heard(failed(defect(cause), true))
    }

    return Effect.zipRight(begun, work).pipe(
      Effect.matchCauseEffect({
        onSuccess: (outcome) =>
          heard(Effect.gen(function*() {
            const now = yield* Clock.currentTimeMillis
            if (outcome._tag === "Done") yield* queue.complete(job, now)
            if (outcome._tag === "Later") yield* queue.postpone(job, now, outcome.at, null)
            yield* count(outcome._tag === "Later" ? "postponed" : "completed")
          })),
        // A stopping worker, a cancelled job, a lost lease: anyone who stopped this fiber sees to the job.
        onFailure: (cause) => Effect.flatMap(isAskedToStop, (asked) => asked ? Effect.interrupt : hasFailed(cause))
      }),
      Effect.onExit((exit) => Exit.isInterrupted(exit) ? released : Effect.void)
    )
  }
