import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { createHash } from "node:crypto"
import { openSandbox, video } from "./support.ts"

const chunk = 5_242_880
const size = 3 * chunk + 123
const file = video({ size })
const piece = (index: number): Uint8Array => file.subarray(index * chunk, index === 2 ? size : (index + 1) * chunk)

const opened = (settings: Parameters<typeof openSandbox>[0] = {}) =>
  Effect.gen(function*() {
    const sandbox = yield* openSandbox(settings)
    const account = yield* sandbox.connect("sunny.kitchen")
    const started = yield* sandbox.begin(account, size, {}, chunk)
    const send = (bytes: Uint8Array, first: number, headers?: Record<string, string>) =>
      sandbox.put(started.upload_url, bytes, first, size, headers)
    return { ...sandbox, ...started, account, send }
  })

describe("Sandbox upload", () => {
  it.scoped("chunks come in order: 206, 206, then 201, the remainder in the last one; the hash is in the books", () =>
    Effect.gen(function*() {
      const { books, send } = yield* opened()
      const answers = yield* Effect.forEach([0, 1, 2], (index) => send(piece(index), index * chunk))
      assert.deepStrictEqual(answers.map(({ status }) => status), [206, 206, 201])
      assert.deepStrictEqual(answers.map(({ headers }) => headers.get("content-range")), [
        `bytes 0-${chunk - 1}/${size}`,
        `bytes 0-${2 * chunk - 1}/${size}`,
        `bytes 0-${size - 1}/${size}`
      ])
      assert.strictEqual(books.of("received")[0]?.sha256, createHash("sha256").update(file).digest("hex"))
      assert.strictEqual(books.of("chunk").length, 3)
    }))

  it.scoped("a chunk out of turn is 416 with the progress, and the upload goes on from there", () =>
    Effect.gen(function*() {
      const { account, publish_id, send, status } = yield* opened()
      const early = yield* send(piece(1), chunk)
      assert.deepStrictEqual([early.status, early.headers.get("content-range")], [416, `bytes */${size}`])
      yield* send(piece(0), 0)
      const again = yield* send(piece(0), 0)
      assert.deepStrictEqual([again.status, again.headers.get("content-range")], [416, `bytes 0-${chunk - 1}/${size}`])
      assert.strictEqual((yield* status(account, publish_id)).at("data", "uploaded_bytes"), chunk)
      assert.strictEqual((yield* send(piece(1), chunk)).status, 206)
      assert.strictEqual((yield* send(piece(2), 2 * chunk)).status, 201)
      assert.strictEqual((yield* send(piece(2), 2 * chunk)).status, 416)
    }))

  it.scoped("by a setting a repeated chunk is taken again without harm, and progress is a count", () =>
    Effect.gen(function*() {
      const { books, send } = yield* opened({ settings: { rePutStatus: 206, contentRangeMeans: "count" } })
      yield* send(piece(0), 0)
      const again = yield* send(piece(0), 0)
      assert.deepStrictEqual([again.status, again.headers.get("content-range")], [206, `bytes 0-${chunk}/${size}`])
      yield* send(piece(1), chunk)
      yield* send(piece(2), 2 * chunk)
      assert.strictEqual((yield* send(piece(2), 2 * chunk)).status, 201)
      assert.strictEqual(books.of("received").length, 1)
    }))

  it.scoped("headers that do not fit the body or the init are 400", () =>
    Effect.gen(function*() {
      const { put, send, upload_url } = yield* opened()
      const range = (text: string) => ({ "content-range": text })
      const wrong: ReadonlyArray<Record<string, string>> = [
        range("bytes 0-99"),
        range(`bytes=0-${chunk - 1}/${size}`),
        range(`bytes 0-${chunk}/${size}`),
        range(`bytes 0-${chunk - 1}/${size + 1}`),
        { "content-type": "application/octet-stream" }
      ]
      for (const headers of wrong) {
        assert.strictEqual((yield* send(piece(0), 0, headers)).status, 400, JSON.stringify(headers))
      }
      assert.strictEqual((yield* send(file.subarray(0, 1_000), 0)).status, 400)
      assert.strictEqual((yield* put(upload_url, file, 0, size)).status, 400)
      assert.strictEqual((yield* send(piece(0), 0)).status, 206)
    }))

  it.scoped("an unknown address or token is 404, and one that is an hour old is 403", () =>
    Effect.gen(function*() {
      const { account, publish_id, put, send, status, upload_url } = yield* opened()
      assert.strictEqual((yield* put(`${upload_url}0`, piece(0), 0, size)).status, 404)
      yield* TestClock.adjust("3599 seconds")
      assert.strictEqual((yield* send(piece(0), 0)).status, 206)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* send(piece(1), chunk)).status, 403)
      assert.strictEqual((yield* status(account, publish_id)).at("data", "status"), "PROCESSING_UPLOAD")
    }))

  it.scoped("by a setting an upload that was not finished in its hour fails", () =>
    Effect.gen(function*() {
      const { account, publish_id, send, status } = yield* opened({
        settings: { unfinishedUpload: "fails", uploadUrlSeconds: 10 }
      })
      yield* TestClock.adjust("11 seconds")
      assert.strictEqual((yield* status(account, publish_id)).at("data", "status"), "FAILED")
      assert.strictEqual((yield* send(piece(0), 0)).status, 404)
    }))
})
