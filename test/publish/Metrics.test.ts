import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Views } from "@callsheet/database/views/Views"
import { Account } from "@callsheet/domain/account/Account"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, reach, releasedPlan } from "./support.ts"

const figuresOf = (orgId: OrgId, plan: string) =>
  Effect.flatMap(Views, (views) => views.planMetrics(orgId, plan)).pipe(Effect.provide(Views.layer))

/** The account as if its owner had granted less. */
const grantOnly = (id: AccountId, scopes: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const store = yield* ActorStore
    const { tokens } = yield* Schema.decodeUnknown(Account)(Option.getOrThrow(yield* store.load(id)).state)
    yield* actors.account(id, asking(), { _tag: "StoreTokens", tokens, scopes: [...scopes] })
  })

layer(stage({ speed: 60, sandbox: { settings: { metricsSpeed: 1_000, accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a post's numbers", (it) => {
  it.effect("D13: readings are kept with what each added, and the account's own totals are read with them", () =>
    Effect.gen(function*() {
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const plan = yield* releasedPlan(orgId, creator.accountId)
      yield* reach(plan, "tracked")
      const rows = yield* lookUntil(figuresOf(orgId, plan), (seen) => seen.length >= 3)
      assert.isAtLeast(rows.length, 3)
      assert.isNull(rows[0]!.since)
      for (const [i, row] of rows.slice(1).entries()) {
        assert.strictEqual(row.since?.at, rows[i]!.at)
        assert.strictEqual(row.since?.views, row.views! - rows[i]!.views!)
      }
      assert.isAbove(rows.at(-1)!.views!, rows[0]!.views!)
      const shown = Effect.flatMap(Views, (views) => views.account(orgId, creator.accountId)).pipe(
        Effect.map(Option.getOrThrow),
        Effect.provide(Views.layer)
      )
      const account = yield* lookUntil(shown, ({ figures }) => figures !== null)
      assert.isNumber(account.figures?.followers)
      assert.isNumber(account.figures?.likes)
      assert.isNumber(account.figures?.videos)
      const sql = yield* SqlClient.SqlClient
      const [{ readings } = { readings: 0 }] = yield* sql<{ readings: number }>`
        SELECT count(*)::int AS readings FROM account_figures WHERE account_id = ${creator.accountId}`
      assert.strictEqual(readings, 1, "the account as a whole is read once an hour, not with every post")
    }))

  it.effect("D13: an answer of an unknown form is kept as it came and shown as a problem, and the numbers come with the next", () =>
    Effect.gen(function*() {
      const { control } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      yield* control.addFault({ endpoint: "video_query", kind: "wrongType", count: 1, openId: creator.openId })
      const plan = yield* releasedPlan(orgId, creator.accountId)
      yield* reach(plan, "tracked")
      const rows = yield* lookUntil(figuresOf(orgId, plan), (seen) => seen.length >= 2)
      assert.match(rows[0]?.problem ?? "", /could not be read/)
      assert.isNull(rows[0]?.views)
      assert.isNull(rows[1]?.problem)
      assert.isNumber(rows[1]?.views)
      const sql = yield* SqlClient.SqlClient
      const [kept] = yield* sql<{ raw: string; endpoint: string; tags: string }>`
        SELECT raw, endpoint, (SELECT history::text FROM job WHERE kind = 'fetch_metrics' AND plan_id = ${plan}) AS tags
        FROM unread_answer WHERE plan_id = ${plan}`
      assert.strictEqual(kept?.endpoint, "videoQuery")
      assert.isAbove(kept?.raw.length ?? 0, 2)
      assert.include(kept?.tags, "TikTokAnswerUnreadable")
    }))

  it.effect("D13: without the scope for it the figures say what is missing and how to grant it; the account goes on posting", () =>
    Effect.gen(function*() {
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      yield* grantOnly(creator.accountId, ["user.info.basic", "video.publish"])
      const plan = yield* releasedPlan(orgId, creator.accountId)
      assert.strictEqual((yield* reach(plan, "tracked")).status, "tracked")
      const sql = yield* SqlClient.SqlClient
      const [job] = yield* lookUntil(
        sql<{ state: string; failure: { tag: string; message: string; remedy: string } | null }>`
          SELECT state, failure FROM job WHERE kind = 'fetch_metrics' AND plan_id = ${plan}`,
        ([seen]) => seen?.failure != null
      )
      assert.deepStrictEqual([job?.state, job?.failure?.tag], ["dead", "ScopeMissing"])
      assert.include(job?.failure?.message, "video.list")
      assert.include(JSON.stringify(job?.failure), "account.connect")
      assert.deepStrictEqual(yield* figuresOf(orgId, plan), [])
    }))
})
