import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { Asset } from "@callsheet/domain/asset/Asset"
import { workingOf } from "@callsheet/domain/asset/AssetEvolve"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { assetIdOf, type PlanId } from "@callsheet/domain/Ids"
import { type Content, editsOf, Plan } from "@callsheet/domain/plan/Plan"
import { contentOf } from "@callsheet/domain/plan/PlanEdit"
import { takesOf } from "@callsheet/domain/plan/Takes"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Layer, Option, Schema, Scope } from "effect"
import { newCreator, reach } from "../publish/support.ts"
import { asking } from "../support/ActorHarness.ts"
import { CrashPoint, type End } from "../support/CrashPoint.ts"
import { lookUntil } from "../support/LookUntil.ts"
import { paidProvider } from "../support/PaidProvider.ts"
import { approve, newOrg, newPlan, stageGround } from "../support/WorkerHarness.ts"
import { ledgerOf, payingWorker } from "./Support.ts"

const stored = (id: PlanId) =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const row = Option.getOrThrow(yield* store.load(id))
    return Schema.decodeUnknownSync(Plan)(row.state)
  })

/** The words that were written for the plan. */
const writtenFor = (id: PlanId) =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const { state } = Option.getOrThrow(yield* store.load(assetIdOf(id)))
    const working = workingOf(Schema.decodeUnknownSync(Asset)(state).status)
    return "made" in working ? working.made.script : assert.fail(`the asset is ${working._tag}`)
  })

const edit = (id: PlanId, change: Partial<Content>, caption?: string) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const plan = yield* stored(id)
    const content = { ...contentOf(plan), ...change }
    return yield* actors.plan(id, asking(), { _tag: "Edit", content, edits: editsOf(plan), caption })
  })

const reviewed = (id: PlanId) =>
  Effect.gen(function*() {
    const { state, status } = yield* reach(id, "in_review", "failed", "needs_attention")
    assert.strictEqual(status, "in_review", JSON.stringify(state).slice(0, 500))
  })

const otherHooks = JSON.stringify({
  options: [{ text: "A crane from one sheet.", emoji: "" }, { text: "Paper can fly.", emoji: "" }]
})

layer(stageGround({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "what an edit and a take are paid for",
  (it) => {
    const working = (worker: string, url: string, fate?: CrashPoint) =>
      Effect.gen(function*() {
        const scope = yield* Scope.make()
        yield* Layer.buildWithScope(payingWorker(worker, url, fate), scope)
        return scope
      })

    it.scoped("edits by hand buy nothing, one other line buys the speech of itself, and an undo buys nothing", () =>
      Effect.gen(function*() {
        const { provider, url } = yield* paidProvider
        yield* Layer.build(payingWorker(`editing ${url}`, url))
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const plan = yield* newPlan(orgId, accountId)
        const bought = () => [provider.of("llm").length, provider.of("voice").length, provider.unnamed]
        yield* approve(plan)
        yield* reviewed(plan)
        assert.deepStrictEqual(bought(), [1, 4, 0])

        const { settings } = yield* stored(plan)
        yield* edit(plan, { caption: "Mine." }, "Mine. #paper")
        yield* edit(plan, { hashtags: ["folding"], hashtagsOnly: true }, "Mine. #folding")
        yield* edit(plan, { settings: { ...settings, allowComment: !settings.allowComment } })
        yield* reviewed(plan)
        // The moment of the cover is looked for in the video that is there; its lines are spoken already.
        yield* edit(plan, { coverAtMillis: 2_000 })
        yield* reviewed(plan)
        assert.deepStrictEqual(bought(), [1, 4, 0])

        const written = yield* writtenFor(plan)
        const [hook, ...rest] = written.lines.map((line, at) =>
          at === 2 ? new ScriptLine({ ...line, text: "Open it, then fold both corners." }) : line
        )
        const script = new Script({ ...written, lines: [hook!, ...rest] })
        yield* edit(plan, { script })
        yield* reviewed(plan)
        assert.deepStrictEqual(bought(), [1, 5, 0])
        const said = provider.of("voice").map(({ content }) => (JSON.parse(content) as { input: string }).input)
        assert.include(said.at(-1), "corners")

        yield* edit(plan, { script: written })
        yield* reviewed(plan)
        assert.deepStrictEqual(bought(), [1, 5, 0])
        const ledger = yield* ledgerOf(orgId, "money_micros")
        assert.deepStrictEqual([ledger.total, ledger.unsettled], [provider.micros, 0])
      }))

    /** Another hook of a plan in review, a process that ends somewhere, and another that goes on. */
    const oneTake = (end: End | null) =>
      Effect.gen(function*() {
        const where = end === null ? "nowhere" : `${end.side} ${end.name} ${end.nth}`
        const { provider, url } = yield* paidProvider
        const actors = yield* Actors
        const queue = yield* JobQueue
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const plan = yield* newPlan(orgId, accountId)
        const maker = yield* working(`maker ${url}`, url)
        yield* approve(plan)
        yield* reviewed(plan)
        yield* Scope.close(maker, Exit.void)
        const before = provider.micros
        provider.instead.push(otherHooks)
        const fate = new CrashPoint(end)
        const mortal = yield* working(`mortal ${url}`, url, fate)
        const from = yield* writtenFor(plan)
        yield* actors.plan(plan, asking(), { _tag: "AskTake", wish: { of: "hook" }, from })
        const ready = lookUntil(stored(plan), (now) => takesOf(now).some(({ source }) => source !== undefined))
        yield* Effect.raceFirst(Deferred.await(fate.died), ready)
        yield* Scope.close(mortal, Exit.void)
        yield* queue.abandonLeasesOf(`mortal ${url}`)
        const heir = yield* working(`heir ${url}`, url)
        const [take] = takesOf(yield* ready)
        yield* Scope.close(heir, Exit.void)
        assert.deepStrictEqual(take?.options.map(({ line }) => line?.text), [
          "A crane from one sheet.",
          "Paper can fly."
        ], where)
        assert.lengthOf(provider.of("llm"), 2, where)
        assert.strictEqual(provider.unnamed, 0, where)
        const ledger = yield* ledgerOf(orgId, "money_micros")
        assert.deepStrictEqual([ledger.total, ledger.unsettled], [provider.micros, 0], where)
        assert.isAbove(provider.micros, before, where)

        // Choosing an option buys the speech of that line, once it is made.
        const chosen = take?.options[0]?.line
        const [old, ...rest] = from.lines
        const cast = yield* working(`cast ${url}`, url)
        yield* edit(plan, { script: new Script({ ...from, lines: [chosen ?? old, ...rest] }) })
        yield* reviewed(plan)
        yield* Scope.close(cast, Exit.void)
        assert.deepStrictEqual([provider.of("llm").length, provider.of("voice").length], [2, 5], where)
        return fate
      }).pipe(Effect.scoped)

    it.effect(
      "a take is paid for once, killed at any step of buying and reporting it",
      () =>
        Effect.gen(function*() {
          const { taken } = yield* oneTake(null)
          const places = [
            ["after", "take"],
            ["after", "leaving"],
            ["before", "call model"],
            ["after", "call model"],
            ["after", "answered"],
            ["before", "plan AddTake"],
            ["after", "plan AddTake"]
          ] as const
          assert.includeMembers([...taken.keys()], places.map(([, name]) => name))
          const fates = yield* Effect.forEach(places, ([side, name]) => oneTake({ name, nth: 1, side } satisfies End))
          assert.isTrue(fates.every(({ dead }) => dead))
        }),
      300_000
    )
  }
)
