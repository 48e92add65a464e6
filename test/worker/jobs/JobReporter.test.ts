import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import type { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { Failure } from "@callsheet/domain/Failure"
import { assetIdOf } from "@callsheet/domain/Ids"
import { allShards } from "@callsheet/domain/Shard"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { asking, birth, newAccountId, newOrgId, newPlanId, RoadLive } from "../../support/ActorHarness.ts"

const failure = new Failure({ tag: "Broken", message: "It broke.", remedy: "Mend it." })

layer(Layer.provideMerge(JobReporter.layer, RoadLive), { excludeTestServices: true })("giving work up", (it) => {
  const claimed = (ownerId: string) =>
    Effect.gen(function*() {
      const queue = yield* JobQueue
      const slots = new Map([["write_script", 8], ["start_asset", 8]])
      const jobs = yield* queue.claim({ slots, shards: allShards, worker: "w", now: Date.now(), leaseMillis: 60_000 })
      const mine = jobs.filter((job) => job.ownerId === ownerId)
      assert.lengthOf(mine, 1)
      return mine[0]!
    })
  const statusOf = (id: string) =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => Effect.map(sql<{ status: string }>`SELECT status FROM actor WHERE id = ${id}`, ([row]) => row?.status)
    )

  it.effect("leaves the present take alone where the work was for one that was turned down", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const reporter = yield* JobReporter
      const id = assetIdOf(newPlanId())
      const begin: AssetCommand = {
        _tag: "Start",
        orgId: newOrgId(),
        accountId: newAccountId(),
        brief: { topic: "A crane", language: "en", hashtags: [], script: null, handle: null, dueAt: Date.now() }
      }
      yield* actors.asset(id, asking(), begin)
      const earlier = yield* claimed(id)
      yield* actors.asset(id, asking(), { _tag: "Discard" })
      yield* actors.asset(id, asking(), begin)
      const present = yield* claimed(id)
      assert.isFalse(yield* reporter.giveUp(earlier, failure, false))
      assert.strictEqual(yield* statusOf(id), "pending")
      assert.isTrue(yield* reporter.giveUp(present, failure, false))
      assert.strictEqual(yield* statusOf(id), "failed")
    }))

  it.effect("leaves a plan alone that was rejected since and approved anew", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const reporter = yield* JobReporter
      const id = newPlanId()
      yield* actors.plan(id, asking(), birth())
      yield* actors.plan(id, asking(), { _tag: "Approve" })
      const earlier = yield* claimed(id)
      yield* actors.plan(id, asking(), { _tag: "Reject", reason: "Not like this" })
      yield* actors.plan(id, asking(), { _tag: "Retry" })
      yield* actors.plan(id, asking(), { _tag: "Approve" })
      const present = yield* claimed(id)
      assert.isFalse(yield* reporter.giveUp(earlier, failure, false))
      assert.strictEqual(yield* statusOf(id), "approved")
      assert.isTrue(yield* reporter.giveUp(present, failure, false))
      assert.strictEqual(yield* statusOf(id), "failed")
    }))
})
