import { Keys } from "@callsheet/database/secrets/Keys"
import { visitorOf } from "@callsheet/process/Addresses"
import { CONNECTIONS_PER_ADDRESS } from "@callsheet/process/HttpListening"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { request } from "node:http"
import { connect, type Socket } from "node:net"
import { WebSocket } from "ws"
import { baseUrl, json, keyedServer, logLines, orgId, post, send } from "../server/http/TestServer.ts"

const LONG = { timeout: 120_000 }

const newKey = Effect.flatMap(
  Keys,
  (keys) => keys.create({ orgId, role: "owner", name: "a test", expiresAt: null, by: "a test" })
).pipe(
  Effect.map(({ key, view }) => ({ id: view.id, bearer: `Bearer ${Redacted.value(key)}` }))
)

const unknownKey = (n: number) => `Bearer cs_${n.toString(16).padStart(10, "0")}_${"x".repeat(43)}`

const whoami = (authorization: string) => post("/api/v1/system/whoami", {}, { authorization })

const message = (more: Readonly<Record<string, unknown>>) => ({
  _tag: "Request",
  id: "1",
  tag: "system.whoami",
  payload: {},
  headers: [],
  ...more
})

interface Open {
  readonly socket: WebSocket
  readonly heard: Array<string>
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>
}

/** A WebSocket without any key of its own: keys come in the messages. */
const openSocket = Effect.flatMap(baseUrl, (base) =>
  Effect.promise(() =>
    new Promise<Open>((resolve, reject) => {
      const socket = new WebSocket(`${base.replace("http", "ws")}/rpc/ws`)
      const heard: Array<string> = []
      const ended = new Promise<{ code: number; reason: string }>((over) => {
        socket.on("close", (code, reason) => over({ code, reason: reason.toString("utf8") }))
      })
      socket.on("message", (data) => heard.push(String(data)))
      socket.on("error", reject)
      socket.on("open", () => resolve({ socket, heard, ended }))
    })
  ))

const ended = ({ ended }: Open) => Effect.promise(() => ended)

const rpc = (body: string) => send("/rpc", { method: "POST", headers: { "content-type": "application/ndjson" }, body })

const malformed = [
  "null",
  "[]",
  "\"Request\"",
  "{\"headers\":null}",
  "{\"_tag\":\"Request\"}",
  "{\"_tag\":\"Other\"}",
  JSON.stringify(message({ headers: null })),
  JSON.stringify(message({ headers: [["a"]] })),
  JSON.stringify(message({ headers: [["a", 1]] })),
  JSON.stringify(message({ id: "x" })),
  JSON.stringify(message({ id: null })),
  JSON.stringify(message({ tag: "no.such" })),
  JSON.stringify(message({ tag: "__proto__" })),
  "{\"_tag\":\"Ack\",\"requestId\":\"x\"}",
  "{\"_tag\":\"Interrupt\"}",
  // A reason repeats what does not fit, and a WebSocket can say 123 bytes of it.
  JSON.stringify({ _tag: "ﷺ".repeat(300) }),
  JSON.stringify({ _tag: "Interrupt", requestId: "👩‍👩‍👧‍👦".repeat(50) }),
  "{not json"
]

