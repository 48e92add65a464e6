import { signWebhook } from "@callsheet/tiktok/WebhookSignature"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Redacted } from "effect"
import { json, send, testServer, webhookSecret } from "./TestServer.ts"

const event = (publishId: string) =>
  JSON.stringify({
    client_key: "key",
    event: "post.publish.complete",
    create_time: 1_760_000_000,
    user_openid: "open-1",
    content: JSON.stringify({ publish_id: publishId, publish_type: "DIRECT_PUBLISH" })
  })

const deliver = (body: string, secret = webhookSecret) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const seconds = Math.floor(now / 1000)
    const signature = signWebhook(Redacted.make(secret), seconds, Buffer.from(body))
    return send("/webhooks/tiktok", {
      method: "POST",
      headers: { "content-type": "application/json", "tiktok-signature": `t=${seconds},s=${signature}` },
      body
    })
  })

const stored = (publishId: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql<{ event: string; openId: string; handledAt: number | null }>`
      SELECT event, open_id AS "openId", handled_at AS "handledAt" FROM webhook_event WHERE publish_id = ${publishId}`)

layer(testServer, { excludeTestServices: true })("TikTok's events", (it) => {
  it.effect("F14: a signed event is stored once, however often it is delivered", () =>
    Effect.gen(function*() {
      const answers = yield* Effect.all(Array.from({ length: 5 }, () => deliver(event("v_pub_1"))), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200])
      assert.deepStrictEqual(yield* stored("v_pub_1"), [{ event: "complete", openId: "open-1", handledAt: null }])
    }))

  it.effect("an event with a wrong or no signature is refused with 401 and not stored", () =>
    Effect.gen(function*() {
      const forged = yield* deliver(event("v_pub_2"), "another secret")
      assert.strictEqual(forged.status, 401)
      assert.nestedPropertyVal(json(forged), "error.tag", "WebhookRefused")
      const bare = yield* send("/webhooks/tiktok", { method: "POST", body: event("v_pub_2") })
      assert.strictEqual(bare.status, 401)
      assert.deepStrictEqual(yield* stored("v_pub_2"), [])
    }))

  it.effect("a signed event for another app, or with what cannot be stored or indexed, is kept and acts on nothing", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const odd = [
        event("v_pub_other").replace("\"key\"", "\"another app\""),
        event("v_pub_nul").replace("open-1", "open-\\u0000"),
        event("v".repeat(20_000)),
        JSON.stringify({ client_key: "key", event: "x".repeat(9_000), create_time: 1, user_openid: "o" })
      ]
      for (const body of odd) assert.strictEqual((yield* deliver(body)).status, 200)
      assert.strictEqual((yield* deliver("a\u0000b")).status, 200)
      for (const id of ["v_pub_other", "v_pub_nul"]) assert.deepStrictEqual(yield* stored(id), [])
      const rows = yield* sql<{ body: string }>`SELECT body FROM webhook_event WHERE event = 'unreadable' ORDER BY id`
      assert.deepStrictEqual(rows.map(({ body }) => body), [...odd, "a\uFFFDb"])
    }))

  it.effect("a signed event in a form nobody knows yet is kept and acknowledged", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      assert.strictEqual((yield* deliver("{\"new\": \"form\"}")).status, 200)
      assert.strictEqual((yield* deliver("{\"new\": \"form\"}")).status, 200)
      const rows = yield* sql`SELECT body FROM webhook_event WHERE event = 'unreadable' AND body LIKE '%"form"%'`
      assert.deepStrictEqual(rows, [{ body: "{\"new\": \"form\"}" }])
    }))

  it.effect("an event that cannot be stored is answered so that TikTok repeats it", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql`ALTER TABLE webhook_event RENAME TO webhook_event_away`
      const answer = yield* deliver(event("v_pub_3"))
      yield* sql`ALTER TABLE webhook_event_away RENAME TO webhook_event`
      assert.strictEqual(answer.status, 503)
      assert.strictEqual((yield* deliver(event("v_pub_3"))).status, 200)
      assert.lengthOf(yield* stored("v_pub_3"), 1)
    }))
})
