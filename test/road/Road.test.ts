import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { MediaRef } from "@callsheet/domain/asset/Media"
import { MediaStore } from "@callsheet/studio/media/MediaStore"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import {
  approve,
  connectAccount,
  newOrg,
  newPlan,
  posts,
  stage,
  StageSandbox,
  until,
  wholeRoad
} from "../support/WorkerHarness.ts"

layer(stage(), { excludeTestServices: true, timeout: "60 seconds" })("the whole road", (it) => {
  const eventsOf = (plan: string) =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) =>
        sql<{ kind: string; to: string; by: string; from: string | null; tag: string; at: number }>`
        SELECT kind, to_status AS to, by, from_status AS from, tag, at::float8 AS at FROM event
        WHERE plan_id = ${plan} ORDER BY tx, position`
    )

  it.effect("F13, F12: a fault-free plan passes its cores in order, and TikTok has exactly the released bytes", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const orgId = yield* newOrg
      const plan = yield* newPlan(orgId, yield* connectAccount(orgId))
      yield* wholeRoad(plan)
      const events = yield* eventsOf(plan)
      const core = (kind: string, statuses: ReadonlyArray<string>) =>
        events.filter((row) => row.kind === kind && row.from !== row.to && statuses.includes(row.to)).map((row) =>
          row.to
        )
      assert.deepStrictEqual(
        core("plan", ["scheduled", "approved", "assets_generated", "published", "tracked"]),
        ["scheduled", "approved", "assets_generated", "published", "tracked"]
      )
      assert.deepStrictEqual(core("asset", ["generated", "published", "tracked"]), [
        "generated",
        "published",
        "tracked"
      ])
      assert.deepStrictEqual(
        events.filter((row) => row.kind === "asset").map((row) => row.tag),
        [
          "AssetStarted",
          "ScriptWritten",
          "VoiceMade",
          "VideoRendered",
          "AssetGenerated",
          "PublishOrdered",
          "PublicationOpened",
          "UploadFinished",
          "AssetPublished",
          "AssetTracked"
        ]
      )
      assert.isTrue(events.every((row) => row.by !== "" && row.tag !== "" && row.at > 0))
      const { sandbox } = yield* StageSandbox
      const received = sandbox.books.of("received")
      const [view] = yield* sql<{ sha: string }>`
        SELECT state->'status'->'release'->>'sha256' AS sha FROM actor WHERE id = ${plan}`
      assert.deepStrictEqual((yield* posts).map((post) => post.publishId), received.map((entry) => entry.publishId))
      assert.deepStrictEqual(received.map((entry) => entry.sha256), [view!.sha])
    }))

  it.effect("D12, F01, T09: plans approved once are made and posted with no further command, none before its slot", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const { control, sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: { gates: "plan", gatesOwner: "Mia" } })
      const slot = Date.now() + 2_500
      const plans = yield* Effect.forEach(Array.from({ length: 12 }, (_, i) => i), (i) =>
        Effect.gen(function*() {
          yield* control.addCreator({ username: `creator.${i}` })
          const account = yield* connectAccount(orgId, `creator.${i}`)
          const plan = yield* newPlan(orgId, account, {
            slot,
            topic: `Topic number ${i}`,
            settings: {
              privacy: "SELF_ONLY",
              allowComment: false,
              allowDuet: false,
              allowStitch: false,
              brandContent: false,
              brandOrganic: false
            }
          })
          yield* approve(plan)
          return plan
        }))
      yield* Effect.forEach(plans, (plan) => until(plan, "tracked"), { concurrency: "unbounded" })
      const ids = new Set(
        yield* Effect.forEach(
          plans,
          (plan) =>
            Effect.map(
              eventsOf(plan),
              (events) => events.filter((row) => row.tag === "PublishStarted").map((row) => row.at)
            )
        )
      )
      for (const started of ids) {
        assert.strictEqual(started.length, 1)
        assert.isAtLeast(started[0]!, slot)
      }
      const inits = sandbox.books.of("init").filter((entry) => entry.at >= slot)
      assert.strictEqual(inits.length, 12)
    }))

  it.effect("D08, F03: every publication gets its tracking job, and a kind that nobody knows is left, not dropped", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const queue = yield* JobQueue
      const [published] = yield* sql<{ n: number }>`
        SELECT count(*)::int AS n FROM event WHERE tag = 'AssetPublished'`
      const [tracking] = yield* sql<{ n: number }>`SELECT count(*)::int AS n FROM job WHERE kind = 'track'`
      assert.isAbove(published!.n, 0)
      assert.strictEqual(tracking!.n, published!.n)
      yield* sql`
        INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
        VALUES ('future', 'dance', 'plan', 'pln_x', 'org_x', 0, 0, '{}'::jsonb, 0)`
      yield* Effect.sleep("300 millis")
      const [left] = yield* sql<{ state: string }>`SELECT state FROM job WHERE key = 'future'`
      assert.strictEqual(left!.state, "pending")
      const depths = yield* queue.depths(Date.now())
      assert.isTrue(
        depths.some((depth) => depth.kind === "dance" && depth.count === 1),
        "it stands in what operators see"
      )
    }))

  it.effect("D02: what an asset shows as made is a file that verifies, and what failed shows none", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const media = yield* MediaStore
      const rows = yield* sql<{ status: string; video: unknown }>`
        SELECT status, coalesce(state->'status'->'made'->'video', state->'status'->'video') AS video FROM actor WHERE kind = 'asset'`
      assert.isAbove(rows.length, 0)
      for (const row of rows) {
        if (row.video === null) continue
        yield* media.verify(yield* Schema.decodeUnknown(MediaRef)(row.video))
      }
    }))
})
