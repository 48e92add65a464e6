import { Actors } from "@callsheet/actors/Actors"
import type { FaultRule } from "@callsheet/sandbox/Fault"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { connectAgain, lookUntil, newCreator, nothingBroken, reach, releasedPlan, standingOf } from "./support.ts"

/** `lost`: TikTok renewed the pair and we never heard it, so under strict rotation only the owner can help. */
const faults: ReadonlyArray<readonly [string, Omit<FaultRule, "endpoint">, "kept" | "lost"]> = [
  ["dropped before", { kind: "dropBefore" }, "kept"],
  ["500", { kind: "status", status: 500 }, "kept"],
  ["429", { kind: "rateLimited" }, "kept"],
  ["a wrong client secret", { kind: "refuse", code: "invalid_client" }, "kept"],
  ["dropped after", { kind: "dropAfter" }, "lost"],
  ["malformed", { kind: "malformed" }, "lost"],
  ["truncated", { kind: "truncated" }, "lost"],
  ["of the wrong type", { kind: "wrongType" }, "lost"]
]

layer(stage({ speed: 20, sandbox: { settings: { accessTokenSeconds: 20 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("a fault while tokens are renewed", (it) => {
  for (const [name, rule, end] of faults) {
    it.effect(`D05, D28, T02: ${name}: the newest pair is ${end}, no refresh token works twice, the account says so`, () =>
      Effect.gen(function*() {
        const { control, sandbox } = yield* StageSandbox
        const actors = yield* Actors
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        yield* control.addFault({ endpoint: "token", ...rule, count: 1 })
        const renewals = () =>
          sandbox.books.of("token").filter((entry) =>
            entry.openId === creator.openId && entry.grantType === "refresh_token"
          ).length
        const settled = yield* lookUntil(
          standingOf(creator.accountId),
          ({ status }) => end === "lost" ? status === "needs_reauth" : renewals() > 1
        )
        assert.strictEqual(settled.status, end === "lost" ? "needs_reauth" : "connected")
        if (end === "lost") {
          assert.strictEqual(settled.failure, "GrantInvalid")
          const asked = sandbox.books.of("request").length
          yield* Effect.sleep("2 minutes")
          assert.strictEqual(sandbox.books.of("request").length, asked, "a dead token is asked for again and again")
          yield* connectAgain(creator.accountId, creator.username)
        }
        const plan = yield* releasedPlan(orgId, creator.accountId)
        assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
        assert.lengthOf(yield* nothingBroken(creator), 1)
        // Quiet from here on: the next case strikes the next account.
        yield* actors.account(creator.accountId, asking(), { _tag: "Disconnect" })
      }))
  }
})
