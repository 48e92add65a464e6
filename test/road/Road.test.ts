import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connectAccount, newOrg, newPlan, posts, stage, StageSandbox, wholeRoad } from "../support/Stage.ts"

layer(stage(), { excludeTestServices: true, timeout: "60 seconds" })("the whole road", (it) => {
  it.effect("F13: a fault-free plan passes its cores in order, and TikTok has exactly the released bytes", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const orgId = yield* newOrg
      const plan = yield* newPlan(orgId, yield* connectAccount(orgId))
      yield* wholeRoad(plan)
      const events = yield* sql<{ kind: string; to: string; by: string; from: string | null; tag: string }>`
        SELECT kind, to_status AS to, by, from_status AS from, tag FROM event WHERE plan_id = ${plan} ORDER BY tx, position`
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
      assert.isTrue(events.every((row) => row.by !== "" && row.tag !== ""))
      const { sandbox } = yield* StageSandbox
      const received = sandbox.books.of("received")
      const [view] = yield* sql<{ sha: string }>`
        SELECT state->'status'->'release'->>'sha256' AS sha FROM actor WHERE id = ${plan}`
      assert.deepStrictEqual((yield* posts).map((post) => post.publishId), received.map((entry) => entry.publishId))
      assert.deepStrictEqual(received.map((entry) => entry.sha256), [view!.sha])
    }))
})
