import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import {
  jobsAreSane,
  lookUntil,
  newCreator,
  nothingBroken,
  only,
  reach,
  releasedPlan,
  standingOf,
  struckPlan
} from "./support.ts"

/** What a failed publication means: for the plan, for the account, and how often it is opened. */
const failReasons: ReadonlyArray<
  readonly [reason: string, plan: string, tag: string | null, account: string, opened: number]
> = [
  ["internal", "tracked", null, "connected", 2],
  ["video_pull_failed", "tracked", null, "connected", 2],
  ["file_format_check_failed", "failed", "VideoFormatRefused", "connected", 1],
  ["duration_check_failed", "failed", "VideoDurationRefused", "connected", 1],
  ["frame_rate_check_failed", "failed", "VideoFrameRateRefused", "connected", 1],
  ["picture_size_check_failed", "failed", "PictureSizeRefused", "connected", 1],
  ["publish_cancelled", "failed", "PublicationCancelled", "connected", 1],
  ["spam_risk_text", "failed", "CaptionJudgedRisky", "connected", 1],
  ["spam_risk_user_banned_from_posting", "failed", "CreatorBanned", "needs_reauth", 1],
  ["spam_risk", "failed", "SpamRisk", "needs_reauth", 1],
  ["spam_risk_too_many_posts", "publishing", null, "suspended", 1],
  ["auth_removed", "publishing", null, "needs_reauth", 1],
  ["a_reason_of_the_future", "failed", "TikTokRefused", "connected", 1]
]

