import { Actors } from "@callsheet/actors/Actors"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { pausePosting, resumePosting } from "@callsheet/database/jobs/PostingPause"
import { Views } from "@callsheet/database/views/Views"
import type { OrgId } from "@callsheet/domain/Ids"
import { hours, iso } from "@callsheet/domain/Instant"
import { endsByItself } from "@callsheet/domain/WaitingFor"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Option } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, nothingBroken, reach, releasedPlan, standingOf, struckPlan } from "./support.ts"

const waitingFor = (orgId: OrgId, plan: string) =>
  Effect.flatMap(Views, (views) => views.plan(orgId, plan)).pipe(
    Effect.map((found) => Option.getOrThrow(found).waitingFor),
    Effect.provide(Views.layer)
  )

const orgOf = (id: string) => Effect.map(standingOf(id), ({ state }) => (state as { readonly orgId: OrgId }).orgId)

layer(stage({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "what a plan before TikTok waits for",
  (it) => {
    it.effect("D25: a plan of a suspended account names the suspension, its reason and its end", () =>
      Effect.gen(function*() {
        const struck = yield* struckPlan({
          endpoint: "processing",
          kind: "failReason",
          code: "spam_risk_too_many_posts",
          count: 1
        })
        const account = yield* reach(struck.accountId, "suspended")
        const { until } = (account.state as { readonly status: { readonly until: number } }).status
        const waits = yield* waitingFor(yield* orgOf(struck.plan), struck.plan)
        assert.strictEqual(waits?.until, iso(until))
        assert.include(waits?.what, `@${struck.username}`)
        assert.isTrue(waits !== undefined && waits !== null && endsByItself(waits.who))
      }))

    it.effect("F08: a plan whose account is frozen by a 429 names the freeze and its end; a lost consent names the person", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const until = (yield* Clock.currentTimeMillis) + hours(1)
        yield* actors.account(creator.accountId, asking(), { _tag: "Freeze", window: "creatorInfo", until })
        const plan = yield* releasedPlan(orgId, creator.accountId)
        yield* reach(plan, "publishing")
        const frozen = yield* waitingFor(orgId, plan)
        assert.strictEqual(frozen?.until, iso(until))
        assert.include(frozen?.what, "creatorInfo")
        const failure = { tag: "GrantInvalid", message: "The grant is gone.", remedy: "Connect again." }
        yield* actors.account(creator.accountId, asking(), { _tag: "LoseAccess", failure })
        const lost = yield* waitingFor(orgId, plan)
        assert.include(lost?.what, "The grant is gone.")
        assert.strictEqual(lost?.action?.call, "account.connect")
      }))

    it.effect("F08: what comes due while its account is paused is not posted and asks; resumed and retried, it is", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        yield* actors.account(creator.accountId, asking(), { _tag: "Pause", reason: "a wrong logo" })
        const plan = yield* releasedPlan(orgId, creator.accountId)
        yield* reach(plan, "needs_attention")
        const asked = yield* waitingFor(orgId, plan)
        assert.include(asked?.what, "a wrong logo")
        yield* actors.account(creator.accountId, asking(), { _tag: "ResumePosting" })
        assert.strictEqual((yield* standingOf(plan)).status, "needs_attention")
        yield* actors.plan(plan, asking(), { _tag: "Retry" })
        yield* reach(plan, "tracked")
      }))

    it.effect("F08: while the operator paused everything nothing is posted in any org, and what came due asks", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const limits = yield* Effect.provide(AppLimits, AppLimits.layer)
        const at = yield* Clock.currentTimeMillis
        yield* pausePosting(limits, { by: "key:operator", at, reason: "a bad release" })
        const again = yield* pausePosting(limits, { by: "key:other", at, reason: "another" })
        assert.strictEqual(again.by, "key:operator")
        const creators = yield* Effect.forEach([1, 2], () =>
          Effect.gen(function*() {
            const orgId = yield* newOrg
            const { accountId } = yield* newCreator(orgId)
            return { orgId, plan: yield* releasedPlan(orgId, accountId) }
          }))
        for (const { orgId, plan } of creators) {
          yield* reach(plan, "needs_attention")
          assert.include((yield* waitingFor(orgId, plan))?.what, "a bad release")
        }
        yield* resumePosting(limits)
        for (const { plan } of creators) {
          assert.strictEqual((yield* standingOf(plan)).status, "needs_attention")
          yield* actors.plan(plan, asking(), { _tag: "Retry" })
          yield* reach(plan, "tracked")
        }
      }))
  }
)

layer(stage({ speed: 60, sandbox: { settings: { processingMillis: hours(48), accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a publication that TikTok never finishes", (it) => {
  it.effect("D04, D25: status stuck until the deadline ends at needs_attention with its reason, one publication, no blind second", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const sql = yield* SqlClient.SqlClient
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const plan = yield* releasedPlan(orgId, creator.accountId)
      const calls = (endpoint: string) =>
        sandbox.books.of("request").filter((entry) => entry.openId === creator.openId && entry.endpoint === endpoint)
      yield* lookUntil(Effect.sync(() => calls("status").length), (asked) => asked > 5)
      yield* Effect.sleep("10 minutes")
      assert.strictEqual((yield* standingOf(plan)).status, "publishing")
      // Paced: eleven times in the first two minutes, once a minute from then on.
      assert.isAtMost(calls("status").length, 24)
      assert.include((yield* waitingFor(orgId, plan))?.what, "TikTok to process the video")
      // Four hours later, as another owner of the plan finds it.
      yield* sql`
        UPDATE actor SET since = since - ${hours(4)}::bigint, alarm_at = alarm_at - ${
        hours(4)
      }::bigint, version = version + 1
        WHERE id = ${plan}`
      // A refusal rests on what is stored, never on memory alone: to give one, the owner reads what was changed behind its back.
      const { plan: ask } = yield* Actors
      assert.strictEqual((yield* Effect.flip(ask(plan, asking(), { _tag: "ReachSlot" })))._tag, "IllegalCommand")
      const stuck = yield* lookUntil(standingOf(plan), ({ status }) => status === "needs_attention")
      assert.deepStrictEqual([stuck.status, stuck.failure], ["needs_attention", "PublishingUnconfirmed"])
      assert.lengthOf(yield* nothingBroken(creator), 0)
      assert.lengthOf(calls("init"), 1)
    }))
})