layer(keyedServer, { excludeTestServices: true })("Strangers at the server's door", (it) => {
  it.effect("a message that is none is refused with a reason, over HTTP", () =>
    Effect.gen(function*() {
      const before = logLines.length
      for (const text of malformed) {
        const answer = yield* rpc(`${text}\n`)
        assert.strictEqual(answer.status, 400, text)
        assert.nestedPropertyVal(json(answer), "error.tag", "InvalidInput", text)
      }
      assert.strictEqual((yield* rpc("{\"_tag\":\"Ping\"}")).status, 400)
      assert.deepStrictEqual(logLines.slice(before).filter((line) => /"(ERROR|WARN|error|warn)"/.test(line)), [])
    }), LONG)

  it.effect(
    "a payload that does not fit its call is a typed refusal over RPC, as it is over HTTP",
    () =>
      Effect.gen(function*() {
        const { bearer } = yield* newKey
        const headers = [["authorization", bearer]]
        const { status, text } = yield* rpc(
          `${JSON.stringify(message({ tag: "plan.show", payload: { id: 7 }, headers }))}\n`
        )
        assert.strictEqual(status, 200)
        assert.nestedPropertyVal(JSON.parse(text), "exit.cause.error._tag", "InvalidInput")
      }),
    LONG
  )

  it.effect("a WebSocket ends with a reason at a message that is none, and others go on", () =>
    Effect.gen(function*() {
      const { bearer } = yield* newKey
      const other = yield* openSocket
      for (const text of malformed) {
        const open = yield* openSocket
        open.socket.send(`${text}\n`)
        const { code, reason } = yield* ended(open)
        assert.strictEqual(code, 1009, text)
        assert.include(reason, "not a message of the protocol", text)
      }
      other.socket.send(`${JSON.stringify(message({ headers: [["authorization", bearer]] }))}\n`)
      yield* Effect.promise(() => expectHeard(other))
      other.socket.close()
    }), LONG)

  it.effect("more than a hundred messages at once are refused, by both ways", () =>
    Effect.gen(function*() {
      const { bearer } = yield* newKey
      const line = `${JSON.stringify(message({ headers: [["authorization", bearer]] }))}\n`
      const refused = yield* rpc(line.repeat(101))
      assert.strictEqual(refused.status, 400)
      assert.include(refused.text, "more than 100 messages")
      const open = yield* openSocket
      open.socket.send(line.repeat(101))
      const { code, reason } = yield* ended(open)
      assert.strictEqual(code, 1009)
      assert.include(reason, "more than 100 messages")
      const other = yield* openSocket
      other.socket.send(line.repeat(100))
      yield* Effect.promise(() => expectHeard(other))
      other.socket.close()
    }), LONG)

  it.effect(
    "a WebSocket without a valid key ends after ten seconds, and no large message of it is read",
    () =>
      Effect.gen(function*() {
        const idle = yield* openSocket
        const loud = yield* openSocket
        loud.socket.send("x".repeat(4_000_000))
        const [first, second] = yield* Effect.all([ended(idle), ended(loud)], { concurrency: 2 })
        assert.strictEqual(first.code, 1008)
        assert.include(first.reason, "No valid API key")
        assert.oneOf(second.code, [1006, 1008])
      }),
    LONG
  )

  it.effect("a WebSocket and its streams end seconds after the key is revoked", () =>
    Effect.gen(function*() {
      yield* newKey
      const { bearer, id } = yield* newKey
      const open = yield* openSocket
      open.socket.send(`${JSON.stringify(message({ headers: [["authorization", bearer]] }))}\n`)
      yield* Effect.promise(() => expectHeard(open))
      yield* Effect.flatMap(Keys, (keys) => keys.revoke(orgId, id))
      const { code, reason } = yield* ended(open)
      assert.strictEqual(code, 1008)
      assert.include(reason, "revoked")
    }), LONG)

  it.effect(
    "unknown keys are refused after thirty, with the time to wait; keys that worked go on working",
    () =>
      Effect.gen(function*() {
        const { bearer } = yield* newKey
        assert.strictEqual((yield* whoami(bearer)).status, 200)
        const answers = yield* Effect.forEach(Array.from({ length: 80 }, (_, n) => n), (n) => whoami(unknownKey(n)), {
          concurrency: 8
        })
        assert.include(answers.map(({ status }) => status), 401)
        const refused = answers.filter(({ status }) => status === 429)
        assert.isAtLeast(refused.length, 20)
        for (const answer of refused.slice(0, 1)) {
          assert.nestedPropertyVal(json(answer), "error.tag", "TooManyAttempts")
          assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/)
        }
        assert.strictEqual((yield* whoami(bearer)).status, 200)
        const signIns = yield* Effect.forEach(
          [1, 2, 3, 4, 5],
          (n) => post("/session", { key: unknownKey(n).slice(7) }, {}),
          {
            concurrency: 5
          }
        )
        assert.include(signIns.map(({ status }) => status), 429)
        const lines = logLines.filter((line) => line.includes("A key or session that nobody has"))
        assert.isAtMost(lines.length, 2)
      }),
    LONG
  )

  it.effect("a name that somebody else pointed at this address is refused", () =>
    Effect.gen(function*() {
      const base = new URL(yield* baseUrl)
      const asked = (host: string) =>
        Effect.promise(() =>
          new Promise<number>((resolve, reject) => {
            const asking = request(base, { headers: { host }, path: "/health/live" }, (response) => {
              response.resume()
              resolve(response.statusCode ?? 0)
            })
            asking.on("error", reject).end()
          })
        )
      for (
        const host of ["evil.example", "evil.example:4400", "127.0.0.1.evil.example", "callsheet.example.evil.example"]
      ) {
        assert.strictEqual(yield* asked(host), 421, host)
      }
      for (const host of ["callsheet.example", "localhost:4400", "127.0.0.1", "[::1]:4400", "server:4400"]) {
        assert.strictEqual(yield* asked(host), 200, host)
      }
    }), LONG)

  it.effect("one address holds so many connections and no more, and hears why", () =>
    Effect.gen(function*() {
      const { port } = new URL(yield* baseUrl)
      const sockets: Array<Socket> = []
      const opened = Array.from({ length: CONNECTIONS_PER_ADDRESS + 20 }, () =>
        new Promise<string>((resolve) => {
          const socket = connect(Number(port), "127.0.0.1", () => setTimeout(() => resolve(""), 3_000))
          socket.on("data", (piece) => resolve(piece.toString("utf8"))).on("error", () => undefined)
          sockets.push(socket)
        }))
      const said = yield* Effect.promise(() => Promise.all(opened))
      sockets.forEach((socket) => socket.destroy())
      const refusals = said.filter((text) => text !== "")
      assert.isAtLeast(refusals.length, 20)
      assert.include(refusals[0], "429 Too Many Requests")
      assert.include(refusals[0], "\"tag\":\"TooManyConnections\"")
      assert.match(refusals[0] ?? "", /Retry-After: \d+/)
    }), LONG)
})

