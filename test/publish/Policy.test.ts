import { Actors } from "@callsheet/actors/Actors"
import type { PolicyChange } from "@callsheet/domain/org/Org"
import { bannedIn, claimsIn, missingIn, withDisclosures } from "@callsheet/domain/Policy"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { approve, newOrg, newPlan, release, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, ownWords, reach } from "./support.ts"

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

describe("banned claims", () => {
  const found = (text: string, ...claims: ReadonlyArray<string>) =>
    claimsIn(claims, [["line 2", text]]).map(({ at, where, word }) => [word, where, at])

  it("T17: punctuation, emphasis and words between do not hide a claim; what stands where is told", () => {
    assert.deepStrictEqual(found("It CURES, really, all pain.", "cures * pain"), [["cures * pain", "line 2", 4]])
    assert.deepStrictEqual(found("It cures pain", "cures * pain"), [["cures * pain", "line 2", 4]])
    assert.deepStrictEqual(found("100 % risk-free *forever*", "risk free"), [["risk free", "line 2", 7]])
    assert.deepStrictEqual(found("get *rich* quick", "get rich quick"), [["get rich quick", "line 2", 1]])
  })
  it("T17: a claim is not found across more than three words, nor inside longer words", () => {
    assert.deepStrictEqual(found("cures one two three four pain", "cures * pain"), [])
    assert.deepStrictEqual(found("it secures painters", "cures * pain"), [])
    assert.deepStrictEqual(found("a.c+d", "a b"), [])
  })
})

describe("what every caption must carry", () => {
  const rules = {
    bannedWords: [],
    bannedClaims: [],
    requiredHashtags: ["ad"],
    requiredDisclosures: ["Paid partnership."]
  }
  const missing = (caption: string) => missingIn(rules, caption).map(({ rule }) => rule)

  it("T17: a hashtag counts as a tag, a disclosure word for word", () => {
    assert.deepStrictEqual(missing("Look. paid   PARTNERSHIP. #AD"), [])
    assert.deepStrictEqual(missing("An ad. #adventure Paid partnership"), ["hashtag", "disclosure"])
  })
  it("a disclosure that is missing is added once", () => {
    assert.strictEqual(withDisclosures("Look.", ["Paid partnership."]), "Look. Paid partnership.")
    assert.strictEqual(withDisclosures("Paid partnership. Look.", ["Paid partnership."]), "Paid partnership. Look.")
  })
})

