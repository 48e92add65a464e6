import { Actors } from "@callsheet/actors/Actors"
import { bannedIn } from "@callsheet/domain/Policy"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { asking } from "../support/Road.ts"
import { approve, newOrg, newPlan, release, stage, StageSandbox } from "../support/Stage.ts"
import { newCreator, reach } from "./support.ts"

describe("banned words", () => {
  const found = (text: string, ...words: ReadonlyArray<string>) =>
    bannedIn(words, [["line 1", text]]).map(({ word }) => word)

  it("T17: case, width, spacing, a hashtag or a comma do not hide a word; a longer word is another word", () => {
    assert.deepStrictEqual(found("This is a MIRACLE, really", "miracle"), ["miracle"])
    assert.deepStrictEqual(found("#miracle", "miracle"), ["miracle"])
    assert.deepStrictEqual(found("ＭＩＲＡＣＬＥ", "miracle"), ["miracle"])
    assert.deepStrictEqual(found("get   rich\nquick", "Get rich quick"), ["Get rich quick"])
    assert.deepStrictEqual(found("glass and Klasse", "ass"), [])
    assert.deepStrictEqual(found("Übergröße", "größe"), [])
    assert.deepStrictEqual(found("costs 5$ (five)", "5$"), ["5$"])
  })
})

layer(stage({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })("the policy at both gates", (it) => {
  const ban = (orgId: string, word: string) =>
    Effect.flatMap(
      Actors,
      (actors) => actors.org(orgId, asking(), { _tag: "SetPolicy", change: { bannedWords: [word] } })
    )
  const kindsOf = (plan: string) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(
        sql<{ kind: string }>`SELECT kind FROM job WHERE plan_id = ${plan} ORDER BY id`,
        (rows) => rows.map(({ kind }) => kind)
      ))

  it.effect("T17: a banned word in the script stops the plan before voice and render cost anything, and says where it stands", () =>
    Effect.gen(function*() {
      const orgId = yield* newOrg
      const { accountId } = yield* newCreator(orgId)
      yield* ban(orgId, "paper crane")
      const plan = yield* newPlan(orgId, accountId, { slot: yield* Clock.currentTimeMillis })
      yield* approve(plan)
      const end = yield* reach(plan, "failed", "in_review")
      assert.deepStrictEqual([end.status, end.failure], ["failed", "PolicyBroken"])
      assert.match(JSON.stringify(end.state), /\\"paper crane\\" in (line \d|the caption)/)
      assert.notInclude(yield* kindsOf(plan), "make_voice")
    }))

  it.effect("Q5: a topic that is forbidden after the render is not published; allowed again, the plan goes on by one command", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const actors = yield* Actors
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const plan = yield* newPlan(orgId, creator.accountId, { slot: yield* Clock.currentTimeMillis })
      yield* approve(plan)
      assert.strictEqual((yield* reach(plan, "in_review", "failed")).status, "in_review")
      yield* ban(orgId, "paper crane")
      yield* release(plan)
      const end = yield* reach(plan, "failed", "tracked")
      assert.deepStrictEqual([end.status, end.failure], ["failed", "PolicyBroken"])
      assert.lengthOf(sandbox.books.of("init").filter((entry) => entry.openId === creator.openId), 0)
      yield* ban(orgId, "something else")
      yield* actors.plan(plan, asking(), { _tag: "Retry" })
      assert.strictEqual((yield* reach(plan, "tracked", "failed")).status, "tracked")
    }))
})
