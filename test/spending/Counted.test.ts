import { Actors } from "@callsheet/actors/Actors"
import * as ActorMetrics from "@callsheet/worker/ActorMetrics"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Metric, MetricState } from "effect"
import { asking, newOrgId, RoadLive } from "../support/ActorHarness.ts"

/** What a counter with this label stands at. */
const counted = (name: string, kind: string) =>
  Effect.map(
    Metric.snapshot,
    (pairs) =>
      pairs.flatMap(({ metricKey, metricState }) =>
        metricKey.name === name && metricKey.tags.some((tag) => tag.key === "kind" && tag.value === kind) &&
          MetricState.isCounterState(metricState)
          ? [Number(metricState.count)]
          : []
      )[0] ?? 0
  )

layer(RoadLive.pipe(Layer.provide(ActorMetrics.layer)), { excludeTestServices: true })(
  "limits in the metrics",
  (it) => {
    it.scoped("F21: a warning and a refusal are counted once each, by kind", () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const orgId = newOrgId()
        yield* actors.org(orgId, asking(), { _tag: "Create", name: "Studio", timeZone: "Europe/Berlin" })
        yield* actors.org(orgId, asking(), {
          _tag: "SetLimit",
          kind: "voice_seconds",
          limit: { amount: 10, period: "day" }
        })
        const reserve = (reference: string, amount: number) =>
          actors.org(orgId, asking(), {
            _tag: "Reserve",
            reference,
            amounts: [{ kind: "voice_seconds", amount }]
          })
        yield* reserve("work:1", 7)
        assert.strictEqual(yield* counted("callsheet_quota_warnings_total", "voice_seconds"), 0)
        yield* reserve("work:2", 2)
        yield* reserve("work:3", 1)
        yield* Effect.flip(reserve("work:4", 1))
        assert.strictEqual(yield* counted("callsheet_quota_warnings_total", "voice_seconds"), 1)
        assert.strictEqual(yield* counted("callsheet_quota_refusals_total", "voice_seconds"), 1)
      }))
  }
)
