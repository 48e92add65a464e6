import { Actors } from "@callsheet/actors/Actors"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Layer, Scope } from "effect"
import { newCreator, reach } from "../publish/support.ts"
import { asking } from "../support/ActorHarness.ts"
import { paidProvider, PRICES } from "../support/PaidProvider.ts"
import { approve, newOrg, newPlan, stageGround } from "../support/WorkerHarness.ts"
import { ledgerOf, payingWorker } from "./Support.ts"

layer(stageGround({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "the bill of a counting provider",
  (it) => {
    const shop = Effect.gen(function*() {
      const { provider, url } = yield* paidProvider
      const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
      yield* Layer.buildWithScope(payingWorker(`worker ${url}`, url), scope)
      const orgId = yield* newOrg
      const { accountId } = yield* newCreator(orgId)
      return { provider, url, orgId, accountId }
    })
    const ends = (plan: string) => reach(plan, "in_review", "failed", "needs_attention")

    it.scoped("promise 12: lines that plans of an org share are bought once, also by workers that share no disk", () =>
      Effect.gen(function*() {
        const { orgId, provider, url } = yield* shop
        // Another worker beside the first: whichever takes a line, the other waits for its answer.
        yield* Layer.build(payingWorker(`neighbour ${url}`, url))
        // Each on an account of its own, since one account may not say the same twice.
        const plans = yield* Effect.replicateEffect(
          Effect.flatMap(newCreator(orgId), ({ accountId }) => newPlan(orgId, accountId)),
          4
        )
        yield* Effect.forEach(plans, approve, { concurrency: "unbounded" })
        const statuses = yield* Effect.forEach(plans, (plan) => Effect.map(ends(plan), ({ status }) => status))
        assert.deepStrictEqual([...new Set(statuses)], ["in_review"])
        // Four briefs, four scripts; the stand-in answers all with the same words.
        assert.lengthOf(provider.of("llm"), 4)
        assert.lengthOf(provider.of("voice"), 4)
        assert.isTrue([...provider.bill.values()].every(({ calls }) => calls === 1))
        const ledger = yield* ledgerOf(orgId, "money_micros")
        assert.deepStrictEqual([ledger.total, ledger.unsettled], [provider.micros, 0])
      }))

    it.scoped("promise 12: an answer that is no script is paid, asked for once more, and then a person decides", () =>
      Effect.gen(function*() {
        const { accountId, orgId, provider } = yield* shop
        const actors = yield* Actors
        provider.instead.push("Sure! Here is your script:", "{}")
        const plan = yield* newPlan(orgId, accountId)
        yield* approve(plan)
        const end = yield* ends(plan)
        assert.deepStrictEqual([end.status, end.failure], ["failed", "ScriptUnreadable"])
        assert.lengthOf(provider.of("llm"), 2)
        assert.strictEqual((yield* ledgerOf(orgId, "money_micros")).total, provider.micros)
        // The person's own retry buys again; what was paid for already is not asked for a second time.
        yield* actors.plan(plan, asking(), { _tag: "Retry" })
        assert.strictEqual((yield* ends(plan)).status, "in_review")
        assert.lengthOf(provider.of("llm"), 3)
        assert.isTrue([...provider.bill.values()].every(({ calls }) => calls === 1))
        assert.strictEqual((yield* ledgerOf(orgId, "money_micros")).total, provider.micros)
      }))

    it.scoped("promise 12: a call that is refused for its rate costs nothing and holds nothing back", () =>
      Effect.gen(function*() {
        const { accountId, orgId, provider } = yield* shop
        provider.refusals = 2
        const plan = yield* newPlan(orgId, accountId)
        yield* approve(plan)
        assert.strictEqual((yield* ends(plan)).status, "in_review")
        assert.lengthOf(provider.of("llm"), 1)
        const ledger = yield* ledgerOf(orgId, "money_micros")
        assert.deepStrictEqual([ledger.total, ledger.unsettled], [provider.micros, 0])
      }))

    it.scoped("F21, promise 4: a spent budget stops before the provider is asked; once raised, a retry goes on", () =>
      Effect.gen(function*() {
        const { accountId, orgId, provider } = yield* shop
        const actors = yield* Actors
        const budget = (amount: number) =>
          actors.org(orgId, asking(), { _tag: "SetLimit", kind: "money_micros", limit: { amount, period: "month" } })
        yield* budget(PRICES.voiceSecondMicros)
        const plan = yield* newPlan(orgId, accountId)
        yield* approve(plan)
        const end = yield* ends(plan)
        assert.deepStrictEqual([end.status, end.failure], ["failed", "QuotaExceeded"])
        assert.strictEqual(provider.bill.size, 0)
        yield* budget(1_000_000)
        yield* actors.plan(plan, asking(), { _tag: "Retry" })
        assert.strictEqual((yield* ends(plan)).status, "in_review")
        const { quotas } = yield* actors.org(orgId, asking(), { _tag: "Free", reference: "nothing" })
        const money = quotas.find(({ kind }) => kind === "money_micros")
        assert.deepStrictEqual([money?.used, money?.reserved], [provider.micros, 0])
      }))
  }
)
