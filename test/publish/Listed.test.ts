import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Account } from "@callsheet/domain/account/Account"
import type { AccountId } from "@callsheet/domain/Ids"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, nothingBroken, only, reach, releasedPlan, standingOf } from "./support.ts"

/** The account as if its owner had granted only this. */
const grantOnly = (id: AccountId, scopes: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const store = yield* ActorStore
    const { tokens } = yield* Schema.decodeUnknown(Account)(Option.getOrThrow(yield* store.load(id)).state)
    yield* actors.account(id, asking(), { _tag: "StoreTokens", tokens, scopes: [...scopes] })
  })

/** A creator of whose posts TikTok never names the id. */
const silentCreator = Effect.gen(function*() {
  const { control } = yield* StageSandbox
  const orgId = yield* newOrg
  const creator = yield* newCreator(orgId)
  yield* control.addCreator({ username: creator.username, withholdsIds: true })
  return { ...creator, orgId }
})

/** A post of a silent creator, and the publication of it in the sandbox's store. */
const silentPost = Effect.gen(function*() {
  const { sandbox } = yield* StageSandbox
  const creator = yield* silentCreator
  const plan = yield* releasedPlan(creator.orgId, creator.accountId)
  const post = only(yield* lookUntil(nothingBroken(creator), ({ length }) => length === 1))
  const made = sandbox.world.store.get("publications", post.publishId)
  if (made === undefined || made.post === null) return assert.fail("the sandbox has no such publication")
  return { creator, plan, post, made: { ...made, post: made.post } }
})

/** The failure that the job which looks for the post shows, once it shows one. */
const reasonFor = (plan: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      lookUntil(
        sql<{ failure: { tag: string; message: string; remedy: string } | null }>`
          SELECT failure FROM job WHERE kind = 'track' AND plan_id = ${plan}`,
        ([job]) => job?.failure != null
      ),
      ([job]) => job?.failure
    ))

const postIdOf = (state: unknown): unknown => (state as { readonly status: { readonly postId: unknown } }).status.postId

layer(stage({ speed: 20, sandbox: { settings: { accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a post whose id TikTok never names", (it) => {
  it.effect("D06, D09: it is found in the account's public videos by its hour, its caption and its length", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const { creator, made, plan, post } = yield* silentPost
      // Twenty-five videos of other words lie on the first page and beyond it.
      for (let i = 0; i < 25; i++) {
        sandbox.world.store.put("publications", `${post.publishId} other ${i}`, {
          ...made,
          publishId: `${post.publishId} other ${i}`,
          postId: `71${String(i).padStart(17, "0")}`,
          postedAt: (made.postedAt ?? 0) + i,
          dueAt: null,
          visible: true,
          post: { ...made.post, title: `Something else, number ${i}` }
        })
      }
      const end = yield* reach(plan, "tracked", "failed", "needs_attention")
      assert.deepStrictEqual([end.status, postIdOf(end.state)], ["tracked", post.postId])
      const lists = sandbox.books.of("request").filter((entry) =>
        entry.endpoint === "video_list" && entry.openId === creator.openId
      )
      assert.isAtLeast(lists.length, 2, "the second page was never read")
    }))

  it.effect("where two videos can be it none is guessed, and the plan says so until one of them is gone", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const { made, plan, post } = yield* silentPost
      const twin = { ...made, publishId: `${post.publishId} by hand`, postId: "7100000000000000001" }
      sandbox.world.store.put("publications", twin.publishId, { ...twin, dueAt: null, visible: true, publicAt: 0 })
      const reason = yield* reasonFor(plan)
      assert.strictEqual(reason?.tag, "PostAmbiguous")
      assert.include(reason?.message, "2 videos")
      assert.strictEqual((yield* standingOf(plan)).status, "published")
      sandbox.world.store.put("publications", twin.publishId, { ...twin, dueAt: null, visible: false })
      const end = yield* reach(plan, "tracked", "failed", "needs_attention")
      assert.deepStrictEqual([end.status, postIdOf(end.state)], ["tracked", post.postId])
    }))

  it.effect("without the scope for the list the plan says what to grant, and goes on once it is granted", () =>
    Effect.gen(function*() {
      const creator = yield* silentCreator
      yield* grantOnly(creator.accountId, ["user.info.basic", "video.publish"])
      const plan = yield* releasedPlan(creator.orgId, creator.accountId)
      const reason = yield* reasonFor(plan)
      assert.strictEqual(reason?.tag, "ScopeMissing")
      assert.include(reason?.message, "video.list")
      assert.include(JSON.stringify(reason), "account.connect")
      assert.strictEqual((yield* standingOf(plan)).status, "published")
      yield* grantOnly(creator.accountId, ["user.info.basic", "video.publish", "video.list"])
      const end = yield* reach(plan, "tracked", "failed", "needs_attention")
      assert.deepStrictEqual([end.status, postIdOf(end.state)], ["tracked", only(yield* nothingBroken(creator)).postId])
    }))
})
