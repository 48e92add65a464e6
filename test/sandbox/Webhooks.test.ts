import { signature } from "@callsheet/sandbox/Notices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue, Schema, TestClock } from "effect"
import { createServer } from "node:http"
import { openSandbox, someDay, video } from "./support.ts"

const Envelope = Schema.parseJson(Schema.Struct({
  client_key: Schema.String,
  event: Schema.String,
  create_time: Schema.Number,
  user_openid: Schema.String,
  content: Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
}))

interface Received {
  readonly body: string
  readonly signature: string
}

/** Listens as the app would; `status` decides what it answers to the nth event, from 1. */
const receiver = (status: (nth: number) => number = () => 200) =>
  Effect.gen(function*() {
    const received = yield* Queue.unbounded<Received>()
    let count = 0
    const server = createServer((request, response) => {
      const parts: Array<Buffer> = []
      request.on("data", (part: Buffer) => parts.push(part))
      request.on("end", () => {
        count += 1
        Queue.unsafeOffer(received, {
          body: Buffer.concat(parts).toString("utf8"),
          signature: String(request.headers["tiktok-signature"])
        })
        response.writeHead(status(count)).end()
      })
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () =>
        Effect.promise(() =>
          new Promise<void>((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
          })
        )
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const next = Effect.flatMap(Queue.take(received), (one) =>
      Effect.map(Schema.decode(Envelope)(one.body), (envelope) => ({ ...one, envelope })))
    return { url: `http://127.0.0.1:${port}/webhooks/tiktok`, next }
  })

describe("Sandbox webhooks", () => {
  it("a signature is HMAC-SHA256 over time, dot and the raw body", () => {
    const body =
      "{\"client_key\":\"sim_client_key\",\"event\":\"post.publish.publicly_available\",\"create_time\":1795000000," +
      "\"user_openid\":\"-000SimOpenIdExample\",\"content\":\"{\\\"publish_id\\\":\\\"v_pub_file~v2-1.7600000000000000001\\\"," +
      "\\\"publish_type\\\":\\\"DIRECT_PUBLISH\\\",\\\"post_id\\\":\\\"7600000000000000123\\\"}\"}"
    assert.strictEqual(
      signature("sim_client_secret", body, 1_795_000_003),
      "t=1795000003,s=4c2b868f03307d96e50badb36478bfbb41cdc5d3c00c30ad630bc4f41f9a5196"
    )
  })

  it.scoped("a public post sends complete, then publicly_available with its id as text, both signed", () =>
    Effect.gen(function*() {
      const { next, url } = yield* receiver()
      const { books, connect, upload } = yield* openSandbox({ settings: { webhookUrl: url } })
      const account = yield* connect("sunny.kitchen")
      const { publishId } = yield* upload(account, video(), { privacy_level: "PUBLIC_TO_EVERYONE" })
      yield* TestClock.adjust("1 seconds")
      const complete = yield* next
      assert.strictEqual(complete.envelope.event, "post.publish.complete")
      assert.deepStrictEqual(complete.envelope.content, { publish_id: publishId, publish_type: "DIRECT_PUBLISH" })
      assert.strictEqual(complete.envelope.create_time, Math.floor(someDay / 1_000) + 1)
      assert.strictEqual(complete.envelope.user_openid, account.openId)
      const time = Number(/^t=(\d+),/.exec(complete.signature)?.[1])
      assert.strictEqual(complete.signature, signature("sandbox-secret", complete.body, time))
      yield* TestClock.adjust("2 seconds")
      const visible = yield* next
      assert.strictEqual(visible.envelope.event, "post.publish.publicly_available")
      assert.strictEqual(visible.envelope.content["post_id"], books.of("post")[0]?.postId)
    }))

  it.scoped("what is not answered with 200 comes again, later each time, with the same bytes and time", () =>
    Effect.gen(function*() {
      const { next, url } = yield* receiver((nth) => (nth < 3 ? 503 : 200))
      const { books, connect, control } = yield* openSandbox({
        settings: { webhookUrl: url, webhookRetryMillis: 1_000 }
      })
      yield* connect("sunny.kitchen")
      yield* control.disconnect("sunny.kitchen")
      const first = yield* next
      assert.deepStrictEqual(first.envelope.content, { reason: 1 })
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual(yield* next, first)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* next, first)
      // The receiver has it before the sandbox has read the answer.
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))).pipe(
        Effect.repeat({ until: () => books.of("webhook").length === 3 })
      )
      assert.deepStrictEqual(books.of("webhook").map(({ attempt, status }) => [attempt, status]), [[1, 503], [2, 503], [
        3,
        200
      ]])
    }))

  it.scoped("copies come more than once", () =>
    Effect.gen(function*() {
      const { next, url } = yield* receiver()
      const { connect, control } = yield* openSandbox({ settings: { webhookUrl: url, webhookCopies: 2 } })
      yield* connect("sunny.kitchen")
      yield* control.disconnect("sunny.kitchen")
      assert.strictEqual((yield* next).body, (yield* next).body)
    }))

  it.scoped("events can overtake each other", () =>
    Effect.gen(function*() {
      const { next, url } = yield* receiver()
      const { connect, upload } = yield* openSandbox({
        settings: { webhookUrl: url, webhookReorder: true, moderationMillis: 100 }
      })
      yield* upload(yield* connect("sunny.kitchen"), video(), { privacy_level: "PUBLIC_TO_EVERYONE" })
      yield* TestClock.adjust("1200 millis")
      assert.strictEqual((yield* next).envelope.event, "post.publish.publicly_available")
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* next).envelope.event, "post.publish.complete")
    }))
})
