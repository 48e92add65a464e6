import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { stage, StageSandbox } from "../support/WorkerHarness.ts"
import { jobsAreSane, nothingBroken, reach, struckPlan } from "./support.ts"

/** Eight pieces of ten megabytes, the last one larger. */
const BYTES = 81_000_001

layer(stage({ speed: 5, videoBytes: BYTES }), { excludeTestServices: true, timeout: "120 seconds" })(
  "a video that goes up in several pieces",
  (it) => {
    const cuts = [[1, "dropBefore"], [4, "dropAfter"], [8, "dropBefore"], [8, "dropAfter"]] as const
    for (const [nth, kind] of cuts) {
      it.effect(
        `D04: piece ${nth} ${kind}: the upload goes on under the same publish id and ends in one post`,
        () =>
          Effect.gen(function*() {
            const { sandbox } = yield* StageSandbox
            const struck = yield* struckPlan({ endpoint: "chunk", kind, nth })
            const plan = yield* reach(struck.plan, "tracked", "failed", "needs_attention")
            assert.strictEqual(plan.status, "tracked", JSON.stringify(plan.state).slice(0, 400))
            assert.lengthOf(yield* nothingBroken(struck), 1)
            const inits = sandbox.books.of("request").filter(({ endpoint, openId }) =>
              endpoint === "init" && openId === struck.openId
            )
            assert.lengthOf(inits, 1)
            const cut = sandbox.books.of("request").filter(({ endpoint, fault }) =>
              endpoint === "chunk" && fault === kind
            )
            assert.isAbove(cut.length, 0, "no piece was cut")
            yield* jobsAreSane(struck.plan)
          }),
        { timeout: 120_000 }
      )
    }
  }
)
