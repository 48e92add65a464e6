import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { Failure, never } from "@callsheet/domain/Failure"
import { assetIdOf } from "@callsheet/domain/Ids"
import { type Activity, done, JobFailed, reported } from "@callsheet/worker/jobs/Activity"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import { JobRunner } from "@callsheet/worker/jobs/JobRunner"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Data, Deferred, Effect, Exit, Fiber, Layer, Schedule, Scope } from "effect"
import { asking, birth, newPlanId, RoadLive } from "../../support/ActorHarness.ts"

const nothing: Activity = () => Effect.succeed(done)

/** A worker of one kind of work; every other kind is left lying. */
const worker = (name: string, work: Activity, kind: JobKind = "start_asset") => {
  const kinds = JobKind.literals
  const activities = Object.fromEntries(kinds.map((each) => [each, each === kind ? work : nothing])) as {
    readonly [K in JobKind]: Activity
  }
  return JobRunner.layer(Effect.succeed({ worker: name, slots: new Map([[kind, 4]]), activities, databaseUrl: null }))
    .pipe(Layer.provide(JobReporter.layer))
}

class NeverCame extends Data.TaggedError("NeverCame") {}

/** Looks again and again until it holds; what it saw last is what it gives. */
const eventually = <A, E, R>(
  what: Effect.Effect<A, E, R>,
  holds: (a: A) => boolean
): Effect.Effect<A, E | NeverCame, R> =>
  what.pipe(
    Effect.filterOrFail(holds, () => new NeverCame()),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo("20 seconds")))
  )

