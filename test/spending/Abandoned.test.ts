import { Actors } from "@callsheet/actors/Actors"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import type { Used } from "@callsheet/domain/spending/Prices"
import { PriceList } from "@callsheet/process/PriceConfig"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Purchases } from "@callsheet/studio/spending/Purchases"
import { endAbandoned, pruneOld } from "@callsheet/worker/spending/AbandonedCalls"
import * as PurchaseLedger from "@callsheet/worker/spending/PurchaseLedger"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Deferred, Effect, Fiber, Layer } from "effect"
import { asking, newPlanId } from "../support/ActorHarness.ts"
import { FastClock } from "../support/FastClock.ts"
import { PRICES } from "../support/PaidProvider.ts"
import { newOrg, stageGround } from "../support/WorkerHarness.ts"
import { ledgerOf } from "./Support.ts"

const ESTIMATE: Used = { _tag: "Tokens", input: 300, output: 200 }
const TOKENS = 500

const Ground = PurchaseLedger.layer.pipe(
  Layer.provideMerge(stageGround()),
  Layer.provide(Layer.succeed(PriceList, PRICES))
)

layer(Ground, { excludeTestServices: true, timeout: "60 seconds" })("purchases that nobody comes back to", (it) => {
  /** An org whose plan buys one script. */
  const buyer = Effect.gen(function*() {
    const actors = yield* Actors
    const purchases = yield* Purchases
    const sql = yield* SqlClient.SqlClient
    const orgId = yield* newOrg
    const planId = newPlanId()
    yield* actors.org(orgId, asking(), {
      _tag: "SetLimit",
      kind: "llm_tokens",
      limit: { amount: 5_000, period: "month" }
    })
    const asked: Array<string> = []
    const buy = (content: string, answer: Effect.Effect<Uint8Array>) =>
      purchases.buy({
        provider: "llm",
        content,
        estimate: ESTIMATE,
        call: (requestId) => Effect.zipRight(Effect.sync(() => asked.push(requestId)), answer),
        used: () => null,
        nothingBought: () => false
      }).pipe(
        Effect.provideService(Payer, { id: "999999", token: 1, kind: "write_script", orgId, planId, traceId: null })
      )
    /** A call that leaves, and whose worker dies before its answer comes. */
    const lost = (content: string) =>
      Effect.gen(function*() {
        const left = yield* Deferred.make<void>()
        const died = yield* Effect.fork(buy(content, Effect.zipRight(Deferred.succeed(left, undefined), Effect.never)))
        yield* Deferred.await(left)
        yield* Fiber.interrupt(died)
      })
    const reserved = Effect.map(
      sql<{ reserved: Record<string, number> }>`
        SELECT state->'sums'->'llm_tokens'->'reserved' AS reserved FROM actor WHERE id = ${orgId}`,
      ([row]) => Object.values(row!.reserved).reduce((sum, amount) => sum + amount, 0)
    )
    const openJob = (state: string) =>
      sql`
        INSERT INTO job (key, kind, owner_kind, owner_id, org_id, plan_id, priority, run_at, payload, created_at, state)
        VALUES (${`job of ${planId}`}, 'write_script', 'plan', ${planId}, ${orgId}, ${planId}, 0, 0, '{}'::jsonb, 0, ${state})
        ON CONFLICT (key) DO UPDATE SET state = excluded.state`
    return { orgId, planId, asked, buy, lost, reserved, openJob, tokens: ledgerOf(orgId, "llm_tokens") }
  })

  const answer = Effect.succeed(new Uint8Array([7]))

  it.effect("promise 12: the estimate of a call that was never answered is counted once, a day later, whoever sweeps", () =>
    Effect.gen(function*() {
      const { leap } = yield* FastClock
      const { asked, buy, lost, reserved, tokens } = yield* buyer
      yield* lost("a crane")
      yield* endAbandoned
      assert.strictEqual(yield* reserved, TOKENS, "its plan may still come back")
      assert.strictEqual((yield* tokens).unsettled, TOKENS)
      yield* leap("25 hours")
      yield* Effect.all([endAbandoned, endAbandoned, endAbandoned], { concurrency: "unbounded" })
      yield* endAbandoned
      const { rows, total, unsettled } = yield* tokens
      assert.deepStrictEqual([total, unsettled, rows.length], [TOKENS, 0, 1])
      assert.include(rows[0]!.note, "asked once, never answered, counted as estimated")
      assert.strictEqual(yield* reserved, 0)
      // Anyone who wants the same later buys it under a new name, and pays for it.
      const bought = yield* buy("a crane", answer)
      assert.isTrue(bought.fresh)
      assert.strictEqual(new Set(asked).size, 2)
      assert.strictEqual((yield* tokens).total, 2 * TOKENS)
    }))

  it.effect("a call that never left frees what it holds", () =>
    Effect.gen(function*() {
      const { leap } = yield* FastClock
      const actors = yield* Actors
      const calls = yield* PaidCalls
      const { orgId, planId, reserved, tokens } = yield* buyer
      const requestId = `llm-${planId}`
      const estimate = [{ kind: "llm_tokens" as const, amount: TOKENS }]
      const dead = { job: "999999", token: 1 }
      yield* calls.take(
        { orgId, key: "a", requestId, provider: "llm", planId, estimate },
        dead,
        yield* Clock.currentTimeMillis
      )
      yield* actors.org(orgId, asking(), { _tag: "Reserve", reference: requestId, amounts: [estimate[0]!] })
      assert.strictEqual(yield* reserved, TOKENS)
      yield* leap("25 hours")
      yield* endAbandoned
      assert.strictEqual(yield* reserved, 0)
      assert.strictEqual((yield* tokens).total, 0)
      assert.isFalse(yield* calls.leaving(requestId, dead, yield* Clock.currentTimeMillis), "a call left after its end")
    }))

  it.effect("a call that work still waits for is left alone, and goes on under its name", () =>
    Effect.gen(function*() {
      const { leap } = yield* FastClock
      const { asked, buy, lost, openJob, tokens } = yield* buyer
      yield* lost("a swan")
      yield* openJob("waiting")
      yield* leap("3 days")
      yield* endAbandoned
      yield* buy("a swan", answer)
      assert.deepStrictEqual([asked.length, new Set(asked).size], [2, 1])
      const { total, unsettled } = yield* tokens
      assert.deepStrictEqual([total, unsettled], [TOKENS, 0])
    }))

  it.effect("what was bought is kept while it is of use, or a job may still ask for it, and then removed", () =>
    Effect.gen(function*() {
      const { leap } = yield* FastClock
      const { buy, openJob } = yield* buyer
      const again = Effect.map(buy("a frog", answer), ({ fresh }) => fresh)
      assert.isTrue(yield* again)
      yield* leap("20 days")
      yield* pruneOld
      assert.isFalse(yield* again, "removed before its time")
      yield* leap("20 days")
      yield* pruneOld
      assert.isFalse(yield* again, "removed though it was of use twenty days ago")
      yield* leap("31 days")
      yield* openJob("dead")
      yield* pruneOld
      assert.isFalse(yield* again, "removed from under a job that can be resumed")
      yield* openJob("completed")
      yield* leap("31 days")
      yield* pruneOld
      assert.isTrue(yield* again, "never removed")
    }))
})
