import * as HttpListening from "@callsheet/process/HttpListening"
import * as MetricsServer from "@callsheet/process/MetricsServer"
import * as Otlp from "@callsheet/process/Otlp"
import { explainStart } from "@callsheet/process/StartError"
import * as HttpServer from "@effect/platform/HttpServer"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Effect, Layer, Option, Redacted, Schema, TestClock } from "effect"
import { loopback } from "../tiktok/Loopback.ts"
import { occupiedPort } from "./OccupiedPort.ts"
import { assertPrometheus } from "./PrometheusLines.ts"

const listen = (port: number, host = "127.0.0.1") =>
  Layer.build(HttpListening.layer({ host, port, variable: "CALLSHEET_PORT" }))

const TOKEN = "a-token-of-this-test"

const get = (url: string) =>
  Effect.promise(async () => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
    return { status: response.status, text: await response.text() }
  })

class NoSpace extends Schema.TaggedError<NoSpace>()("NoSpace", {}) {
  override get message(): string {
    return "The disk is full."
  }
  get remedy(): string {
    return "Free some space."
  }
}

describe("A process that starts", () => {
  it.scoped("says that its port is taken, and by which variable another is chosen", () =>
    Effect.gen(function*() {
      const port = yield* occupiedPort
      const error = yield* Effect.flip(listen(port))
      assert.strictEqual(error._tag, "PortTaken")
      const text = explainStart("server", Cause.fail(error))
      assert.include(text, `Port ${port} on 127.0.0.1 is taken by another program.`)
      assert.include(text, `CALLSHEET_PORT=${port + 1}`)
    }))

  it.scoped("says that an address is none of this machine's", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(listen(0, "192.0.2.1"))
      assert.strictEqual(error._tag, "CannotListen")
      assert.include(error.remedy, "127.0.0.1")
    }))

  it("says what is so and what to do, without a stack", () => {
    const text = explainStart("worker", Cause.parallel(Cause.fail(new NoSpace()), Cause.fail(new NoSpace())))
    assert.strictEqual(text, "callsheet worker: The disk is full.\nFree some space.")
    const fault = explainStart("worker", Cause.die(new Error("postgres://u:secret@h/d is odd")))
    assert.include(fault, "This is a fault in Callsheet.")
    assert.notMatch(fault, /secret|^\s+at /m)
  })
})

describe("A process that serves nothing else", () => {
  it.scoped("F16: answers metrics and health on a free port", () =>
    Effect.gen(function*() {
      let reason: string | null = "no shards yet"
      const check = Effect.suspend(() => reason === null ? Effect.void : Effect.fail({ message: reason }))
      const context = yield* Layer.build(
        MetricsServer.layer(
          { host: "127.0.0.1", port: 0, variable: "CALLSHEET_WORKER_HTTP_PORT", tokens: [Redacted.make(TOKEN)] },
          { shards: check }
        )
      )
      const { address } = Context.get(context, HttpServer.HttpServer)
      const base = `http://127.0.0.1:${address._tag === "TcpAddress" ? address.port : 0}`
      assertPrometheus((yield* get(`${base}/metrics`)).text)
      assert.strictEqual((yield* get(`${base}/health/live`)).status, 200)
      const before = yield* get(`${base}/health/ready`)
      assert.strictEqual(before.status, 503)
      assert.include(before.text, "no shards yet")
      reason = null
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* get(`${base}/health/ready`)).status, 200)
    }))

  it.scoped("metrics and reasons are for who shows a token, and for programs of its own account", () =>
    Effect.gen(function*() {
      const tokens = [TOKEN, "the-token-of-the-key-before"].map((token) => Redacted.make(token))
      const context = yield* Layer.build(
        MetricsServer.layer(
          { host: "127.0.0.1", port: 0, variable: "CALLSHEET_WORKER_HTTP_PORT", tokens },
          { shards: Effect.fail({ message: "no shards yet" }) }
        )
      )
      const { address } = Context.get(context, HttpServer.HttpServer)
      const base = `http://127.0.0.1:${address._tag === "TcpAddress" ? address.port : 0}`
      const asked = (path: string, authorization?: string) =>
        Effect.promise(async () => {
          const answer = await fetch(
            `${base}${path}`,
            authorization === undefined ? {} : { headers: { authorization } }
          )
          return { status: answer.status, text: await answer.text() }
        })
      for (const given of ["Bearer another-token-of-it", "Basic a-token-of-this-test"]) {
        assert.strictEqual((yield* asked("/metrics", given)).status, 401)
        assert.notInclude((yield* asked("/health/ready", given)).text, "no shards yet")
      }
      for (const good of [`Bearer ${TOKEN}`, "Bearer the-token-of-the-key-before"]) {
        assertPrometheus((yield* asked("/metrics", good)).text)
        assert.include((yield* asked("/health/ready", good)).text, "no shards yet")
      }
      if (process.platform !== "linux") return
      assertPrometheus((yield* asked("/metrics")).text)
      const passedOn = yield* Effect.promise(() =>
        fetch(`${base}/metrics`, { headers: { "x-forwarded-for": "10.0.0.9" } })
      )
      assert.strictEqual(passedOn.status, 401)
    }))

  it.scopedLive("F16: sends traces, metrics and logs to a collector, and log lines carry their trace", () =>
    Effect.gen(function*() {
      const { seen, url } = yield* loopback(() => ({ status: 200, body: "{}" }))
      const traceId = yield* Effect.logInfo("A line of a trace").pipe(
        Effect.zipRight(Effect.currentSpan),
        Effect.map((span) => span.traceId),
        Effect.withSpan("Test.work"),
        Effect.provide(Otlp.layer(Option.some(url), "test"))
      )
      const bodyOf = (path: string) =>
        seen.filter((one) => one.url === path).map((one) => one.body.toString()).join("\n")
      assert.include(bodyOf("/v1/traces"), "Test.work")
      assert.include(bodyOf("/v1/traces"), traceId)
      assert.include(bodyOf("/v1/traces"), "callsheet-test")
      assert.include(bodyOf("/v1/logs"), "A line of a trace")
      assert.include(bodyOf("/v1/logs"), traceId)
      assert.include(bodyOf("/v1/metrics"), "callsheet")
    }))
})
