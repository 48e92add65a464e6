import { Actors } from "@callsheet/actors/Actors"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { type AccountId, assetIdOf, type OrgId, type PlanId } from "@callsheet/domain/Ids"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { approve, newOrg, newPlan, release, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { newCreator, ownWords, reach } from "./support.ts"

const ends = ["in_review", "tracked", "failed", "needs_attention"] as const

const changed = (script: Script, change: (text: string) => string): Script =>
  new Script({
    ...script,
    lines: script.lines.map((line) => new ScriptLine({ ...line, text: change(line.text) })) as never
  })
const shuffled = (script: Script): Script => {
  const [hook, ...rest] = script.lines
  return new Script({ ...script, lines: [hook, ...rest.toReversed()] as never })
}

const original = ownWords(
  "Fold the square along both diagonals",
  "Then lift the corners and press them flat",
  "Pull the neck up slowly, it tears easily"
)

layer(stage({ speed: 20 }), { excludeTestServices: true, timeout: "90 seconds" })(
  "what an account said before",
  (it) => {
    /** An approved plan with these words, as far as it comes by itself. */
    const made = (orgId: OrgId, accountId: AccountId, script: Script | null) =>
      Effect.gen(function*() {
        const plan = yield* newPlan(orgId, accountId, { slot: yield* Clock.currentTimeMillis, script })
        yield* approve(plan)
        return { plan, end: yield* reach(plan, ...ends) }
      })
    const posted = (orgId: OrgId, accountId: AccountId, script: Script | null) =>
      Effect.gen(function*() {
        const { end, plan } = yield* made(orgId, accountId, script)
        assert.strictEqual(end.status, "in_review", JSON.stringify(end.state).slice(0, 600))
        yield* release(plan)
        assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
        return plan
      })
    const kindsOf = (plan: string) =>
      Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.map(
          sql<{ kind: string }>`SELECT kind FROM job WHERE plan_id = ${plan} ORDER BY id`,
          (rows) => rows.map(({ kind }) => kind)
        ))
    const postsOf = (openId: string) =>
      Effect.map(StageSandbox, ({ sandbox }) => sandbox.books.of("post").filter((entry) => entry.openId === openId))

    const disguises: Readonly<Record<string, Script>> = {
      "the same": original,
      "re-cased": changed(original, (text) => text.toUpperCase()),
      "re-spaced": changed(original, (text) => text.replaceAll(" ", "   ")),
      "re-ordered": shuffled(original),
      "without punctuation": changed(original, (text) => text.replace(/,/g, " -")),
      "lightly paraphrased": changed(
        original,
        (text) =>
          text.replace("Fold", "Crease").replace("lift", "raise").replace("slowly", "gently").replace("sheet", "page")
      )
    }

    it.effect("D30: the same script, re-cased, re-spaced, re-ordered or lightly paraphrased, is held before voice or render", () =>
      Effect.gen(function*() {
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const first = yield* posted(orgId, accountId, original)
        for (const [name, script] of Object.entries(disguises)) {
          const { end, plan } = yield* made(orgId, accountId, script)
          assert.deepStrictEqual([name, end.status, end.failure], [name, "needs_attention", "DuplicateScript"])
          const state = JSON.stringify(end.state)
          assert.include(state, first, "the other plan is named")
          assert.match(state, /\d+ % alike/)
          assert.include(state, "plan.allow")
          assert.deepStrictEqual(
            (yield* kindsOf(plan)).filter((kind) => ["make_voice", "render", "verify_media", "publish"].includes(kind)),
            []
          )
        }
      }))

    it.effect("D30: another script of the account, and the same script of another account, are not held", () =>
      Effect.gen(function*() {
        const orgId = yield* newOrg
        const one = yield* newCreator(orgId)
        const two = yield* newCreator(orgId)
        yield* posted(orgId, one.accountId, original)
        yield* posted(
          orgId,
          one.accountId,
          ownWords("Use thin paper for the first try", "A ruler makes every edge sharp")
        )
        yield* posted(orgId, two.accountId, original)
        assert.lengthOf(yield* postsOf(one.openId), 2)
        assert.lengthOf(yield* postsOf(two.openId), 1)
      }))

    it.effect("D30: an approver's word lets a duplicate pass both gates, recorded with reason and name; its script is not bought again", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const sql = yield* SqlClient.SqlClient
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const first = yield* posted(orgId, creator.accountId, original)
        const { end, plan } = yield* made(orgId, creator.accountId, original)
        assert.strictEqual(end.failure, "DuplicateScript")
        yield* actors.plan(plan, { ...asking(), by: "key:ada" }, { _tag: "Allow", reason: "A second run for the fair" })
        assert.strictEqual((yield* reach(plan, "in_review", "failed")).status, "in_review")
        yield* release(plan)
        assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
        assert.lengthOf(yield* postsOf(creator.openId), 2)
        const [told] = yield* sql`
        SELECT by, reason, body->'about' AS about FROM event WHERE actor_id = ${plan} AND tag = 'PlanAllowed'`
        assert.deepStrictEqual(told, {
          by: "key:ada",
          reason: "A second run for the fair",
          about: [`duplicate:${first}`]
        })
      }))

    it.effect("T17: a plan that another's post has overtaken is held again right before its own post, whoever came first", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const actors = yield* Actors
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const early = yield* made(orgId, creator.accountId, original)
        // The first is called off, so the second may say the same; then the first comes back from a restore.
        yield* sql`UPDATE actor SET status = 'cancelled' WHERE id = ${early.plan}`
        const second = yield* posted(orgId, creator.accountId, original)
        yield* sql`UPDATE actor SET status = 'in_review' WHERE id = ${early.plan}`
        yield* release(early.plan)
        const end = yield* reach(early.plan, "tracked", "failed", "needs_attention")
        assert.deepStrictEqual([end.status, end.failure], ["needs_attention", "DuplicateVideo"])
        assert.include(JSON.stringify(end.state), second)
        assert.lengthOf(yield* postsOf(creator.openId), 1)
        yield* actors.plan(early.plan, asking(), { _tag: "Allow", reason: "Both are wanted" })
        assert.strictEqual((yield* reach(early.plan, "tracked", "failed")).status, "tracked")
        assert.lengthOf(yield* postsOf(creator.openId), 2)
      }))

    it.effect("D30: of two equal scripts that are written at the same moment one is made", () =>
      Effect.gen(function*() {
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const both = yield* Effect.all([made(orgId, accountId, original), made(orgId, accountId, original)], {
          concurrency: 2
        })
        assert.deepStrictEqual(both.map(({ end }) => end.status).toSorted(), ["in_review", "needs_attention"])
      }))

    it.effect("D30: once the other plan is called off, a retry is enough", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const one = yield* made(orgId, accountId, original)
        const two = yield* made(orgId, accountId, original)
        assert.strictEqual(two.end.failure, "DuplicateScript")
        yield* actors.plan(one.plan, asking(), { _tag: "Cancel", reason: "The other one" })
        yield* actors.plan(two.plan, asking(), { _tag: "Retry" })
        assert.strictEqual((yield* reach(two.plan, "in_review", "failed")).status, "in_review")
      }))

    it.effect("D30: twenty plans on one topic get twenty scripts, and a rejected one gets new words", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const sql = yield* SqlClient.SqlClient
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const plans: Array<string> = []
        for (let i = 0; i < 20; i++) {
          const { end, plan } = yield* made(orgId, accountId, null)
          assert.strictEqual(end.status, "in_review", JSON.stringify(end.state).slice(0, 600))
          plans.push(plan)
        }
        const hashOf = (plan: string) =>
          Effect.map(
            sql<{ hash: string }>`SELECT script_sha256 AS hash FROM script_fingerprint WHERE plan_id = ${plan}`,
            ([row]) => row!.hash
          )
        assert.strictEqual(new Set(yield* Effect.forEach(plans, hashOf)).size, 20)
        const plan = plans[0]!
        const before = yield* hashOf(plan)
        yield* actors.plan(plan, asking(), { _tag: "Reject", reason: "Other words, please" })
        yield* reach(assetIdOf(plan as PlanId), "discarded")
        yield* actors.plan(plan, asking(), { _tag: "Retry" })
        yield* approve(plan)
        assert.strictEqual((yield* reach(plan, "in_review", "failed", "needs_attention")).status, "in_review")
        assert.notStrictEqual(yield* hashOf(plan), before)
        const [asset] = yield* sql`SELECT state->'brief'->>'take' AS take FROM actor WHERE id = ${
          assetIdOf(plan as PlanId)
        }`
        assert.deepStrictEqual(asset, { take: "1" })
      }))
  }
)