/** Waits until an answer of success was heard. */
const expectHeard = async ({ heard }: Open): Promise<void> => {
  while (!heard.some((text) => text.includes("\"Success\""))) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe("Who is at the other end", () => {
  const proxies = new Set(["10.0.0.2"])

  it("the connection says it, whatever a stranger writes into a header", () => {
    assert.strictEqual(visitorOf("::ffff:203.0.113.9", "198.51.100.1", new Set()), "203.0.113.9")
    assert.strictEqual(visitorOf("203.0.113.9", "198.51.100.1", proxies), "203.0.113.9")
  })

  it("behind an own proxy it is the last address that the proxy names", () => {
    assert.strictEqual(visitorOf("10.0.0.2", "198.51.100.1, 203.0.113.9", proxies), "203.0.113.9")
    assert.strictEqual(visitorOf("10.0.0.2", "rubbish", proxies), "10.0.0.2")
    assert.strictEqual(visitorOf("10.0.0.2", undefined, proxies), "10.0.0.2")
  })

  it("addresses of one IPv6 network count as one", () => {
    assert.strictEqual(
      visitorOf("2001:db8:1:2::1", undefined, proxies),
      visitorOf("2001:db8:1:2:ffff::9", undefined, proxies)
    )
    assert.notStrictEqual(
      visitorOf("2001:db8:1:2::1", undefined, proxies),
      visitorOf("2001:db8:1:3::1", undefined, proxies)
    )
  })
})