layer(stage({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "every ending of a publication",
  (it) => {
    const openedFor = (openId: string) =>
      Effect.map(StageSandbox, ({ sandbox }) => sandbox.books.of("init").filter((entry) => entry.openId === openId))

    for (const [reason, planStatus, tag, accountStatus, opened] of failReasons) {
      it.effect(`D09: FAILED with ${reason} leaves the plan ${planStatus} and the account ${accountStatus}`, () =>
        Effect.gen(function*() {
          const struck = yield* struckPlan({ endpoint: "processing", kind: "failReason", code: reason, count: 1 })
          const account = yield* reach(struck.accountId, accountStatus)
          assert.strictEqual(account.status, accountStatus)
          if (planStatus === "publishing") yield* Effect.sleep("30 seconds")
          const plan = yield* reach(struck.plan, planStatus)
          assert.deepStrictEqual([plan.status, plan.failure], [planStatus, tag])
          assert.lengthOf(yield* openedFor(struck.openId), opened)
          yield* nothingBroken(struck)
        }))
    }

    it.effect("TikTok's own fault is tried three times, then a person looks", () =>
      Effect.gen(function*() {
        const struck = yield* struckPlan({ endpoint: "processing", kind: "failReason", code: "internal" })
        const plan = yield* reach(struck.plan, "failed", "needs_attention")
        assert.deepStrictEqual([plan.status, plan.failure], ["failed", "TikTokProcessingFailed"])
        assert.lengthOf(yield* openedFor(struck.openId), 3)
      }))

    it.effect("D04: an upload address that is refused once is asked again; no second publication is opened for it", () =>
      Effect.gen(function*() {
        const struck = yield* struckPlan({ endpoint: "chunk", kind: "status", status: 403, count: 1 })
        assert.strictEqual((yield* reach(struck.plan, "tracked", "failed", "needs_attention")).status, "tracked")
        assert.lengthOf(yield* openedFor(struck.openId), 1)
        assert.lengthOf(yield* nothingBroken(struck), 1)
        yield* jobsAreSane(struck.plan)
      }))

    it.effect("D04: an address refused although every byte arrived is no reason for a second publication", () =>
      Effect.gen(function*() {
        const struck = yield* struckPlan({ endpoint: "chunk", kind: "status", status: 403, after: true, count: 1 })
        assert.strictEqual((yield* reach(struck.plan, "tracked", "failed", "needs_attention")).status, "tracked")
        assert.lengthOf(yield* openedFor(struck.openId), 1)
        assert.lengthOf(yield* nothingBroken(struck), 1)
      }))

    it.effect("a post that is not public ends tracked without an id", () =>
      Effect.gen(function*() {
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const plan = yield* releasedPlan(orgId, creator.accountId, {}, "SELF_ONLY")
        assert.strictEqual((yield* reach(plan, "tracked")).status, "tracked")
        assert.lengthOf(yield* nothingBroken(creator), 1)
      }))

    it.effect("D06: a post id of 19 digits is stored as exactly those digits", () =>
      Effect.gen(function*() {
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const plan = yield* releasedPlan(orgId, creator.accountId)
        yield* reach(plan, "tracked")
        const sql = yield* SqlClient.SqlClient
        const [row] = yield* sql<{ postId: string }>`
        SELECT state->'status'->>'postId' AS "postId" FROM actor WHERE id = ${plan}`
        const post = only(yield* nothingBroken(creator))
        assert.match(post.postId, /^\d{19}$/)
        assert.strictEqual(row!.postId, post.postId)
      }))

    it.effect("D25: spam_risk_too_many_posts suspends the account for a day, with its reason; other accounts go on", () =>
      Effect.gen(function*() {
        const { sandbox } = yield* StageSandbox
        const struck = yield* struckPlan({
          endpoint: "creator_info",
          kind: "refuse",
          code: "spam_risk_too_many_posts",
          count: 1
        })
        const account = yield* reach(struck.accountId, "suspended")
        assert.deepStrictEqual([account.status, account.failure], ["suspended", "DailyPostCapReached"])
        const sql = yield* SqlClient.SqlClient
        const [row] = yield* sql<{ until: number }>`
        SELECT (state->'status'->>'until')::float8 AS until FROM actor WHERE id = ${struck.accountId}`
        assert.isAbove(row!.until - (yield* Clock.currentTimeMillis), 23 * 3_600_000)
        const calls = () => sandbox.books.of("request").filter((entry) => entry.openId === struck.openId).length
        const before = calls()
        const orgId = yield* newOrg
        const other = yield* newCreator(orgId)
        assert.strictEqual((yield* reach(yield* releasedPlan(orgId, other.accountId), "tracked")).status, "tracked")
        yield* Effect.sleep("3 minutes")
        assert.strictEqual(calls(), before, "a suspended account moved")
      }))

    it.effect("reached_active_user_cap waits by itself and leaves the account connected", () =>
      Effect.gen(function*() {
        const struck = yield* struckPlan({
          endpoint: "init",
          kind: "refuse",
          code: "reached_active_user_cap",
          count: 1
        })
        const sql = yield* SqlClient.SqlClient
        const jobs = sql<{ state: string; failure: { tag: string } | null; runAt: number }>`
        SELECT state, failure, run_at::float8 AS "runAt" FROM job WHERE plan_id = ${struck.plan} AND kind = 'publish'`
        const waiting = only(yield* lookUntil(jobs, ([job]) => job?.failure != null))
        assert.deepStrictEqual([waiting.state, waiting.failure?.tag], ["waiting", "AppCreatorCapReached"])
        assert.isAbove(waiting.runAt - (yield* Clock.currentTimeMillis), 3_000_000)
        assert.strictEqual((yield* standingOf(struck.accountId)).status, "connected")
        // The whole app is refused until then; the cases after this one are another day's.
        yield* sql`DELETE FROM app_limit`
      }))

    it.effect("an app without TikTok's audit is told why, and its account stays connected", () =>
      Effect.gen(function*() {
        const struck = yield* struckPlan({
          endpoint: "init",
          kind: "refuse",
          code: "unaudited_client_can_only_post_to_private_accounts",
          count: 1
        })
        const plan = yield* reach(struck.plan, "needs_attention", "failed", "tracked")
        assert.deepStrictEqual([plan.status, plan.failure], ["needs_attention", "AppNotAudited"])
        assert.strictEqual((yield* standingOf(struck.accountId)).status, "connected")
      }))

    it.effect("what the creator has switched off is sent as switched off, whatever was released", () =>
      Effect.gen(function*() {
        const { control } = yield* StageSandbox
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        yield* control.addCreator({ username: creator.username, commentDisabled: true, duetDisabled: true })
        const plan = yield* releasedPlan(orgId, creator.accountId, {
          settings: {
            privacy: "PUBLIC_TO_EVERYONE",
            allowComment: true,
            allowDuet: true,
            allowStitch: true,
            brandOrganic: false,
            brandContent: false
          }
        })
        yield* reach(plan, "tracked")
        const { post } = only(yield* nothingBroken(creator))
        assert.deepStrictEqual([post?.disableComment, post?.disableDuet, post?.disableStitch], [true, true, false])
      }))

    it.effect("D08: work of a kind that nobody here knows is left lying and counted, not dropped", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const queue = yield* JobQueue
        const now = yield* Clock.currentTimeMillis
        yield* sql`
        INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
        VALUES ('future', 'holograph', 'plan', 'pln_x', 'org_x', 0, ${now}::bigint, '{}', ${now}::bigint)`
        yield* Effect.sleep("10 seconds")
        const depth = (yield* queue.depths(yield* Clock.currentTimeMillis)).find(({ kind }) => kind === "holograph")
        assert.deepStrictEqual([depth?.state, depth?.count], ["pending", 1])
      }))

    it.effect("D04: a plan that is asked to try again at will still posts once", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const struck = yield* struckPlan({ endpoint: "chunk", kind: "dropAfter", count: 2 })
        for (let i = 0; i < 20; i++) {
          // Only what has stopped can be tried again, and a connection that breaks off twice stops no plan.
          const refused = yield* Effect.flip(actors.plan(struck.plan, asking(), { _tag: "Retry" }))
          assert.strictEqual(refused._tag, "IllegalCommand")
          yield* Effect.sleep("500 millis")
        }
        assert.strictEqual((yield* reach(struck.plan, "tracked")).status, "tracked")
        assert.lengthOf(yield* nothingBroken(struck), 1)
      }))
  }
)

layer(stage({ speed: 60, sandbox: { settings: { rePutStatus: 404, statusLagMillis: 30_000 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a TikTok whose status is behind its upload host", (it) => {
  it.effect("D04: a lost answer, a 404 for what is there already and an old status open no second publication", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const struck = yield* struckPlan({ endpoint: "chunk", kind: "dropAfter", count: 1 })
      assert.strictEqual((yield* reach(struck.plan, "tracked", "failed", "needs_attention")).status, "tracked")
      const asked = sandbox.books.of("request").filter((entry) => entry.openId === struck.openId)
      assert.lengthOf(asked.filter(({ endpoint }) => endpoint === "init"), 1)
      assert.isTrue(asked.some(({ endpoint, status }) => endpoint === "chunk" && status === 404))
      assert.lengthOf(yield* nothingBroken(struck), 1)
    }))
})
