import { ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ANY_KIND, COMMIT_CHANNEL } from "@callsheet/database/commit/CommitNotifier"
import { listen } from "@callsheet/database/feed/Listen"
import { type ClaimedJob, JobQueue } from "@callsheet/database/jobs/JobQueue"
import { Doing, MOST_DEATHS, VERDICT_MILLIS } from "@callsheet/domain/Doing"
import { factsOfKind, isJobKind, type JobKind } from "@callsheet/domain/facts/jobKinds"
import { deriveCommandId, JobId } from "@callsheet/domain/Ids"
import { setDatabaseAway } from "@callsheet/process/Metrics"
import {
  Clock,
  Context,
  Effect,
  Exit,
  FiberMap,
  Layer,
  Option,
  Queue,
  type Redacted,
  Ref,
  Schedule,
  Stream
} from "effect"
import {
  type ActivityError,
  type ActivityOutcome,
  type AllActivities,
  type Job,
  type JobContext,
  type KnownJob,
  later,
  LeaseLost
} from "./Activity.ts"
import { harmful } from "./JobFailures.ts"
import { conclude } from "./JobOutcome.ts"
import { JobReporter } from "./JobReporter.ts"
import { LEASE_MILLIS, makeLeases, RENEW_MILLIS } from "./Leases.ts"

/** The net below all hints: how long a job may lie unseen if every notification about it was lost. */
const LOOK_EVERY_MILLIS = 4_000

export interface JobRunnerOptions {
  readonly worker: string
  /** The kinds of work this worker does, each with how many it does at once. */
  readonly slots: ReadonlyMap<JobKind, number>
  readonly activities: AllActivities
  /** Where other processes' commits are heard; null listens to this process alone. */
  readonly databaseUrl: Redacted.Redacted | null
}

export class JobRunner extends Context.Tag("@callsheet/worker/JobRunner")<JobRunner, {
  readonly running: Effect.Effect<number>
  /** Takes nothing new from now on; running work goes on. */
  readonly drain: Effect.Effect<void>
  /** Ends when nothing is running any more. */
  readonly idle: Effect.Effect<void>
}>() {
  static readonly layer = <R>(options: Effect.Effect<JobRunnerOptions, never, R>) =>
    Layer.scoped(this, Effect.flatMap(options, make))
}

/** Only kinds that this worker knows are asked for. */
const isKnown = (job: ClaimedJob): job is KnownJob => isJobKind(job.kind)

const contextOf = <K extends JobKind>(queue: Context.Tag.Service<JobQueue>, job: Job<K>): JobContext<K> => ({
  job,
  checkpoint: (data) =>
    queue.checkpoint(job, data).pipe(
      Effect.retry(Schedule.spaced("500 millis").pipe(Schedule.upTo("10 seconds"))),
      Effect.catchTag("SqlError", () => new LeaseLost({ job: job.id })),
      Effect.flatMap((held) => held ? Effect.void : new LeaseLost({ job: job.id }))
    ),
  progress: (stage, fraction) =>
    queue.progress(job, stage, fraction).pipe(Effect.catchTag("SqlError", Effect.logDebug)),
  envelope: (part, closes) => ({
    commandId: deriveCommandId("job", job.id, part),
    by: `job:${job.kind}`,
    traceId: job.traceId,
    closes: closes ? { job: JobId.make(`job_${job.id}`), failure: null } : null,
    keyed: false
  })
})

/** The runs of this worker: each job once at a time, and never without a heartbeat. */
const makeRuns = (options: JobRunnerOptions, ended: Effect.Effect<unknown>) =>
  Effect.gen(function*() {
    const queue = yield* JobQueue
    const reporter = yield* JobReporter
    const doing = yield* Doing
    const { activities, slots } = options
    const busy = new Map<string, number>()
    const runOf = (job: ClaimedJob) => `${job.id}:${job.token}`
    // Not awaited: work that takes its time to stop must not keep the heartbeat of all other work waiting.
    const leases = yield* makeLeases(
      queue,
      (job) => Effect.asVoid(Effect.forkDaemon(Effect.suspend(() => FiberMap.remove(fibers, runOf(job)))))
    )
    // Begun before the runs, so that it ends after them: what cannot be interrupted has a heartbeat to its end.
    yield* Effect.forkScoped(leases.beat)
    const fibers = yield* FiberMap.make<string>()

    /** A payload that does not fit its kind was written by another release: a defect, tried again like any other. */
    const begin = <K extends JobKind>(kind: K, row: ClaimedJob) =>
      Effect.flatMap(
        Effect.orDie(factsOfKind(kind).decode(row.payload)),
        (payload) => activities[kind](contextOf(queue, { ...row, kind, payload }))
      )

    const named = (job: KnownJob) =>
      Effect.suspend(() => {
        const end = doing.begin(`job:${job.id}`, `${job.kind} of ${job.ownerKind} ${job.ownerId}`)
        return Effect.ensuring(begin(job.kind, job), Effect.sync(end))
      })

    /** No third owner runs what two did not survive; whether an owner was ended over it is known after a while. */
    const watched = (job: KnownJob): Effect.Effect<ActivityOutcome, ActivityError> =>
      Effect.gen(function*() {
        const deaths = yield* doing.deaths(`job:${job.id}`)
        const now = yield* Clock.currentTimeMillis
        if (deaths === null) return yield* named(job)
        if (deaths.count >= MOST_DEATHS) return yield* harmful(job.kind, deaths.count)
        return job.takenOver && now < deaths.lastAt + VERDICT_MILLIS
          ? later(now + VERDICT_MILLIS)
          : yield* named(job)
      })

    const run = (job: KnownJob) =>
      watched(job).pipe(
        conclude(job, { queue, reporter }),
        // A stopping worker hands the job back for others to take at once. Where it was cancelled or taken over, the
        // token makes this do nothing.
        Effect.onExit((exit) => Exit.isInterrupted(exit) ? Effect.ignoreLogged(queue.release(job)) : Effect.void),
        Effect.annotateLogs({ job: job.id, kind: job.kind, owner: job.ownerId }),
        Effect.withSpan(`job ${job.kind}`, {
          attributes: { job: job.id, owner: job.ownerId },
          captureStackTrace: false,
          kind: "consumer"
        }),
        Effect.ensuring(Effect.suspend(() => {
          leases.drop(job)
          busy.set(job.kind, (busy.get(job.kind) ?? 1) - 1)
          return ended
        }))
      )

    return {
      leases,
      /** How many more jobs of each kind fit in. */
      free: () => new Map([...slots].map(([kind, count]) => [kind, count - (busy.get(kind) ?? 0)])),
      start: (job: KnownJob, claimedAt: number) =>
        Effect.suspend(() => {
          leases.hold(job, claimedAt)
          busy.set(job.kind, (busy.get(job.kind) ?? 0) + 1)
          return FiberMap.run(fibers, runOf(job), run(job))
        })
    }
  })

