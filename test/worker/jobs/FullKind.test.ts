import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { type Activity } from "@callsheet/worker/jobs/Activity"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import { JobRunner } from "@callsheet/worker/jobs/JobRunner"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { asking, birth, newPlanId, RoadLive } from "../../support/ActorHarness.ts"

layer(RoadLive, { excludeTestServices: true })("a kind of work that is full", (it) => {
  it.scoped("is not asked for until a place is free: its next job is due all the time", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      for (let count = 0; count < 2; count++) {
        const id = newPlanId()
        yield* actors.plan(id, asking(), birth())
        yield* actors.plan(id, asking(), { _tag: "Approve" })
      }
      const queue = yield* JobQueue
      const asked = yield* Deferred.make<ReadonlyArray<string>>()
      let busy = false
      const counted = JobQueue.of({
        ...queue,
        nextDue: (kinds, shards) =>
          Effect.zipRight(
            busy ? Deferred.succeed(asked, kinds) : Effect.void,
            queue.nextDue(kinds, shards)
          )
      })
      const endless: Activity = () =>
        Effect.suspend(() => {
          busy = true
          return Effect.never
        })
      const activities = Object.fromEntries(JobKind.literals.map((kind) => [kind, endless])) as {
        readonly [K in JobKind]: Activity
      }
      const slots = new Map<JobKind, number>([["start_asset", 1], ["tell", 4]])
      yield* Layer.build(
        JobRunner.layer(Effect.succeed({ worker: "w", slots, activities, databaseUrl: null })).pipe(
          Layer.provide(JobReporter.layer),
          Layer.provide(Layer.succeed(JobQueue, counted))
        )
      )
      assert.deepStrictEqual(yield* Deferred.await(asked), ["tell"])
    }))
})
