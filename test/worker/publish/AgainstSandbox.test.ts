import { Sha256 } from "@callsheet/domain/asset/Media"
import { SANDBOX_CLIENT_KEY, SANDBOX_CLIENT_SECRET } from "@callsheet/process/settings/Together"
import type { FaultRule } from "@callsheet/sandbox/Fault"
import { start } from "@callsheet/sandbox/Http"
import { sampleVideo } from "@callsheet/sandbox/SampleVideo"
import { resumeByte } from "@callsheet/tiktok/ChunkPlan"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { makePkce, TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import { decodeWebhook } from "@callsheet/tiktok/Webhook"
import { verifyWebhook } from "@callsheet/tiktok/WebhookSignature"
import { Publisher } from "@callsheet/worker/tiktok/Publisher"
import * as TikTokPublisher from "@callsheet/worker/tiktok/TikTokPublisher"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Layer, Redacted } from "effect"
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { clientAt, loopback } from "../../tiktok/Loopback.ts"

const redirectUri = "http://127.0.0.1:4400/oauth/tiktok/callback"
const app = { key: SANDBOX_CLIENT_KEY, secret: SANDBOX_CLIENT_SECRET }

/** A sandbox on a socket, the real client pointed at it, and a creator who has given consent. */
const connected = Effect.gen(function*() {
  const sandbox = yield* start({
    clientKey: app.key,
    clientSecret: app.secret,
    settings: { processingMillis: 0, moderationMillis: 0 }
  })
  const client = clientAt(sandbox.url, app)
  const layer = Layer.mergeAll(
    client,
    TikTokPublisher.layer.pipe(Layer.provide(client), Layer.provide(NodeFileSystem.layer))
  )
  const grant = yield* Effect.gen(function*() {
    const oauth = yield* TikTokOAuth
    const { challenge, verifier } = yield* makePkce
    const consent = yield* Effect.promise(() =>
      fetch(oauth.authorizeUrl({ state: "s1", redirectUri, challenge }), { redirect: "manual" })
    )
    const back = new URL(consent.headers.get("location") ?? "")
    assert.strictEqual(back.searchParams.get("state"), "s1")
    return yield* oauth.exchangeCode({
      code: Redacted.make(back.searchParams.get("code") ?? ""),
      redirectUri,
      verifier
    })
  }).pipe(Effect.provide(layer))
  return { ...sandbox, layer, grant, token: grant.accessToken }
})

const videoFile = (size: number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "callsheet-sandbox-"))
      const path = join(folder, "video.mp4")
      const content = sampleVideo({ size })
      writeFileSync(path, content)
      return {
        folder,
        path,
        bytes: content.length,
        sha256: Sha256.make(createHash("sha256").update(content).digest("hex"))
      }
    }),
    ({ folder }) => Effect.sync(() => rmSync(folder, { recursive: true }))
  )

const post = {
  caption: "How to fold a crane #origami",
  privacy: "PUBLIC_TO_EVERYONE",
  allowComment: true,
  allowDuet: false,
  allowStitch: false,
  brandOrganic: false,
  brandContent: false,
  aiLabel: true,
  coverAtMillis: 1_000
} as const

const open = (token: Redacted.Redacted, bytes: number, delivery: "direct" | "inbox" = "direct") =>
  Effect.flatMap(Publisher, (publisher) => publisher.open({ token, post, delivery, bytes }))

/** Asks until the publication is where it should be; a fault in between ends the test. */
const until = (token: Redacted.Redacted, publishId: string, done: string, ids = 0) =>
  Effect.flatMap(Publisher, (publisher) => publisher.status({ token, publishId })).pipe(
    Effect.delay("50 millis"),
    Effect.repeat({ until: ({ postIds, status }) => status === done && postIds.length >= ids, times: 25 })
  )