layer(RoadLive, { excludeTestServices: true })("running what is owed", (it) => {
  const approvedPlan = Effect.gen(function*() {
    const actors = yield* Actors
    const id = newPlanId()
    yield* actors.plan(id, asking(), birth())
    yield* actors.plan(id, asking(), { _tag: "Approve" })
    return id
  })
  const jobsOf = (id: string) =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) =>
        sql<{ kind: string; state: string; failure: { tag: string } | null; attempts: number }>`
        SELECT kind, state, failure, attempts FROM job WHERE owner_id = ${id} ORDER BY id`
    )
  const statusOf = (id: string) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql<{ status: string }>`SELECT status FROM actor WHERE id = ${id}`)

  it.scoped("D11, T11: the report that moves the plan closes its job in the same commit", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = yield* approvedPlan
      yield* Layer.build(worker("w", ({ envelope, job }) =>
        Effect.as(
          actors.plan(job.ownerId, envelope("started", true), {
            _tag: "StartGeneration",
            assetId: assetIdOf(id),
            gates: "both"
          }),
          reported
        ).pipe(Effect.mapError((error) =>
          new JobFailed({
            failure: new Failure({ tag: error._tag, message: error.message, remedy: "" }),
            retry: never,
            unsure: false
          })
        ))))
      yield* eventually(statusOf(id), ([row]) => row?.status === "generating")
      assert.deepStrictEqual((yield* jobsOf(id)).map((job) => job.state), ["completed"])
    }))

  it.scoped("F17: hopeless work is buried with its cause, and its plan says so in the same commit", () =>
    Effect.gen(function*() {
      const id = yield* approvedPlan
      const failure = new Failure({ tag: "NoSuchVoice", message: "There is no such voice.", remedy: "Choose another." })
      yield* Layer.build(worker("w", () => new JobFailed({ failure, retry: never, unsure: false })))
      yield* eventually(statusOf(id), ([row]) => row?.status === "failed")
      const [job] = yield* jobsOf(id)
      assert.deepStrictEqual([job!.state, job!.failure?.tag], ["dead", "NoSuchVoice"])
    }))

  it.scoped("a payload that does not fit its kind is shown as a defect, and no activity sees it", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const id = yield* approvedPlan
      yield* sql`UPDATE job SET payload = ${JSON.stringify({ approvedAt: "yesterday" })}::jsonb WHERE owner_id = ${id}`
      const begun: Array<string> = []
      yield* Layer.build(worker("w", ({ job }) => Effect.as(Effect.sync(() => begun.push(job.ownerId)), done)))
      const [job] = yield* eventually(jobsOf(id), ([row]) => row?.failure !== null)
      assert.deepStrictEqual([job?.state, job?.failure?.tag], ["waiting", "ProgrammingDefect"])
      assert.notInclude(begun, id)
    }))

  it.scoped("D23: a dead job is run again with one command, keeps its history, and its failed plan goes on", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const queue = yield* JobQueue
      const sql = yield* SqlClient.SqlClient
      const id = yield* approvedPlan
      let broken = true
      const failure = new Failure({ tag: "Broken", message: "It broke.", remedy: "Mend it." })
      const broke = new JobFailed({ failure, retry: never, unsure: false })
      yield* Layer.build(worker("w", ({ envelope, job }) =>
        broken || job.ownerId !== id
          ? Effect.fail(broke)
          : actors.plan(id, envelope("started", true), {
            _tag: "StartGeneration",
            assetId: assetIdOf(id),
            gates: "both"
          }).pipe(Effect.as(reported), Effect.mapError(() => broke))))
      yield* eventually(statusOf(id), ([row]) => row?.status === "failed")
      broken = false
      const [dead] = yield* sql<{ id: string }>`SELECT id::text FROM job WHERE owner_id = ${id} AND state = 'dead'`
      assert.isTrue(yield* queue.retry(dead!.id, Date.now(), "key:test"))
      yield* eventually(statusOf(id), ([row]) => row?.status === "generating")
      const [job] = yield* sql<{ state: string; history: ReadonlyArray<{ event: string }> }>`
        SELECT state, history FROM job WHERE id = ${dead!.id}::bigint`
      assert.strictEqual(job!.state, "completed")
      assert.deepStrictEqual(job!.history.map((entry) => entry.event), ["Bury", "Retry"])
    }))

  it.scoped("what cannot be known waits for a person instead of being tried again", () =>
    Effect.gen(function*() {
      const id = yield* approvedPlan
      const failure = new Failure({ tag: "Unclear", message: "Nobody can tell.", remedy: "Look." })
      yield* Layer.build(worker("w", () => new JobFailed({ failure, retry: { _tag: "backoff" }, unsure: true })))
      yield* eventually(statusOf(id), ([row]) => row?.status === "needs_attention")
    }))

  it.scoped("D01, T01: a defect of ours is told apart from the world's faults, tried again and then shown", () =>
    Effect.gen(function*() {
      const id = yield* approvedPlan
      yield* Layer.build(worker("w", () => Effect.die(new Error("name 'timedelta' is not defined"))))
      const jobs = yield* eventually(jobsOf(id), ([job]) => job?.state === "waiting" && job.attempts > 0)
      assert.strictEqual(jobs[0]!.failure?.tag, "ProgrammingDefect")
    }))

  it.scoped("D24: a stopping worker hands back what it could not finish, for the next to take at once", () =>
    Effect.gen(function*() {
      const id = yield* approvedPlan
      const started = yield* Deferred.make<void>()
      const first = yield* Scope.make()
      yield* Layer.buildWithScope(
        worker(
          "first",
          ({ job }) =>
            job.ownerId === id
              ? Effect.zipRight(Deferred.succeed(started, undefined), Effect.never)
              : Effect.succeed(done)
        ),
        first
      )
      yield* Deferred.await(started)
      yield* Scope.close(first, Exit.void)
      assert.deepStrictEqual((yield* jobsOf(id)).map((job) => job.state), ["pending"])
      const taken = yield* Deferred.make<string>()
      yield* Layer.build(
        worker(
          "second",
          ({ job }) => job.ownerId === id ? Effect.as(Deferred.succeed(taken, job.id), done) : Effect.succeed(done)
        )
      )
      yield* Deferred.await(taken)
    }))

  it.scoped("a cancelled job stops in mid-work", () =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const id = yield* approvedPlan
      const running = yield* Deferred.make<string>()
      const stopped = yield* Deferred.make<void>()
      yield* Layer.build(worker("w", ({ job }) =>
        job.ownerId !== id ? Effect.succeed(done) : Deferred.succeed(running, job.id).pipe(
          Effect.zipRight(Effect.never),
          Effect.onInterrupt(() => Deferred.succeed(stopped, undefined))
        )))
      const job = yield* Deferred.await(running)
      const waiting = yield* Effect.fork(Deferred.await(stopped))
      assert.isTrue(yield* queue.cancel(job, Date.now(), "key:test"))
      yield* Fiber.join(waiting)
    }))

  it.scoped(
    "a run whose lease was ended from outside keeps its heartbeat, and is not begun again",
    () =>
      Effect.gen(function*() {
        const queue = yield* JobQueue
        const sql = yield* SqlClient.SqlClient
        const id = yield* approvedPlan
        const begun = yield* Deferred.make<string>()
        const finish = yield* Deferred.make<void>()
        let runs = 0
        yield* Layer.build(worker("mine", ({ job }) => {
          if (job.ownerId !== id) return Effect.succeed(done)
          runs += 1
          return Deferred.succeed(begun, job.id).pipe(Effect.zipRight(Deferred.await(finish)), Effect.as(done))
        }))
        const job = yield* Deferred.await(begun)
        yield* queue.abandonLeasesOf("mine")
        const leases = Effect.map(
          sql<{ until: number; token: number }>`
          SELECT lease_until::float8 AS until, lease_token AS token FROM job WHERE id = ${job}::bigint`,
          ([row]) => row
        )
        const renewed = yield* eventually(leases, (row) => row !== undefined && row.until > Date.now())
        assert.deepStrictEqual([renewed?.token, runs], [1, 1])
        yield* Deferred.succeed(finish, undefined)
      }),
    30_000
  )
})
