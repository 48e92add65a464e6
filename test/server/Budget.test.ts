import { freeOfCharge } from "@callsheet/domain/spending/Prices"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { lookWithin } from "../support/LookUntil.ts"

const priced = ApiStage.pipe(
  Layer.provide(Layer.succeed(PriceList, { ...freeOfCharge, renderMicros: 300_000, voiceSecondMicros: 1_000 })),
  Layer.provide(Layer.succeed(PaidServices, { writes: true, speaks: true }))
)

layer(priced, { excludeTestServices: true, timeout: "60 seconds" })("a slot whose making costs money", (it) => {
  it.scoped("F21, D29: planning says at once where money, words or speech of a whole video are no longer left", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const accountId = yield* newAccount(orgId)
      const plan = {
        accountId,
        topic: "Paper boats",
        notes: notesAbout("paper boats"),
        at: new Date(Date.now() + 7_200_000).toISOString()
      }
      const dry = Effect.map(
        client("plan.add", { orgId, plan, dryRun: true }, owner),
        ({ feasibility }) => feasibility
      )
      // What another server changed may be a second old in a warning.
      const soon = (holds: (feasible: boolean) => boolean) => lookWithin(1_100, dry, ({ feasible }) => holds(feasible))
      assert.isTrue((yield* dry).feasible)
      const kinds = [["money_micros", 344_999], ["llm_tokens", 2_499], ["voice_seconds", 44]] as const
      for (const [kind, amount] of kinds) {
        yield* client("quota.set", { orgId, kind, limit: { amount, period: "month" } }, owner)
        const short = yield* soon((feasible) => !feasible)
        assert.isFalse(short.feasible, kind)
        assert.isTrue(
          short.warnings.some((warning) => warning.includes(`${kind} limit of ${amount} has ${amount} left`)),
          short.warnings.join(" ")
        )
        yield* client("quota.set", { orgId, kind, limit: { amount: amount + 1, period: "month" } }, owner)
        assert.isTrue((yield* soon((feasible) => feasible)).feasible, kind)
      }
    }))
})