describe("the real client against the sandbox", () => {
  it.scopedLive("F12: from consent to a public post with its numbers", () =>
    Effect.gen(function*() {
      const { grant, layer, sandbox, token } = yield* connected
      const file = yield* videoFile(200_000)
      yield* Effect.gen(function*() {
        const api = yield* TikTokApi
        const info = yield* api.creatorInfo(token)
        assert.include(info.privacyLevels, "PUBLIC_TO_EVERYONE")
        const user = yield* api.userInfo({ token, scopes: grant.scopes })
        assert.strictEqual(user.openId, grant.openId)

        const opened = yield* open(token, file.bytes)
        const publisher = yield* Publisher
        yield* publisher.upload({
          ...opened,
          path: file.path,
          fromByte: 0,
          expectedSha256: file.sha256,
          onChunk: () => Effect.void
        })
        const { postIds } = yield* until(token, opened.publishId, "complete", 1)
        assert.match(postIds[0] ?? "", /^\d{19}$/)

        const listed = yield* api.videoList({ token })
        assert.deepStrictEqual(listed.videos.map(({ id }) => id), postIds)
        const [video] = yield* api.videoQuery({ token, ids: postIds })
        assert.strictEqual(video?.isAigc, true)
        assert.isNumber(video?.views)
      }).pipe(Effect.provide(layer))
      assert.strictEqual(sandbox.world.store.all("publications")[0]?.sha256, file.sha256)
    }))

  it.scopedLive("an inbox draft ends in the inbox", () =>
    Effect.gen(function*() {
      const { layer, token } = yield* connected
      const file = yield* videoFile(1_000)
      const status = yield* Effect.gen(function*() {
        const opened = yield* open(token, file.bytes, "inbox")
        const publisher = yield* Publisher
        yield* publisher.upload({
          ...opened,
          path: file.path,
          fromByte: 0,
          expectedSha256: file.sha256,
          onChunk: () => Effect.void
        })
        return yield* until(token, opened.publishId, "inbox")
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(status.postIds, [])
    }))

  for (const kind of ["dropBefore", "dropAfter", "status"] as const) {
    it.scopedLive(`D04: a piece lost by ${kind} is found out and the upload ends in one whole post`, () =>
      Effect.gen(function*() {
        const { control, layer, sandbox, token } = yield* connected
        const file = yield* videoFile(64_000_001)
        yield* control.addFault({ endpoint: "chunk", kind, nth: 3 })
        const status = yield* Effect.gen(function*() {
          const publisher = yield* Publisher
          const opened = yield* open(token, file.bytes)
          const send = (fromByte: number) =>
            publisher.upload({
              ...opened,
              path: file.path,
              fromByte,
              expectedSha256: file.sha256,
              onChunk: () => Effect.void
            })
          const error = yield* Effect.flip(send(0))
          assert.isTrue(error._tag === "TikTokUnavailable" && error.sent === "maybe", error._tag)
          const seen = yield* publisher.status({ token, publishId: opened.publishId })
          const from = resumeByte(opened.plan, seen.uploadedBytes ?? 0)
          assert.strictEqual(from, kind === "dropAfter" ? 30_000_000 : 20_000_000)
          yield* send(from)
          return yield* until(token, opened.publishId, "complete", 1)
        }).pipe(Effect.provide(layer))
        assert.strictEqual(status.postIds.length, 1)
        const publications = sandbox.world.store.all("publications")
        assert.deepStrictEqual(publications.map(({ sha256 }) => sha256), [file.sha256])
      }))
  }

  it.scopedLive("D04: an init whose answer is lost is known to be in doubt, and without bytes it never becomes a post", () =>
    Effect.gen(function*() {
      const { control, layer, sandbox, token } = yield* connected
      yield* control.addFault({ endpoint: "init", kind: "dropAfter", nth: 1 })
      const error = yield* Effect.flip(Effect.provide(open(token, 1_000), layer))
      assert.isTrue(error._tag === "TikTokUnavailable" && error.sent === "maybe")
      assert.strictEqual(sandbox.world.store.all("publications").length, 1)
      assert.isNull(sandbox.world.store.all("publications")[0]?.postedAt)
    }))

  for (
    const [rule, tag] of [
      [{ endpoint: "creator_info", kind: "malformed" }, "TikTokAnswerUnreadable"],
      [{ endpoint: "creator_info", kind: "truncated" }, "TikTokAnswerUnreadable"],
      [{ endpoint: "creator_info", kind: "wrongType" }, "TikTokAnswerUnreadable"],
      [{ endpoint: "creator_info", kind: "status", status: 503 }, "TikTokUnavailable"],
      [{ endpoint: "creator_info", kind: "rateLimited", retryAfterSeconds: 3 }, "TikTokRateLimited"],
      [{ endpoint: "creator_info", kind: "tokenInvalid" }, "TikTokTokenInvalid"],
      [{ endpoint: "creator_info", kind: "refuse", code: "spam_risk_user_banned_from_posting" }, "TikTokRefused"],
      [{ endpoint: "creator_info", kind: "delay", delayMillis: 5_000 }, "TikTokUnavailable"]
    ] as ReadonlyArray<readonly [FaultRule, string]>
  ) {
    it.scopedLive(`D06: ${rule.kind} is ${tag}`, () =>
      Effect.gen(function*() {
        const { control, layer, token } = yield* connected
        yield* control.addFault(rule)
        const error = yield* Effect.flatMap(TikTokApi, (api) => api.creatorInfo(token)).pipe(
          Effect.provide(layer),
          Effect.flip
        )
        assert.strictEqual<string>(error._tag, tag)
      }))
  }

  it.scopedLive("D05: a refresh gives a new pair, and the old refresh token is dead", () =>
    Effect.gen(function*() {
      const { grant, layer } = yield* connected
      yield* Effect.gen(function*() {
        const oauth = yield* TikTokOAuth
        const api = yield* TikTokApi
        const next = yield* oauth.refresh(grant.refreshToken)
        assert.notStrictEqual(Redacted.value(next.refreshToken), Redacted.value(grant.refreshToken))
        assert.strictEqual(next.openId, grant.openId)
        yield* api.creatorInfo(next.accessToken)
        const dead = yield* Effect.flip(oauth.refresh(grant.refreshToken))
        assert.isTrue(dead._tag === "TikTokTokenInvalid" && dead.fault.tag === "GrantInvalid")
        yield* oauth.revoke(next.accessToken)
        const gone = yield* Effect.flip(api.creatorInfo(next.accessToken))
        assert.strictEqual(gone._tag, "TikTokTokenInvalid")
      }).pipe(Effect.provide(layer))
    }))

  it.scopedLive("F14: TikTok's events are verified and read as they arrive", () =>
    Effect.gen(function*() {
      const { control, layer, token } = yield* connected
      const ours = yield* loopback(() => ({ status: 200 }))
      yield* control.webhook(ours.url)
      const file = yield* videoFile(1_000)
      const publishId = yield* Effect.gen(function*() {
        const opened = yield* open(token, file.bytes)
        const publisher = yield* Publisher
        yield* publisher.upload({
          ...opened,
          path: file.path,
          fromByte: 0,
          expectedSha256: file.sha256,
          onChunk: () => Effect.void
        })
        yield* until(token, opened.publishId, "complete", 1)
        return opened.publishId
      }).pipe(Effect.provide(layer))
      yield* Effect.sync(() => ours.seen.length).pipe(
        Effect.delay("50 millis"),
        Effect.repeat({ until: (count) => count >= 2, times: 100 })
      )
      const events = ours.seen.map(({ body, headers }) => {
        const signature = headers["tiktok-signature"]
        Either.getOrThrow(verifyWebhook({
          header: typeof signature === "string" ? signature : undefined,
          rawBody: body,
          secret: Redacted.make(app.secret),
          nowMillis: Date.now()
        }))
        return Either.getOrThrow(decodeWebhook(body.toString()))
      })
      assert.sameMembers(
        events.map((
          event
        ) => (event._tag === "PublicationEvent" && event.publishId === publishId ? event.what : event._tag)),
        ["complete", "publiclyAvailable"]
      )
    }))
})
