import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, nothingBroken, reach, releasedPlan, standingOf } from "./support.ts"

const Tracked = Schema.Struct({
  status: Schema.Struct({
    publishId: Schema.String,
    postId: Schema.NullOr(Schema.String),
    draftPostedAt: Schema.optional(Schema.Number)
  })
})
const draftOf = (plan: string) =>
  Effect.flatMap(standingOf(plan), ({ state }) => Schema.decodeUnknown(Tracked)(state)).pipe(
    Effect.map(({ status }) => status)
  )

const delivered = Effect.gen(function*() {
  const orgId = yield* newOrg
  const creator = yield* newCreator(orgId)
  const plan = yield* releasedPlan(orgId, creator.accountId, { delivery: "inbox" })
  yield* reach(plan, "tracked")
  return { creator, plan, draft: yield* draftOf(plan) }
})

const told = (plan: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<
        { kind: string }
      >`SELECT kind FROM event WHERE plan_id = ${plan} AND tag = 'DraftPosted' ORDER BY tx, position`,
      (rows) => rows.map(({ kind }) => kind)
    ))

layer(stage({ speed: 60, sandbox: { settings: { accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "120 seconds"
})("a draft in the creator's inbox", (it) => {
  it.effect("is noticed once the creator posts it, and its post is followed like any other", () =>
    Effect.gen(function*() {
      const { creator, draft, plan } = yield* delivered
      assert.deepInclude(draft, { postId: null })
      assert.isUndefined(draft.draftPostedAt)
      assert.deepStrictEqual(yield* told(plan), [])
      const { control } = yield* StageSandbox
      yield* control.finishDraft(draft.publishId)
      const posted = yield* lookUntil(draftOf(plan), ({ postId }) => postId !== null)
      assert.isNumber(posted.draftPostedAt)
      assert.isNotNull(posted.postId)
      const sql = yield* SqlClient.SqlClient
      const jobs = yield* lookUntil(
        sql<{ kind: string; state: string }>`
          SELECT kind, state FROM job WHERE plan_id = ${plan} AND kind IN ('watch_draft', 'fetch_metrics') ORDER BY kind`,
        (rows) => rows.length === 2 && rows[1]?.state === "completed"
      )
      assert.deepStrictEqual(jobs.map(({ kind }) => kind), ["fetch_metrics", "watch_draft"])
      assert.lengthOf(yield* nothingBroken(creator), 1)
    }))

  it.effect("is known as posted also where it is not public and TikTok never names the post", () =>
    Effect.gen(function*() {
      const { draft, plan } = yield* delivered
      const { control } = yield* StageSandbox
      yield* control.finishDraft(draft.publishId, "SELF_ONLY")
      const posted = yield* lookUntil(draftOf(plan), ({ draftPostedAt }) => draftPostedAt !== undefined)
      assert.isNumber(posted.draftPostedAt)
      assert.isNull(posted.postId)
      // The plan and its asset say it, each once.
      assert.deepStrictEqual((yield* lookUntil(told(plan), (rows) => rows.length === 2)).toSorted(), ["asset", "plan"])
    }))
})
