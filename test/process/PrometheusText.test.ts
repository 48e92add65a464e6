import * as Metrics from "@callsheet/process/Metrics"
import { prometheusText, scrape } from "@callsheet/process/PrometheusText"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Metric, MetricBoundaries } from "effect"
import { assertPrometheus } from "./PrometheusLines.ts"

const second = Duration.seconds(1)

describe("Metrics as Prometheus reads them", () => {
  it.effect("F16: every metric of the product passes, whatever its labels hold", () =>
    Effect.gen(function*() {
      const odd = "a \"quoted\" back\\slash and\na line break"
      yield* Effect.all([
        Metrics.countJobStarted("render"),
        Metrics.countJobFinished("render", "completed", second),
        Metrics.countJobFinished("render", "dead", second),
        Metrics.setQueueDepth("render", "pending", 3, 1500),
        Metrics.countCommit("plan"),
        Metrics.countRefused("plan", "PlanLocked"),
        Metrics.countTikTokCall("post.publish.video.init", "ok", second),
        Metrics.countTikTokCall(odd, "TikTokRateLimited", second),
        Metrics.countTikTokRetry("post.publish.video.init"),
        Metrics.setCircuitOpen("acc_1", true),
        Metrics.countQuotaWarning("renders"),
        Metrics.countQuotaRefusal("renders"),
        Metrics.countWebhook("stored"),
        Metrics.countHttp("GET", "/", 200, second),
        Metrics.countRpc("plan.show", "ok", second),
        Metrics.setBuildInfo("0.1.0", "sandbox", "test")
      ])
      const text = yield* scrape
      assertPrometheus(text)
      for (
        const line of [
          "callsheet_jobs_finished_total{kind=\"render\",outcome=\"completed\"} 1",
          "callsheet_jobs_finished_total{kind=\"render\",outcome=\"dead\"} 1",
          "callsheet_job_duration_seconds_bucket{kind=\"render\",le=\"+Inf\"} 2",
          "callsheet_job_duration_seconds_sum{kind=\"render\"} 2",
          "callsheet_queue_oldest_age_seconds{kind=\"render\",state=\"pending\"} 1.5",
          "callsheet_tiktok_rate_limited_total{endpoint=\"a \\\"quoted\\\" back\\\\slash and\\na line break\"} 1",
          "callsheet_tiktok_circuit_open{circuit=\"acc_1\"} 1",
          "callsheet_quota_refusals_total{kind=\"renders\"} 1"
        ]
      ) assert.include(text.split("\n"), line)
    }))

  it.effect("a counter that can go down is a gauge, and one that cannot ends in _total", () =>
    Effect.gen(function*() {
      yield* Metric.update(Metric.counter("test_both_ways"), -2)
      yield* Metric.update(Metric.counter("test_upwards", { incremental: true }), 2)
      yield* Metric.update(Metric.frequency("test_words"), "hello")
      const text = yield* scrape
      assert.include(text, "# TYPE test_both_ways gauge\ntest_both_ways -2\n")
      assert.include(text, "# TYPE test_upwards_total counter\ntest_upwards_total 2\n")
      assert.include(text, "# TYPE test_words_total counter\ntest_words_total{value=\"hello\"} 1\n")
      assertPrometheus(text)
    }))

  it.effect("buckets are sums of those below, and odd numbers have names", () =>
    Effect.gen(function*() {
      const histogram = Metric.histogram("test_sizes_bytes", MetricBoundaries.fromIterable([1, 10]), "Sizes.")
      for (const value of [0.5, 5, 500]) yield* Metric.update(histogram, value)
      yield* Metric.update(Metric.gauge("test_endless"), Number.POSITIVE_INFINITY)
      const text = yield* scrape
      for (const [le, count] of [["1", 1], ["10", 2], ["+Inf", 3]]) {
        assert.include(text, `test_sizes_bytes_bucket{le="${le}"} ${count}\n`)
      }
      assert.include(text, "test_endless +Inf\n")
    }))

  it("nothing counted is nothing said", () => {
    assert.strictEqual(prometheusText([]), "")
  })
})
