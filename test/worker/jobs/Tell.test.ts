import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import type { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { jobKinds } from "@callsheet/domain/facts/jobKinds"
import { Failure } from "@callsheet/domain/Failure"
import { assetIdOf } from "@callsheet/domain/Ids"
import { allShards } from "@callsheet/domain/Shard"
import { sendCommand } from "@callsheet/worker/jobs/activities/SendCommand"
import { LeaseLost } from "@callsheet/worker/jobs/Activity"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either } from "effect"
import { asking, birth, newPlanId, RoadLive } from "../../support/ActorHarness.ts"

const failure = new Failure({ tag: "Broken", message: "It broke.", remedy: "Mend it." })

layer(RoadLive, { excludeTestServices: true })("telling a plan that its video failed", (it) => {
  const statusOf = (id: string) =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => Effect.map(sql<{ status: string }>`SELECT status FROM actor WHERE id = ${id}`, ([row]) => row?.status)
    )

  /** The message that an actor owes about something, as a worker has it in hand. */
  const inHand = (owner: string, about: string) =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const queue = yield* JobQueue
      const jobs = yield* queue.claim({
        slots: new Map([["tell", 8]]),
        shards: allShards,
        worker: "w",
        now: Date.now(),
        leaseMillis: 60_000
      })
      const row = jobs.find(({ ownerId, payload }) => ownerId === owner && JSON.stringify(payload).includes(about))!
      const job = { ...row, kind: "tell" as const, payload: yield* jobKinds.tell.decode(row.payload) }
      return sendCommand(actors)({
        job,
        checkpoint: (data) =>
          queue.checkpoint(job, data).pipe(
            Effect.orDie,
            Effect.flatMap((held) => held ? Effect.void : new LeaseLost({ job: job.id }))
          ),
        progress: () => Effect.void,
        envelope: () => asking()
      })
    })

  /** A plan whose video failed, the command that sets it going again, and the message as a worker has it in hand. */
  const failed = Effect.gen(function*() {
    const actors = yield* Actors
    const plan = newPlanId()
    const asset = assetIdOf(plan)
    const wish = birth()
    const start: AssetCommand = {
      _tag: "Start",
      orgId: wish.orgId,
      accountId: wish.accountId,
      brief: { topic: wish.topic, language: "en", hashtags: [], script: null, handle: null, dueAt: wish.slot }
    }
    yield* actors.plan(plan, asking(), wish)
    yield* actors.plan(plan, asking(), { _tag: "Approve" })
    yield* actors.plan(plan, asking(), { _tag: "StartGeneration", assetId: asset, gates: "both" })
    yield* actors.asset(asset, asking(), start)
    yield* actors.asset(asset, asking(), { _tag: "ReportFailure", failure, unsure: false })
    const told = yield* inHand(asset, "ReportFailure")
    return { plan, told, startAgain: actors.asset(asset, asking(), start) }
  })

  it.effect("fails the plan that waits for it", () =>
    Effect.gen(function*() {
      const { plan, told } = yield* failed
      yield* told
      assert.strictEqual(yield* statusOf(plan), "failed")
    }))

  it.effect("is left alone by a worker that stood still with it until the video was set going again", () =>
    Effect.gen(function*() {
      const { plan, startAgain, told } = yield* failed
      yield* startAgain
      const end = yield* Effect.either(told)
      assert.strictEqual(yield* statusOf(plan), "generating")
      assert.strictEqual(Either.isLeft(end) && "_tag" in end.left && end.left._tag, "LeaseLost")
    }))

  it.effect("throws nothing away that was offered again while a worker stood still with the message", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const { plan, startAgain } = yield* failed
      yield* startAgain
      yield* actors.plan(plan, asking(), { _tag: "Reject", reason: "Not like this." })
      const told = yield* inHand(plan, "Discard")
      yield* actors.plan(plan, asking(), { _tag: "Retry" })
      yield* actors.plan(plan, asking(), { _tag: "Approve" })
      yield* startAgain
      const end = yield* Effect.either(told)
      assert.strictEqual(yield* statusOf(assetIdOf(plan)), "pending")
      assert.strictEqual(Either.isLeft(end) && "_tag" in end.left && end.left._tag, "LeaseLost")
    }))
})