layer(stage({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })("the policy at both gates", (it) => {
  const set = (orgId: string, change: PolicyChange) =>
    Effect.flatMap(Actors, (actors) => actors.org(orgId, asking(), { _tag: "SetPolicy", change }))
  const ban = (orgId: string, word: string) => set(orgId, { bannedWords: [word] })
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
      const end = yield* reach(plan, "needs_attention", "in_review")
      assert.deepStrictEqual([end.status, end.failure], ["needs_attention", "PolicyBroken"])
      assert.match(JSON.stringify(end.state), /\\"paper crane\\" in (line \d|the caption) \(character \d+\)/)
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
      const end = yield* reach(plan, "needs_attention", "tracked")
      assert.deepStrictEqual([end.status, end.failure], ["needs_attention", "PolicyBroken"])
      assert.lengthOf(sandbox.books.of("init").filter((entry) => entry.openId === creator.openId), 0)
      yield* ban(orgId, "something else")
      yield* actors.plan(plan, asking(), { _tag: "Retry" })
      assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
    }))

  it.effect("T17: what an approver allowed passes, by its reason and name in the timeline; the script is not written anew", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const sql = yield* SqlClient.SqlClient
      const orgId = yield* newOrg
      const { accountId } = yield* newCreator(orgId)
      yield* set(orgId, { bannedClaims: ["paper * crane"] })
      const plan = yield* newPlan(orgId, accountId, { slot: yield* Clock.currentTimeMillis })
      yield* approve(plan)
      assert.strictEqual((yield* reach(plan, "needs_attention", "in_review")).failure, "PolicyBroken")
      const scripts = sql<{ script: string }>`
        SELECT body->>'script' AS script FROM event WHERE plan_id = ${plan} AND tag IN ('ScriptHeld', 'ScriptWritten')`
      assert.lengthOf(yield* scripts, 1)

      // A retry alone changes nothing, and buys nothing.
      yield* actors.plan(plan, asking(), { _tag: "Retry" })
      yield* lookUntil(scripts, (rows) => rows.length === 2)
      assert.strictEqual((yield* reach(plan, "needs_attention", "in_review")).failure, "PolicyBroken")

      yield* actors.plan(plan, { ...asking(), by: "key:ada" }, { _tag: "Allow", reason: "The lawyer agrees" })
      assert.strictEqual((yield* reach(plan, "in_review", "failed", "needs_attention")).status, "in_review")
      const written = (yield* scripts).map(({ script }) => script)
      assert.lengthOf(written, 3)
      assert.strictEqual(new Set(written).size, 1)
      const [told] = yield* sql`
        SELECT by, reason, to_status AS "to" FROM event WHERE actor_id = ${plan} AND tag = 'PlanAllowed'`
      assert.deepStrictEqual(told, { by: "key:ada", reason: "The lawyer agrees", to: "approved" })

      // It was this claim that was allowed, and no other.
      yield* set(orgId, { bannedClaims: ["paper * crane"], bannedWords: ["crane"] })
      yield* release(plan)
      const end = yield* reach(plan, "tracked", "failed", "needs_attention")
      assert.deepStrictEqual([end.status, end.failure], ["needs_attention", "PolicyBroken"])
      assert.include(JSON.stringify(end.state), "word:crane")
      yield* actors.plan(plan, asking(), { _tag: "Allow", reason: "It is the bird" })
      assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
    }))

  it.effect("T17: required hashtags and disclosures stand under the post, also under words a person brought along", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      yield* set(orgId, { requiredHashtags: ["ad"], requiredDisclosures: ["Paid partnership."] })
      const plan = yield* newPlan(orgId, creator.accountId, {
        slot: yield* Clock.currentTimeMillis,
        script: ownWords()
      })
      yield* approve(plan)
      yield* reach(plan, "in_review", "failed", "needs_attention")
      yield* release(plan)
      assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
      const [post] = sandbox.books.of("post").filter(({ openId }) => openId === creator.openId)
      assert.include(JSON.stringify(post), "Paid partnership. #origami #ad")
    }))

  it.effect("Q5: a disclosure that became required after the render forbids publishing without it", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const plan = yield* newPlan(orgId, creator.accountId, {
        slot: yield* Clock.currentTimeMillis,
        script: ownWords()
      })
      yield* approve(plan)
      assert.strictEqual((yield* reach(plan, "in_review", "failed", "needs_attention")).status, "in_review")
      yield* set(orgId, { requiredDisclosures: ["Paid partnership."], bannedClaims: ["no glue"] })
      yield* release(plan)
      const end = yield* reach(plan, "tracked", "failed", "needs_attention")
      assert.deepStrictEqual([end.status, end.failure], ["needs_attention", "PolicyBroken"])
      const said = JSON.stringify(end.state).replaceAll("\\", "")
      assert.include(said, "the claim \"no glue\" in line 2 (character 10)")
      assert.include(said, "the disclosure \"Paid partnership.\" in the caption")
      assert.lengthOf(sandbox.books.of("init").filter((entry) => entry.openId === creator.openId), 0)
    }))

  it.effect("T17: nobody can allow what no rule stopped", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const orgId = yield* newOrg
      const { accountId } = yield* newCreator(orgId)
      const plan = yield* newPlan(orgId, accountId)
      const early = yield* Effect.flip(actors.plan(plan, asking(), { _tag: "Allow", reason: "Just so" }))
      assert.strictEqual(early._tag, "IllegalCommand")
      const failure = { tag: "DiskFull", message: "No room.", remedy: "Make room." }
      yield* approve(plan)
      yield* reach(plan, "in_review", "failed")
      const other = yield* newPlan(orgId, accountId, {
        slot: (yield* Clock.currentTimeMillis) + 3_600_000,
        draft: false
      })
      yield* actors.plan(other, asking(), { _tag: "Approve" })
      yield* actors.plan(other, asking(), { _tag: "ReportFailure", failure, unsure: false })
      const refused = yield* Effect.flip(actors.plan(other, asking(), { _tag: "Allow", reason: "Just so" }))
      assert.strictEqual(refused._tag, "NothingToAllow")
      assert.include(JSON.stringify("steps" in refused ? refused.steps : []), "plan.retry")
    }))

  it.effect("T17: rules that nobody could read or keep are refused with all that is wrong, and change nothing", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const orgId = yield* newOrg
      const refused = yield* Effect.flip(
        set(orgId, {
          bannedWords: ["paid"],
          bannedClaims: ["* pain", "cures*pain"],
          requiredHashtags: ["two words"],
          requiredDisclosures: ["Paid partnership."]
        })
      )
      assert.strictEqual(refused._tag, "PolicyUnusable")
      for (const part of ["begins or ends with *", "by itself", "is not one word", "\"paid\" is banned"]) {
        assert.include(refused.message, part)
      }
      const { policy } = yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: {} })
      assert.deepStrictEqual([policy.bannedClaims, policy.requiredHashtags], [[], []])
    }))
})
