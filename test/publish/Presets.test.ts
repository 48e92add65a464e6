import { Presets } from "@callsheet/database/library/Presets"
import type { Provenance } from "@callsheet/domain/asset/Media"
import { assetIdOf, encodeId, PresetId } from "@callsheet/domain/Ids"
import type { Preset } from "@callsheet/domain/org/Preset"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { randomBytes } from "node:crypto"
import { approve, newOrg, newPlan, stage } from "../support/WorkerHarness.ts"
import { newCreator, reach, standingOf } from "./support.ts"

layer(stage({ speed: 20 }), { excludeTestServices: true, timeout: "120 seconds" })("a plan with a preset", (it) => {
  it.effect("is made with the version it was added with, and says its part of the series", () =>
    Effect.gen(function*() {
      const orgId = yield* newOrg
      const { accountId } = yield* newCreator(orgId)
      const presets = yield* Presets
      const put = (preset: Preset) =>
        presets.put(orgId, {
          id: PresetId.make(encodeId("prs", Date.now(), randomBytes(10))),
          name: "Cranes",
          preset,
          by: "key:test"
        })
      const put1 = yield* put({ series: { title: "Cranes", parts: 7 }, look: "cards" })
      if (put1._tag !== "put") return yield* Effect.dieMessage(put1._tag)
      const { id, makes, name, version, writes } = put1.kept
      const preset = { id, name, version, writes, makes }
      const now = yield* Clock.currentTimeMillis
      const later = yield* newPlan(orgId, accountId, { slot: now + 86_400_000, preset })
      yield* newPlan(orgId, accountId, { slot: now + 3_600_000, preset })
      yield* put({ series: { title: "Cranes", parts: 9 }, look: "block" })
      yield* approve(later)
      const ready = yield* reach(later, "in_review", "failed", "needs_attention")
      assert.strictEqual(ready.status, "in_review", JSON.stringify(ready.state).slice(0, 400))
      const { state } = yield* standingOf(assetIdOf(later))
      const { brief, status } = state as {
        readonly brief: { readonly series: object }
        readonly status: { readonly made: { readonly caption: string; readonly provenance: ReadonlyArray<Provenance> } }
      }
      assert.deepStrictEqual(brief.series, { title: "Cranes", part: 2, of: 7 })
      assert.include(status.made.caption, "(Part 2 of 7)")
      assert.deepInclude(status.made.provenance.at(-1), { engine: "Preset", note: "Cranes, version 1" })
    }))
})
