import { Sha256 } from "@callsheet/domain/asset/Media"
import { chunkPlan } from "@callsheet/tiktok/ChunkPlan"
import { Publisher } from "@callsheet/worker/tiktok/Publisher"
import * as TikTokPublisher from "@callsheet/worker/tiktok/TikTokPublisher"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { createHash } from "node:crypto"
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { clientAt, loopback, ok, type Reply, type Seen, token } from "../../tiktok/Loopback.ts"

const publisherAt = (url: string) =>
  TikTokPublisher.layer.pipe(Layer.provide(clientAt(url)), Layer.provide(NodeFileSystem.layer))

/** Just over the size from which a file travels in pieces: six of them. */
const BIG = 64_000_001

const videoFile = (bytes: number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "callsheet-publisher-"))
      const path = join(folder, "video.mp4")
      const content = Buffer.alloc(bytes)
      for (let at = 0; at < bytes; at += 4_096) content.writeUInt32LE(at, Math.min(at, bytes - 4))
      writeFileSync(path, content)
      return { folder, path, sha256: Sha256.make(createHash("sha256").update(content).digest("hex")) }
    }),
    ({ folder }) => Effect.sync(() => rmSync(folder, { recursive: true }))
  )

/** An upload host that keeps TikTok's rules: in order, 206 until the last byte, 416 out of order. */
const uploadHost = (already: number, disturb: (seen: Seen, index: number) => Reply | undefined = () => undefined) => {
  let uploaded = already
  return loopback((seen, index) => {
    const disturbed = disturb(seen, index)
    if (disturbed !== undefined) return disturbed
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(seen.headers["content-range"]))
    const [first, last, total] = [Number(range?.[1]), Number(range?.[2]), Number(range?.[3])]
    if (first !== uploaded) return { status: 416, headers: { "content-range": `bytes 0-${uploaded}/${total}` } }
    if (seen.body.length !== last - first + 1) return { status: 400 }
    uploaded = last + 1
    return { status: uploaded === total ? 201 : 206, headers: { "content-range": `bytes 0-${last}/${total}` } }
  })
}

const send = (
  options: {
    readonly file: { readonly path: string; readonly sha256: Sha256 }
    readonly url: string
    readonly bytes: number
    readonly fromByte?: number
    readonly onChunk?: (next: number) => Effect.Effect<void>
    readonly sha256?: Sha256
  }
) =>
  Effect.flatMap(Publisher, (publisher) =>
    publisher.upload({
      uploadUrl: Redacted.make(`${options.url}/upload?upload_token=topsecret`),
      plan: chunkPlan(options.bytes),
      path: options.file.path,
      fromByte: options.fromByte ?? 0,
      expectedSha256: options.sha256 ?? options.file.sha256,
      onChunk: options.onChunk ?? (() => Effect.void)
    })).pipe(Effect.provide(publisherAt(options.url)))

const shaOf = (pieces: ReadonlyArray<Seen>) => {
  const hash = createHash("sha256")
  for (const { body } of pieces) hash.update(body)
  return hash.digest("hex")
}

