import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { reserve } from "@callsheet/domain/RateWindow"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Schema } from "effect"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, reach, releasedPlan, standingOf } from "./support.ts"

layer(
  stage({ speed: 20, sandbox: { settings: { activeCreatorsAudited: 2, accessTokenSeconds: 86_400 } } }),
  { excludeTestServices: true, timeout: "60 seconds" }
)("limits of the whole app", (it) => {
  it.effect("F08, T05: workers that grant at once from one shared window never grant beyond it", () =>
    Effect.gen(function*() {
      const limits = yield* AppLimits
      const shared = { name: "test", schema: Schema.Struct({ log: Schema.Array(Schema.Number) }), initial: { log: [] } }
      const rule = { limit: 20, windowMillis: 60_000, marginMillis: 3_000 }
      const grants = yield* Effect.forEach(Array.from({ length: 50 }), () =>
        limits.change(shared, ({ log }) => {
          const granted = reserve(rule, log, 1_000)
          return { self: { log: [...granted.log] }, answer: granted.at }
        }), { concurrency: "unbounded" })
      assert.deepStrictEqual(
        [1_000, 64_000, 127_000].map((at) => grants.filter((granted) => granted === at).length),
        [20, 20, 10]
      )
    }))

  it.effect(
    "F08, T05: where TikTok serves no more creators one refusal is enough for all, and the orgs take turns",
    () =>
      Effect.gen(function*() {
        const { control, sandbox } = yield* StageSandbox
        const greedy = yield* newOrg
        const modest = yield* newOrg
        const post = (orgId: typeof greedy) =>
          Effect.gen(function*() {
            const creator = yield* newCreator(orgId)
            return { ...creator, plan: yield* releasedPlan(orgId, creator.accountId) }
          })
        const early = [yield* post(greedy), yield* post(greedy)]
        for (const { plan } of early) assert.strictEqual((yield* reach(plan, "tracked")).status, "tracked")
        const refusals = () =>
          sandbox.books.of("request").filter(({ code, endpoint }) =>
            endpoint === "creator_info" && code === "reached_active_user_cap"
          ).length
        const first = yield* post(greedy)
        yield* lookUntil(Effect.sync(refusals), (count) => count > 0)
        const second = yield* post(greedy)
        const other = yield* post(modest)
        yield* Effect.sleep("2 minutes")
        assert.strictEqual(refusals(), 1)
        // A creator who posted today counts already and waits for nobody.
        const more = yield* releasedPlan(greedy, early[0]!.accountId, { topic: "A second video about lighthouses" })
        assert.strictEqual((yield* reach(more, "tracked")).status, "tracked")
        yield* control.settings({ activeCreatorsAudited: 3 })
        // The hour after the refusal is over, as another worker finds it.
        const sql = yield* SqlClient.SqlClient
        const now = yield* Clock.currentTimeMillis
        yield* sql`
        UPDATE app_limit SET state = jsonb_set(state, '{closedUntil}', to_jsonb(${now}::bigint)) WHERE name = 'activeCreators'`
        yield* sql`UPDATE job SET run_at = ${now}::bigint WHERE kind = 'publish' AND state IN ('pending', 'waiting')`
        // The place that is free goes to the org that had none, though the other asked first and twice.
        assert.strictEqual(
          (yield* lookUntil(standingOf(other.plan), ({ status }) => status === "tracked")).status,
          "tracked"
        )
        for (const { plan } of [first, second]) assert.strictEqual((yield* standingOf(plan)).status, "publishing")
      }),
    { timeout: 120_000 }
  )
})
