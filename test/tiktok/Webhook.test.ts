import { decodeWebhook, webhookKey } from "@callsheet/tiktok/Webhook"
import { signWebhook, verifyWebhook } from "@callsheet/tiktok/WebhookSignature"
import { assert, describe, it } from "@effect/vitest"
import { Either, Redacted } from "effect"

const secret = Redacted.make("sim_client_secret")
const body = String
  .raw`{"client_key":"sim_client_key","event":"post.publish.publicly_available","create_time":1795000000,"user_openid":"-000SimOpenIdExample","content":"{\"publish_id\":\"v_pub_file~v2-1.7600000000000000001\",\"publish_type\":\"DIRECT_PUBLISH\",\"post_id\":\"7600000000000000123\"}"}`
const header = "t=1795000003,s=4c2b868f03307d96e50badb36478bfbb41cdc5d3c00c30ad630bc4f41f9a5196"
const nowMillis = 1_795_000_010_000

const verify = (change: Partial<Parameters<typeof verifyWebhook>[0]>) =>
  verifyWebhook({ header, rawBody: Buffer.from(body), secret, nowMillis, ...change })
const reason = (change: Partial<Parameters<typeof verifyWebhook>[0]>) =>
  Either.match(verify(change), { onLeft: (error) => error.reason, onRight: () => "accepted" })

const event = (name: string, content: string | null) =>
  Either.getOrThrow(decodeWebhook(JSON.stringify({
    client_key: "k",
    event: name,
    create_time: 1_795_000_000,
    user_openid: "-000_",
    ...(content === null ? {} : { content })
  })))

describe("WebhookSignature", () => {
  it("accepts the known vector and tells when it was signed", () => {
    assert.deepStrictEqual(verify({}), Either.right(1_795_000_003_000))
  })

  it("refuses a changed body, another secret, and JSON that was written anew", () => {
    assert.strictEqual(reason({ rawBody: Buffer.from(body.replace("1795000000", "1795000001")) }), "wrong signature")
    assert.strictEqual(reason({ secret: Redacted.make("other") }), "wrong signature")
    assert.strictEqual(reason({ rawBody: Buffer.from(JSON.stringify(JSON.parse(body), null, 1)) }), "wrong signature")
  })

  it("refuses a header that is missing, malformed or of another length", () => {
    for (
      const bad of [undefined, "", "t=1795000003", "s=00", "t=x,s=" + "0".repeat(64), `t=1,s=${"0".repeat(62)}`, "="]
    ) {
      assert.strictEqual(reason({ header: bad }), "no signature", String(bad))
    }
  })

  it("takes late repeats, but nothing older than the tolerance and nothing from the future", () => {
    const at = 1_795_000_003_000
    assert.strictEqual(reason({ nowMillis: at + 72 * 3_600_000 }), "accepted")
    assert.strictEqual(reason({ nowMillis: at + 74 * 3_600_000 }), "too old")
    assert.strictEqual(reason({ nowMillis: at + 301_000, toleranceMillis: 300_000 }), "too old")
    assert.strictEqual(reason({ nowMillis: at - 301_000 }), "from the future")
  })

  it("reads the parts in any order and with spaces", () => {
    const s = signWebhook(secret, 1_795_000_003, Buffer.from(body))
    assert.strictEqual(reason({ header: `s=${s}, t=1795000003` }), "accepted")
  })
})

describe("Webhook", () => {
  it("D06: reads the content inside the content, ids whole", () => {
    assert.deepStrictEqual(Either.getOrThrow(decodeWebhook(body)), {
      _tag: "PublicationEvent",
      clientKey: "sim_client_key",
      openId: "-000SimOpenIdExample",
      createdAt: 1_795_000_000_000,
      what: "publiclyAvailable",
      publishId: "v_pub_file~v2-1.7600000000000000001",
      postId: "7600000000000000123",
      reason: null
    })
    const asNumber = event("post.publish.publicly_available", `{"publish_id":"p","post_id":7600000000000000123}`)
    assert.strictEqual(asNumber._tag === "PublicationEvent" && asNumber.postId, "7600000000000000123")
  })

  it("knows TikTok's misspelt event and the corrected one", () => {
    for (const name of ["post.publish.no_longer_publicaly_available", "post.publish.no_longer_publicly_available"]) {
      const found = event(name, `{"publish_id":"p","post_id":"1"}`)
      assert.strictEqual(found._tag === "PublicationEvent" && found.what, "noLongerPubliclyAvailable")
    }
  })

  it("knows why a post failed and why access was removed", () => {
    const failed = event("post.publish.failed", `{"publish_id":"p","reason":"frame_rate_check_failed"}`)
    assert.strictEqual(failed._tag === "PublicationEvent" && failed.reason, "frame_rate_check_failed")
    const removed = event("authorization.removed", `{"reason":4}`)
    assert.strictEqual(removed._tag === "AuthorizationRemoved" && removed.reason, "accountBanned")
    const unclear = event("authorization.removed", `{"reason":77}`)
    assert.strictEqual(unclear._tag === "AuthorizationRemoved" && unclear.reason, "unknown")
  })

  it("leaves events of other products alone, and refuses what it cannot read", () => {
    assert.strictEqual(event("portability.download.ready", `{"request_id":1}`)._tag, "OtherEvent")
    assert.strictEqual(event("toString", null)._tag, "OtherEvent")
    for (
      const bad of [
        "",
        "[]",
        "{}",
        body.replace(/"content".*/, `"content":"{"}`),
        body.replace("publish_id", "pubish_id")
      ]
    ) {
      assert.isTrue(Either.isLeft(decodeWebhook(bad)), bad)
    }
  })

  it("one event has one key, however often it is delivered; two events have two", () => {
    const a = webhookKey(Either.getOrThrow(decodeWebhook(body)))
    assert.strictEqual(a, webhookKey(Either.getOrThrow(decodeWebhook(body))))
    assert.notStrictEqual(a, webhookKey(event("post.publish.complete", `{"publish_id":"p"}`)))
    assert.notStrictEqual(
      webhookKey(event("post.publish.complete", `{"publish_id":"p"}`)),
      webhookKey(event("post.publish.complete", `{"publish_id":"q"}`))
    )
  })
})