describe("TikTokPublisher", () => {
  it.scopedLive("Q5: the posted bytes carry the hash of the released file, piece by piece and in order", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(BIG)
      const host = yield* uploadHost(0)
      const checkpoints: Array<number> = []
      yield* send({ file, url: host.url, bytes: BIG, onChunk: (next) => Effect.sync(() => checkpoints.push(next)) })
      assert.strictEqual(shaOf(host.seen), file.sha256)
      assert.deepStrictEqual(checkpoints, [10_000_000, 20_000_000, 30_000_000, 40_000_000, 50_000_000, BIG])
    }))

  it.scopedLive("D04: an upload goes on at the checkpoint and sends no byte twice", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(BIG)
      const host = yield* uploadHost(40_000_000)
      yield* send({ file, url: host.url, bytes: BIG, fromByte: 40_000_000 })
      assert.deepStrictEqual(host.seen.map(({ headers }) => headers["content-range"]), [
        "bytes 40000000-49999999/64000001",
        "bytes 50000000-64000000/64000001"
      ])
    }))

  it.scopedLive("nothing is sent when everything has arrived already", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(1_000)
      const host = yield* uploadHost(1_000)
      yield* send({ file, url: host.url, bytes: 1_000, fromByte: 1_000 })
      assert.strictEqual(host.seen.length, 0)
    }))

  it.scopedLive("Q5: not one byte leaves when the file is not the released one", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(1_000)
      const host = yield* uploadHost(0)
      const error = yield* Effect.flip(
        send({ file, url: host.url, bytes: 1_000, sha256: Sha256.make("0".repeat(64)) })
      )
      assert.strictEqual(error._tag, "FileNotReleased")
      assert.strictEqual(host.seen.length, 0)
    }))

  it.scopedLive("Q5: a file that is changed while it is sent is never completed", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(BIG)
      const host = yield* uploadHost(0)
      const error = yield* Effect.flip(send({
        file,
        url: host.url,
        bytes: BIG,
        onChunk: (next) =>
          Effect.sync(() => {
            if (next !== 20_000_000) return
            const handle = openSync(file.path, "r+")
            writeSync(handle, Buffer.from("tampered"), 0, 8, 35_000_000)
            closeSync(handle)
          })
      }))
      assert.strictEqual(error._tag, "FileNotReleased")
      assert.notInclude(readFileSync(file.path).subarray(0, 100).toString(), "tampered")
      assert.isFalse(host.seen.some(({ headers }) => String(headers["content-range"]).includes("-64000000/")))
    }))

  it.scopedLive("a missing file is named, before anything is sent", () =>
    Effect.gen(function*() {
      const host = yield* uploadHost(0)
      const file = { path: "/nonexistent/video.mp4", sha256: Sha256.make("0".repeat(64)) }
      const error = yield* Effect.flip(send({ file, url: host.url, bytes: 10 }))
      assert.strictEqual(error._tag, "MediaMissing")
    }))

  it.scopedLive("D04: a host that is further on than we thought ends the attempt with its own figure", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(BIG)
      const host = yield* uploadHost(20_000_000)
      const error = yield* Effect.flip(send({ file, url: host.url, bytes: BIG, fromByte: 10_000_000 }))
      assert.isTrue(error._tag === "UploadOutOfStep" && error.uploadedBytes === 20_000_000)
      assert.strictEqual(host.seen.length, 1)
    }))

  it.scopedLive("a last piece that is not acknowledged as the last is out of step, not done", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(1_000)
      const host = yield* uploadHost(0, () => ({ status: 206 }))
      const error = yield* Effect.flip(send({ file, url: host.url, bytes: 1_000 }))
      assert.strictEqual(error._tag, "UploadOutOfStep")
    }))

  it.scopedLive("a checkpoint that cannot be stored stops the upload", () =>
    Effect.gen(function*() {
      const file = yield* videoFile(BIG)
      const host = yield* uploadHost(0)
      const result = yield* Effect.flatMap(Publisher, (publisher) =>
        publisher.upload({
          uploadUrl: Redacted.make(`${host.url}/upload`),
          plan: chunkPlan(BIG),
          path: file.path,
          fromByte: 0,
          expectedSha256: file.sha256,
          onChunk: () => Effect.fail("lease lost" as const)
        })).pipe(Effect.provide(publisherAt(host.url)), Effect.flip)
      assert.strictEqual(result, "lease lost")
      assert.strictEqual(host.seen.length, 1)
    }))

  it.scopedLive("opening gives what must be stored before the first byte", () =>
    Effect.gen(function*() {
      const host = yield* loopback(() => ({ body: ok({ publish_id: "v_inbox_file~v2.7", upload_url: "http://u/x" }) }))
      const post = {
        caption: "c",
        privacy: "SELF_ONLY",
        allowComment: false,
        allowDuet: false,
        allowStitch: false,
        brandOrganic: false,
        brandContent: false,
        aiLabel: false,
        coverAtMillis: 0
      } as const
      const opened = yield* Effect.flatMap(Publisher, (publisher) =>
        publisher.open({ token, post, delivery: "inbox", bytes: 70_000_001 })).pipe(
          Effect.provide(publisherAt(host.url))
        )
      assert.strictEqual(opened.publishId, "v_inbox_file~v2.7")
      assert.strictEqual(Redacted.value(opened.uploadUrl), "http://u/x")
      assert.strictEqual(opened.plan.chunkCount, 7)
      assert.strictEqual(host.seen[0]?.url, "/v2/post/publish/inbox/video/init/")
    }))

  for (
    const [word, meaning] of [
      ["PROCESSING_UPLOAD", "processing"],
      ["PROCESSING_DOWNLOAD", "processing"],
      ["SEND_TO_USER_INBOX", "inbox"],
      ["PUBLISH_COMPLETE", "complete"],
      ["FAILED", "failed"],
      ["SOMETHING_OF_THE_FUTURE", "processing"],
      ["constructor", "processing"]
    ] as const
  ) {
    it.scopedLive(`D09: TikTok's ${word} means ${meaning}`, () =>
      Effect.gen(function*() {
        const host = yield* loopback(() => ({ body: ok({ status: word, fail_reason: "spam_risk_text" }) }))
        const found = yield* Effect.flatMap(Publisher, (publisher) => publisher.status({ token, publishId: "p" })).pipe(
          Effect.provide(publisherAt(host.url))
        )
        assert.deepStrictEqual(found, {
          status: meaning,
          word,
          postIds: [],
          failReason: "spam_risk_text",
          uploadedBytes: null
        })
      }))
  }
})
