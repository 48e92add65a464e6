import { Actors } from "@callsheet/actors/Actors"
import { Account } from "@callsheet/domain/account/Account"
import { assetIdOf, type PlanId } from "@callsheet/domain/Ids"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { approve, newOrg, release, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, nothingBroken, reach, releasedPlan, standingOf } from "./support.ts"

const failure = { tag: "PublishingUnconfirmed", message: "TikTok has not confirmed it.", remedy: "Look." }

/** A plan that TikTok was given no video for yet, or has one of, as it stands when its deadline passes. */
const overdue = (plan: string) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    yield* actors.plan(plan, asking(), { _tag: "MissDeadline", failure })
    assert.strictEqual((yield* reach(plan, "needs_attention")).status, "needs_attention")
  })

layer(stage({ speed: 20, sandbox: { settings: { accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a plan whose video TikTok may have when a person thinks otherwise", (it) => {
  it.effect("D04, D23: is not turned down: the refusal names the retry that follows its publication, and it is posted once", () =>
    Effect.gen(function*() {
      const { control } = yield* StageSandbox
      const actors = yield* Actors
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      // The first piece does not get through for now: the publication is open, and stays it.
      yield* control.addFault({ endpoint: "chunk", kind: "status", status: 500, openId: creator.openId })
      const plan = yield* releasedPlan(orgId, creator.accountId)
      const noted = Effect.map(standingOf(plan), ({ state }) => JSON.stringify(state))
      yield* lookUntil(noted, (seen) => /"publishId":"/.test(seen))
      yield* overdue(plan)
      for (const _tag of ["Reject", "Cancel"] as const) {
        const refusal = yield* Effect.flip(actors.plan(plan, asking(), { _tag, reason: "not this one" }))
        assert.strictEqual(refusal._tag, "PublicationUnderWay")
        assert.include(refusal.remedy, "never posts twice")
      }
      yield* control.clearFaults
      yield* actors.plan(plan, asking(), { _tag: "Retry" })
      assert.strictEqual((yield* reach(plan, "tracked", "failed")).status, "tracked")
      assert.lengthOf(yield* nothingBroken(creator), 1)
    }))

  it.effect("D04: one whose publication never began is dropped with its plan, and nothing is posted when the cause is gone", () =>
    Effect.gen(function*() {
      const { control, sandbox } = yield* StageSandbox
      const actors = yield* Actors
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      yield* control.addFault({ endpoint: "creator_info", kind: "status", status: 500, openId: creator.openId })
      const plan = yield* releasedPlan(orgId, creator.accountId)
      assert.strictEqual((yield* reach(plan, "publishing")).status, "publishing")
      const asset = standingOf(assetIdOf(plan as PlanId))
      yield* lookUntil(asset, ({ status }) => status === "publishing")
      yield* overdue(plan)
      yield* actors.plan(plan, asking(), { _tag: "Cancel", reason: "too late" })
      yield* lookUntil(asset, ({ status }) => status === "discarded")
      assert.strictEqual((yield* asset).status, "discarded")
      yield* control.clearFaults
      const sql = yield* SqlClient.SqlClient
      const open = sql`
        SELECT 1 FROM job WHERE plan_id = ${plan} AND kind = 'publish' AND state IN ('pending', 'waiting', 'in_progress')`
      assert.lengthOf(yield* lookUntil(open, ({ length }) => length === 0), 0)
      const until = (yield* Clock.currentTimeMillis) + 60_000
      yield* lookUntil(Clock.currentTimeMillis, (now) => now > until)
      // A try that was under way may still have opened one; it gets no byte, so nothing can come of it.
      const sent = sandbox.books.of("request").filter(({ endpoint, openId }) =>
        endpoint === "chunk" && openId === creator.openId
      )
      assert.lengthOf(sent, 0)
      assert.lengthOf(yield* nothingBroken(creator), 0)
    }))

  it.effect("F08: what TikTok may have opened unheard for one take still counts when the next one is posted", () =>
    Effect.gen(function*() {
      const { control, sandbox } = yield* StageSandbox
      const actors = yield* Actors
      const sql = yield* SqlClient.SqlClient
      const orgId = yield* newOrg
      const { accountId, openId } = yield* newCreator(orgId)
      yield* control.addFault({ endpoint: "init", kind: "status", status: 503, after: true, openId })
      // One try reaches TikTok. The next ones end before they ask it, so that none is cut off with the asking in doubt.
      yield* control.addFault({ endpoint: "creator_info", kind: "status", status: 500, nth: 2, count: 1_000, openId })
      const plan = yield* releasedPlan(orgId, accountId)
      const inits = Effect.sync(() =>
        sandbox.books.of("request").filter((entry) => entry.endpoint === "init" && entry.openId === openId)
      )
      assert.lengthOf(yield* lookUntil(inits, ({ length }) => length > 0), 1)
      // The answer is noted at the job before its plan is taken away from it.
      yield* lookUntil(
        sql<{ state: string }>`SELECT state FROM job WHERE kind = 'publish' AND plan_id = ${plan}`,
        ([seen]) => seen?.state === "pending" || seen?.state === "waiting"
      )
      yield* overdue(plan)
      yield* actors.plan(plan, asking(), { _tag: "Reject", reason: "a better one" })
      const asset = standingOf(assetIdOf(plan as PlanId))
      yield* lookUntil(asset, ({ status }) => status === "discarded")
      yield* control.clearFaults
      yield* actors.plan(plan, asking(), { _tag: "Retry" })
      yield* approve(plan)
      assert.strictEqual((yield* reach(plan, "in_review", "failed", "needs_attention")).status, "in_review")
      yield* release(plan)
      assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
      const asked = yield* inits
      const account = yield* Schema.decodeUnknown(Account)((yield* standingOf(accountId)).state)
      assert.isAbove(asked.length, 1)
      assert.strictEqual(account.windows["posts"]?.log.length, asked.length)
      assert.lengthOf(yield* nothingBroken({ openId }), 1)
    }))
})
