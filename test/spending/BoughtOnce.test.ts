import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Layer, Scope } from "effect"
import { jobsAreSane, newCreator, reach } from "../publish/support.ts"
import { CrashPoint, type End } from "../support/CrashPoint.ts"
import { paidProvider } from "../support/PaidProvider.ts"
import { approve, newOrg, newPlan, stageGround } from "../support/WorkerHarness.ts"
import { ledgerOf, payingWorker } from "./Support.ts"

/** What is asked for, one line each: the provider may have billed none of them twice. */
const doubles = (contents: ReadonlyArray<string>) => contents.filter((one, at) => contents.indexOf(one) !== at)

layer(stageGround({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "what a model and a voice are paid for",
  (it) => {
    const working = (worker: string, url: string, fate?: CrashPoint) =>
      Effect.gen(function*() {
        const scope = yield* Scope.make()
        yield* Layer.buildWithScope(payingWorker(worker, url, fate), scope)
        return scope
      })

    /** One plan up to its review, a process that ends somewhere, and another, on another disk, that goes on. */
    const oneLife = (drawn: End | null) =>
      Effect.gen(function*() {
        const { provider, url } = yield* paidProvider
        const queue = yield* JobQueue
        const orgId = yield* newOrg
        const { accountId } = yield* newCreator(orgId)
        const plan = yield* newPlan(orgId, accountId)
        const fate = new CrashPoint(drawn)
        const where = drawn === null ? "nowhere" : `${drawn.side} ${drawn.name} ${drawn.nth}`
        const first = yield* working(`mortal ${where}`, url, fate)
        yield* approve(plan)
        const ends = reach(plan, "in_review", "failed", "needs_attention")
        yield* Effect.raceFirst(Deferred.await(fate.died), ends)
        yield* Scope.close(first, Exit.void)
        yield* queue.abandonLeasesOf(`mortal ${where}`)
        // Also between two processes the ledger never says less than the bill.
        const between = yield* ledgerOf(orgId, "money_micros")
        assert.isAtLeast(between.total, provider.micros, `${where}: the ledger says less than the bill`)
        const second = yield* working(`heir ${where}`, url)
        const end = yield* ends
        yield* jobsAreSane(plan)
        yield* Scope.close(second, Exit.void)
        assert.strictEqual(end.status, "in_review", `${where}: ${JSON.stringify(end.state).slice(0, 500)}`)
        assert.strictEqual(provider.unnamed, 0, `${where}: a call had no id`)
        assert.lengthOf(provider.of("llm"), 1, `${where}: the script`)
        assert.lengthOf(provider.of("voice"), 4, `${where}: the lines`)
        assert.deepStrictEqual(doubles(provider.of("voice").map(({ content }) => content)), [], where)
        const ledger = yield* ledgerOf(orgId, "money_micros")
        assert.strictEqual(ledger.total, provider.micros, `${where}: ledger and bill`)
        assert.strictEqual(ledger.unsettled, 0, where)
        assert.strictEqual((yield* ledgerOf(orgId, "llm_tokens")).total, 500, where)
        return {
          steps: fate.taken,
          died: fate.dead,
          repeated: [...provider.bill.values()].some(({ calls }) => calls > 1)
        }
      }).pipe(Effect.scoped)

    for (const side of ["before", "after"] as const) {
      it.effect(
        `D22, T13, promise 12: killed ${side} any step of spending took effect, each line is billed once and the ledger equals the bill`,
        () =>
          Effect.gen(function*() {
            const { steps } = yield* oneLife(null)
            const places = [...steps].flatMap(([name, times]) =>
              Array.from({ length: Math.min(times, 2) }, (_, i): End => ({ name, nth: i + 1, side }))
            )
            const lives = yield* Effect.forEach(places, (place) =>
              Effect.map(oneLife(place), ({ died, repeated }) => ({ name: place.name, died, repeated })))
            const killedAt = new Set(lives.flatMap(({ died, name }) =>
              died ? [name] : []
            ))
            for (
              const step of [
                "take",
                "org Reserve",
                "leaving",
                "call model",
                "call voice",
                "answered",
                "org Settle",
                "settled"
              ]
            ) {
              assert.isTrue(killedAt.has(step), `never killed at ${step}: ${[...killedAt].join(", ")}`)
            }
            // A call whose answer was lost with its process is the one that is asked again, under the same id.
            const repeated = lives.filter(({ repeated }) => repeated).map(({ name }) => name)
            assert.sameMembers(
              [...new Set(repeated)],
              side === "after" ? ["call model", "call voice"] : ["answered"],
              "repeated under their id"
            )
          }),
        { timeout: 150_000 }
      )
    }
  }
)