const make = (options: JobRunnerOptions) =>
  Effect.gen(function*() {
    const queue = yield* JobQueue
    const workSignal = yield* WorkSignal
    const ownership = yield* ShardOwnership
    const { slots, worker } = options
    const draining = yield* Ref.make(false)
    // Sliding: ten hints while the runner is busy are one hint.
    const hints = yield* Queue.sliding<void>(1)
    const hint = Queue.offer(hints, undefined)
    const wanted = (kinds: Iterable<string>) =>
      [...kinds].some((kind) => kind === ANY_KIND || isJobKind(kind) && slots.has(kind))
    const { free, leases, start } = yield* makeRuns(options, hint)

    let databaseAway = false
    const seeDatabase = (answers: boolean) =>
      Effect.suspend(() => {
        databaseAway = !answers
        return setDatabaseAway(databaseAway)
      })

    const claim = Effect.gen(function*() {
      if (yield* Ref.get(draining)) return
      // First what is held: anyone who cannot renew takes nothing more.
      yield* leases.keep
      const now = yield* Clock.currentTimeMillis
      const claimed = yield* queue.claim({
        slots: free(),
        shards: ownership.shards(),
        worker,
        now,
        leaseMillis: LEASE_MILLIS,
        except: leases.ids()
      })
      const late = (yield* Clock.currentTimeMillis) > now + RENEW_MILLIS
      const mine = late && claimed.length > 0 ? yield* leases.confirm(claimed) : claimed
      yield* Effect.forEach(mine.filter(isKnown), (job) => start(job, now), { discard: true })
      if (databaseAway) yield* Effect.logInfo("The database answers again.")
      yield* seeDatabase(true)
    }).pipe(
      Effect.catchAll((error) =>
        Effect.zipRight(Effect.logWarning(`Jobs cannot be claimed: ${error.message}`), seeDatabase(false))
      )
    )

    /** Until a hint comes, or the next known job is due, or the net is cast again. */
    const rest = Effect.gen(function*() {
      if (Option.isSome(yield* Queue.poll(hints))) {
        return
      }
      const now = yield* Clock.currentTimeMillis
      // What is full is not asked about: its next job is due all the time, and a place that becomes free is a hint.
      const kinds = [...free()].flatMap(([kind, count]) => count > 0 ? [kind] : [])
      const next = yield* queue.nextDue(kinds, ownership.shards()).pipe(
        Effect.catchTag("SqlError", () => Effect.succeed(null))
      )
      const wait = next === null ? LOOK_EVERY_MILLIS : Math.min(LOOK_EVERY_MILLIS, Math.max(next - now, 5))
      yield* Queue.take(hints).pipe(Effect.timeoutOption(wait))
    })

    yield* Effect.forkScoped(Effect.forever(Effect.zipRight(claim, rest)))

    const signals = yield* workSignal.listen
    yield* signals.take.pipe(
      Effect.flatMap((signal) => signal._tag === "Jobs" && wanted(signal.kinds) ? hint : Effect.void),
      Effect.forever,
      Effect.forkScoped
    )
    if (options.databaseUrl !== null) {
      yield* listen(options.databaseUrl, COMMIT_CHANNEL).pipe(
        Stream.runForEach((heard) => heard._tag === "Resync" || wanted(heard.payload.split(",")) ? hint : Effect.void),
        Effect.forkScoped
      )
    }

    const running = Effect.sync(leases.count)
    return {
      running,
      drain: Ref.set(draining, true),
      idle: running.pipe(
        Effect.repeat({ until: (count) => count === 0, schedule: Schedule.spaced("50 millis") }),
        Effect.asVoid
      )
    }
  })
