import { type JobKind, jobKinds, type RetryClass } from "@callsheet/domain/facts/jobKinds"
import type { Failure } from "@callsheet/domain/Failure"
import { Chunk, Duration, Effect, Option, Random, Schedule } from "effect"

/** `first` doubling up to `most`, at most `times` times. Jitter is added where the delay is used (see `delayAfter`). */
const growing = (first: Duration.DurationInput, most: Duration.DurationInput, times: number) =>
  Schedule.exponential(first, 2).pipe(
    Schedule.union(Schedule.spaced(most)),
    Schedule.intersect(Schedule.recurs(times))
  )

/**
 * A provider may be away for hours, and waiting for a window or a person counts as a try too: the plan's own deadline asks
 * for a person long before this ends.
 */
const provider = growing("1 second", "5 minutes", 2_000)
/** What only our own machine does: if it fails this often, it will go on failing. */
const local = growing("2 seconds", "1 minute", 8)
/** A person makes room on the disk or gives a right, and may take as long as the plan's own deadline lets them. */
const disk = growing("2 seconds", "1 minute", 2_000)
/** A message to an actor, which is always there in the end. */
const message = growing("200 millis", "30 seconds", 400)

/**
 * When a failed attempt is made again. The schedule is stated, not run: a job's attempts are stored, so the
 * wait survives every crash.
 */
const policies: { readonly [R in RetryClass]: Schedule.Schedule<unknown> } = {
  message,
  provider,
  local,
  access: growing("1 second", "5 minutes", 100_000)
}

const OF_THE_DISK: ReadonlySet<string> = new Set(["DiskFull", "StoreReadOnly", "StoreUnavailable"])

/** What waits for the disk waits however often it was tried, no matter what kind of work it is: that is no failure of the work. */
export const policyFor = (kind: JobKind, failure: Failure | null): Schedule.Schedule<unknown> =>
  failure !== null && OF_THE_DISK.has(failure.tag) ? disk : policies[jobKinds[kind].retry]

/** Work that no provider's outage explains: a defect of ours is tried a few times and then shown. */
export const defectPolicy: Schedule.Schedule<unknown> = growing("1 second", "30 seconds", 4)

/**
 * How long to wait after the given number of failed attempts, or none where the schedule has ended. Only the last steps
 * of a long schedule are asked for, since its delays no longer change then.
 */
export const delayAfter = (
  policy: Schedule.Schedule<unknown>,
  attempts: number
): Effect.Effect<Option.Option<number>> =>
  Effect.gen(function*() {
    const delays = yield* Schedule.run(Schedule.delays(policy), 0, Array.from({ length: attempts }))
    if (Chunk.size(delays) < attempts) return Option.none()
    const base = Option.map(Chunk.last(delays), Duration.toMillis)
    // Full workers that failed together must not come back together.
    const spread = yield* Random.nextRange(0.8, 1.2)
    return Option.map(base, (millis) => Math.round(millis * spread))
  })
