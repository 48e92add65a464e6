import * as OutboundHttp from "@callsheet/process/OutboundHttp"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Cause, ConfigProvider, Effect, Layer } from "effect"
import { createServer } from "node:http"
import { loopback } from "../tiktok/Loopback.ts"

const clientWith = (variables: Readonly<Record<string, string>>) =>
  OutboundHttp.layerConfig.pipe(
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))))
  )

const get = (url: string) =>
  Effect.flatMap(HttpClient.get(url), (response) => Effect.as(response.text, response.status))

/** A proxy that opens no tunnel, only remembers for whom one was asked. */
const proxy = Effect.acquireRelease(
  Effect.async<{ readonly url: string; readonly asked: Array<string>; readonly stop: () => void }>((resume) => {
    const asked: Array<string> = []
    const server = createServer()
    server.on("connect", (request, socket) => {
      asked.push(request.url ?? "")
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ url: `http://user:secret@127.0.0.1:${port}`, asked, stop: () => server.close() }))
    })
  }),
  ({ stop }) => Effect.sync(stop)
)

describe("OutboundHttp", () => {
  it.scopedLive("F20: with a proxy configured, the outside is reached through it and this machine directly", () =>
    Effect.gen(function*() {
      const { asked, url } = yield* proxy
      const local = yield* loopback(() => ({ body: "{}" }))
      yield* Effect.gen(function*() {
        assert.strictEqual(yield* get(local.url), 200)
        yield* Effect.flip(get("https://tiktok.invalid/v2/"))
      }).pipe(Effect.provide(clientWith({ CALLSHEET_HTTP_PROXY: url })))
      assert.deepStrictEqual(asked, ["tiktok.invalid:443"])
      assert.strictEqual(local.seen.length, 1)
    }))

  it.scopedLive("a redirect is an answer like any other: no token follows it", () =>
    Effect.gen(function*() {
      const server = yield* loopback(() => ({ status: 302, headers: { location: "/elsewhere" } }))
      assert.strictEqual(yield* Effect.provide(get(server.url), clientWith({})), 302)
      assert.strictEqual(server.seen.length, 1)
    }))

  it.effect("D26: an unusable proxy address stops the start by name, without being shown", () =>
    Effect.gen(function*() {
      const cause = yield* Effect.flip(
        Effect.sandbox(Effect.provide(HttpClient.HttpClient, clientWith({ CALLSHEET_HTTP_PROXY: "me:hidden@proxy" })))
      )
      assert.include(Cause.pretty(cause), "CALLSHEET_HTTP_PROXY")
      assert.notInclude(Cause.pretty(cause), "hidden")
    }))
})
