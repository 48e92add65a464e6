import { Vault } from "@callsheet/database/secrets/Vault"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { setTimeout } from "node:timers/promises"
import { assertPrometheus } from "../../process/PrometheusLines.ts"
import { json, post, send, testServer, vault } from "./TestServer.ts"

/** As a monitor of this server sends it; its token follows from the master key alone. */
const insider = Effect.map(Vault, ({ derived }) => ({
  authorization: `Bearer ${Redacted.value(derived("metrics")[0].bytes).toString("base64url")}`
})).pipe(Effect.provide(vault))

layer(testServer, { excludeTestServices: true })("Health and metrics", (it) => {
  it.effect("readiness names what is missing and turns with it", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      assert.strictEqual((yield* send("/health/live")).status, 200)
      const headers = yield* insider
      const without = yield* send("/health/ready", { headers })
      assert.strictEqual(without.status, 503)
      assert.deepNestedPropertyVal(json(without), "checks.database", { ok: true, reason: null })
      assert.nestedPropertyVal(json(without), "checks.cluster.ok", false)
      assert.include(without.text, "callsheet worker")

      const outside = yield* send("/health/ready")
      assert.strictEqual(outside.status, 503)
      assert.deepStrictEqual(Object.keys(json(outside) as object), ["status", "instance"], "strangers hear no reason")

      const moment = Effect.promise(() => setTimeout(600))
      yield* moment
      yield* sql`INSERT INTO cluster_runners (address, runner) VALUES ('127.0.0.1:1', '{}')`
      assert.strictEqual((yield* send("/health/ready")).status, 200)
      yield* moment
      yield* sql`UPDATE cluster_runners SET last_heartbeat = now() - interval '1 minute'`
      yield* moment
      assert.strictEqual((yield* send("/health/ready")).status, 503)
    }))

  it.effect("F16: metrics are Prometheus text and count calls by name and outcome, refused ones included", () =>
    Effect.gen(function*() {
      yield* post("/api/v1/system/whoami", {})
      yield* post("/api/v1/system/whoami", {}, {})
      yield* send("/nowhere/whatever")
      const answer = yield* send("/metrics", { headers: yield* insider })
      assert.include(answer.headers.get("content-type"), "text/plain; version=0.0.4")
      assertPrometheus(answer.text)
      assert.match(answer.text, /^callsheet_rpc_calls_total\{call="system.whoami",outcome="ok"\} \d+$/m)
      assert.match(answer.text, /^callsheet_rpc_calls_total\{call="system.whoami",outcome="Unauthorized"\} \d+$/m)
      assert.match(answer.text, /^callsheet_http_requests_total\{method="GET",route="other",status="404"\} \d+$/m)
      assert.match(answer.text, /^callsheet_build_info\{.*mode="sandbox".*\} 1$/m)
      assert.notInclude(answer.text, "nowhere")
      // A proxy of this account passes on what comes from anywhere.
      const passedOn = { "x-forwarded-for": "203.0.113.9" }
      for (const headers of [passedOn, { authorization: "Bearer owner-key" }, { authorization: "Bearer " }]) {
        const outside = yield* send("/metrics", { headers })
        assert.strictEqual(outside.status, 401)
        assert.notInclude(outside.text, "callsheet_rpc")
        assert.nestedPropertyVal(json(outside), "error.tag", "Unauthorized")
      }
    }))
})
