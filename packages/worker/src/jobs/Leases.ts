import type { ClaimedJob, JobQueue } from "@callsheet/database/jobs/JobQueue"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, type Context, Data, Effect } from "effect"

/** A lease is renewed three times before it would end. */
export const LEASE_MILLIS = 9_000
export const RENEW_MILLIS = 3_000
/** A renewal without an answer in this time is given up and made again: a connection may be silent forever. */
const ANSWER_MILLIS = 2_500
const AGAIN_MILLIS = 500

/** The database did not say which leases still hold. */
class LeasesUnanswered extends Data.TaggedError("LeasesUnanswered")<object> {
  override get message(): string {
    return `no answer within ${ANSWER_MILLIS} ms`
  }
}

/** The jobs in this worker's hands. */
export interface Leases {
  readonly ids: () => ReadonlyArray<string>
  readonly count: () => number
  /** From now on the job is renewed. `at`: when it was claimed. */
  readonly hold: (job: ClaimedJob, at: number) => void
  /** The run of this job under this token has ended. A later run of the same job keeps its own entry. */
  readonly drop: (job: ClaimedJob) => void
  /** Renews what is due to be renewed. Fails where the database did not hear it: then nothing more may be taken. */
  readonly keep: Effect.Effect<void, SqlError | LeasesUnanswered>
  /** Which of these jobs are still this worker's; asked where a claim took so long that its leases may have ended. */
  readonly confirm: (
    jobs: ReadonlyArray<ClaimedJob>
  ) => Effect.Effect<ReadonlyArray<ClaimedJob>, SqlError | LeasesUnanswered>
  /** The heartbeat: renews as long as it runs. */
  readonly beat: Effect.Effect<never>
}

/** `stop` ends the run of a job whose lease is somebody else's now. It must not wait for that end. */
export const makeLeases = (
  queue: Context.Tag.Service<JobQueue>,
  stop: (job: ClaimedJob) => Effect.Effect<void>
): Effect.Effect<Leases> =>
  Effect.gen(function*() {
    const held = new Map<string, ClaimedJob>()
    /** One renewal at a time: the claim loop and the heartbeat both ask. */
    const turn = yield* Effect.makeSemaphore(1)
    let renewedAt = 0

    const renew = (jobs: ReadonlyArray<ClaimedJob>) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        queue.renew(jobs, now, LEASE_MILLIS).pipe(
          Effect.timeoutFail({ duration: ANSWER_MILLIS, onTimeout: () => new LeasesUnanswered() })
        ))

    const renewAll = Effect.gen(function*() {
      const asked = yield* Clock.currentTimeMillis
      const mine = [...held.values()]
      const kept = yield* renew(mine)
      renewedAt = asked
      const lost = mine.filter((job) => !kept.has(job.id) && held.get(job.id) === job)
      yield* Effect.forEach(lost, stop, { discard: true })
    })

    const keep = turn.withPermits(1)(Effect.gen(function*() {
      if (held.size === 0 || (yield* Clock.currentTimeMillis) < renewedAt + RENEW_MILLIS) return
      yield* renewAll
    }))

    const untilDue = Effect.map(
      Clock.currentTimeMillis,
      (now) => held.size === 0 ? RENEW_MILLIS : Math.max(AGAIN_MILLIS, renewedAt + RENEW_MILLIS - now)
    )
    const beat = keep.pipe(
      Effect.zipRight(untilDue),
      Effect.catchAll((error) =>
        Effect.as(Effect.logWarning(`Leases cannot be renewed: ${error.message}`), AGAIN_MILLIS)
      ),
      Effect.flatMap((pause) => Effect.sleep(pause)),
      Effect.forever
    )

    return {
      ids: () => [...held.keys()],
      count: () => held.size,
      hold: (job, at) => {
        if (held.size === 0) renewedAt = at
        held.set(job.id, job)
      },
      drop: (job) => {
        if (held.get(job.id) === job) held.delete(job.id)
      },
      keep,
      confirm: (jobs) => Effect.map(renew(jobs), (kept) => jobs.filter(({ id }) => kept.has(id))),
      beat
    }
  })
