import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import { connect } from "node:net"
import { baseUrl, json, owner, send, testServer, webhookSecret } from "../server/http/TestServer.ts"

const MIB = 1_024 * 1_024

interface Flood {
  /** The first line of the answer, empty where none came. */
  readonly status: string
  /** Bytes that left before the connection ended. */
  readonly sent: number
}

/** Sends a body without an end, piece by piece, until the other side closes. */
const flood = (path: string, headers: ReadonlyArray<string>, most: number) =>
  Effect.flatMap(baseUrl, (base) =>
    Effect.async<Flood>((resume) => {
      const { hostname, port } = new URL(base)
      const socket = connect({ host: hostname, port: Number(port) })
      const piece = Buffer.alloc(64 * 1_024, "a")
      let answer = ""
      let sent = 0
      const push = () => {
        while (!socket.destroyed && sent < most) {
          sent += piece.length
          const framed = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")])
          if (!socket.write(framed)) {
            socket.once("drain", push)
            return
          }
        }
      }
      const tell = () => resume(Effect.succeed({ status: answer.split("\r\n", 1)[0] ?? "", sent }))
      socket.on("data", (data) => answer += data.toString("latin1"))
      socket.on("error", () => undefined)
      socket.on("close", tell)
      socket.write([`POST ${path} HTTP/1.1`, "Host: x", ...headers, "Transfer-Encoding: chunked", "", ""].join("\r\n"))
      push()
      return Effect.sync(() => socket.destroy())
    }))

layer(testServer, { excludeTestServices: true })("hostile bodies", (it) => {
  for (const path of ["/api/v1/plan/add", "/rpc", "/webhooks/tiktok", "/nowhere"]) {
    it.effect(`a body without an end and without a key is cut at once: ${path}`, () =>
      Effect.gen(function*() {
        const before = process.memoryUsage().rss
        const { sent, status } = yield* flood(path, [], 600 * MIB)
        assert.isBelow(sent, 32 * MIB)
        if (status !== "") assert.include(status, "413")
        assert.isBelow(process.memoryUsage().rss - before, 128 * MIB)
        assert.strictEqual((yield* send("/health/live")).status, 200)
      }))
  }

  it.effect("a key opens a larger body, but none without an end", () =>
    Effect.gen(function*() {
      const key = `Authorization: ${owner.authorization}`
      assert.isBelow((yield* flood("/rpc", [key], 600 * MIB)).sent, 48 * MIB)
      assert.isBelow((yield* flood("/api/v1/plan/approve", [key], 600 * MIB)).sent, 32 * MIB)
      // Two gigabytes as one piece of an upload: eight megabytes of it are read at most.
      const before = process.memoryUsage().rss
      assert.isBelow((yield* flood(`/media/upload/upl_${"0".repeat(26)}`, [key], 2_048 * MIB)).sent, 48 * MIB)
      assert.isBelow(process.memoryUsage().rss - before, 128 * MIB)
    }))

  it.effect("a declared length above the limit is refused before a byte is read", () =>
    Effect.gen(function*() {
      const answer = yield* send("/api/v1/plan/list", {
        method: "POST",
        headers: owner,
        body: "x".repeat(300 * 1_024)
      })
      assert.strictEqual(answer.status, 413)
      assert.nestedPropertyVal(json(answer), "error.tag", "BodyTooLarge")
      assert.nestedPropertyVal(json(answer), "error.limit", 256 * 1_024)
    }))

  it.effect("a webhook within the limit is read whole, its bytes as they came", () =>
    Effect.gen(function*() {
      const body = JSON.stringify({ event: "unknown", filler: "é".repeat(20_000) })
      const at = Math.floor(Date.now() / 1_000)
      const digest = createHmac("sha256", webhookSecret).update(`${at}.${body}`).digest("hex")
      const answer = yield* send("/webhooks/tiktok", {
        method: "POST",
        headers: { "tiktok-signature": `t=${at},s=${digest}` },
        body
      })
      assert.strictEqual(answer.status, 200)
    }))
})
