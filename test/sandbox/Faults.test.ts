import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { command, openSandbox, video } from "./support.ts"

const small = { video_size: 1_000, chunk_size: 1_000, total_chunk_count: 1 }
const info = "/v2/post/publish/creator_info/query/"

describe("Sandbox faults", () => {
  it.scoped("dropBefore cuts the connection and nothing was done; dropAfter cuts it and everything was done", () =>
    Effect.gen(function*() {
      const { books, connect, control, init } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* control.addFault({ endpoint: "init", kind: "dropBefore", nth: 1 })
      yield* control.addFault({ endpoint: "init", kind: "dropAfter", nth: 2 })
      yield* Effect.flip(init(account, small))
      assert.strictEqual(books.of("init").length, 0)
      yield* Effect.flip(init(account, small))
      assert.strictEqual(books.of("init").length, 1)
      assert.strictEqual((yield* init(account, small)).code, "ok")
      const cut = books.of("request").filter(({ endpoint, status }) => endpoint === "init" && status === 0)
      assert.deepStrictEqual(cut.map(({ fault }) => fault), ["dropBefore", "dropAfter"])
    }))

  it.scoped("nth strikes that call alone, and with count the ones after it too", () =>
    Effect.gen(function*() {
      const { call, connect, control } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const statuses = Effect.map(
        Effect.replicateEffect(call(account, info), 5),
        (answers) => answers.map(({ status }) => status)
      )
      yield* control.addFault({ endpoint: "creator_info", kind: "status", nth: 3 })
      assert.deepStrictEqual(yield* statuses, [200, 200, 500, 200, 200])
      yield* control.clearFaults
      yield* control.addFault({ endpoint: "creator_info", kind: "status", nth: 2, count: 3 })
      assert.deepStrictEqual(yield* statuses, [200, 500, 500, 500, 200])
    }))

  it.scoped("a lost answer to the last chunk leaves one post, and a lost refresh leaves a dead token", () =>
    Effect.gen(function*() {
      const { begin, books, connect, control, put, refresh, status } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* control.addFault({ endpoint: "chunk", kind: "dropAfter", nth: 1 })
      yield* control.addFault({ endpoint: "token", kind: "dropAfter", nth: 1 })
      const file = video()
      const { publish_id, upload_url } = yield* begin(account, file.length)
      yield* Effect.flip(put(upload_url, file, 0, file.length))
      assert.strictEqual((yield* status(account, publish_id)).at("data", "uploaded_bytes"), file.length)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* put(upload_url, file, 0, file.length)).status, 416)
      assert.strictEqual(books.of("post").length, 1)
      yield* Effect.flip(refresh(account.refreshToken))
      assert.strictEqual((yield* refresh(account.refreshToken)).code, "invalid_grant")
    }))

  it.scoped("5xx, 429 and refusals answer in place of the work; with `after` the work was done", () =>
    Effect.gen(function*() {
      const { books, call, connect, control, init } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* control.addFault({ endpoint: "init", kind: "status", status: 503, count: 1 })
      const failed = yield* init(account, small)
      assert.deepStrictEqual([failed.status, failed.code, books.of("init").length], [503, "internal_error", 0])
      yield* control.clearFaults
      yield* control.addFault({ endpoint: "init", kind: "status", status: 502, count: 1, after: true })
      assert.deepStrictEqual([(yield* init(account, small)).status, books.of("init").length], [502, 1])
      yield* control.clearFaults
      yield* control.addFault({ endpoint: "creator_info", kind: "rateLimited", retryAfterSeconds: 9, nth: 1 })
      yield* control.addFault({ endpoint: "creator_info", kind: "refuse", code: "spam_risk", nth: 2 })
      yield* control.addFault({ endpoint: "*", kind: "tokenInvalid", nth: 3 })
      const limited = yield* call(account, info)
      assert.deepStrictEqual([limited.status, limited.code, limited.headers.get("retry-after")], [
        429,
        "rate_limit_exceeded",
        "9"
      ])
      const refused = yield* call(account, info)
      assert.deepStrictEqual([refused.status, refused.code], [403, "spam_risk"])
      assert.deepStrictEqual([(yield* call(account, info)).code, (yield* call(account, info)).code], [
        "access_token_invalid",
        "ok"
      ])
    }))

  it.scoped("an injected error has the shape of its endpoint, and the books know for whom it was", () =>
    Effect.gen(function*() {
      const { begin, books, call, connect, control, put, refresh } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { upload_url } = yield* begin(account, 1_000)
      yield* control.addFault({ endpoint: "token", kind: "status", status: 503 })
      yield* control.addFault({ endpoint: "chunk", kind: "status", status: 504 })
      yield* control.addFault({ endpoint: "creator_info", kind: "refuse", code: "spam_risk_too_many_posts" })
      const token = yield* refresh(account.refreshToken)
      assert.deepStrictEqual([token.status, token.at("error")], [503, "server_error"])
      const chunk = yield* put(upload_url, new Uint8Array(1_000), 0, 1_000)
      assert.deepStrictEqual([chunk.status, chunk.text], [504, ""])
      const capped = yield* call(account, info)
      assert.deepStrictEqual([capped.status, capped.code], [200, "spam_risk_too_many_posts"])
      const struck = books.of("request").filter(({ endpoint, fault }) => fault !== null && endpoint !== "token")
      assert.deepStrictEqual(struck.map(({ openId }) => openId), [account.openId, account.openId])
    }))

  it.scoped("answers can be no JSON, break off, or have other types", () =>
    Effect.gen(function*() {
      const { call, connect, control } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* control.addFault({ endpoint: "creator_info", kind: "malformed", nth: 1 })
      yield* control.addFault({ endpoint: "creator_info", kind: "truncated", nth: 2 })
      yield* control.addFault({ endpoint: "creator_info", kind: "wrongType", nth: 3 })
      const malformed = yield* call(account, info)
      assert.throws(() => malformed.at("data"))
      yield* Effect.flip(call(account, info))
      assert.strictEqual((yield* call(account, info)).at("data", "creator_username"), 0)
    }))

  it.scoped("a delay makes an answer wait", () =>
    Effect.gen(function*() {
      const { books, call, connect, control } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* control.addFault({ endpoint: "creator_info", kind: "delay", delayMillis: 30_000, after: true })
      const waiting = yield* Effect.fork(call(account, info))
      const asked = () => books.of("request").some(({ endpoint }) => endpoint === "creator_info")
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))).pipe(
        Effect.repeat({ until: asked })
      )
      assert.isNull(yield* Effect.map(Fiber.poll(waiting), (exit) => (exit._tag === "None" ? null : exit)))
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Fiber.join(waiting)).code, "ok")
    }))

  it.scoped("processing can fail with any reason, for one creator alone", () =>
    Effect.gen(function*() {
      const { connect, control, status, upload } = yield* openSandbox()
      const one = yield* connect("sunny.kitchen")
      const other = yield* connect("stadt.werk")
      yield* control.addFault({
        endpoint: "processing",
        kind: "failReason",
        code: "spam_risk_text",
        openId: one.openId
      })
      const mine = yield* upload(one, video())
      const theirs = yield* upload(other, video())
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* status(one, mine.publishId)).at("data", "fail_reason"), "spam_risk_text")
      assert.strictEqual((yield* status(other, theirs.publishId)).at("data", "status"), "PUBLISH_COMPLETE")
    }))

  it.scoped("the same seed strikes the same calls", () =>
    Effect.gen(function*() {
      const { call, connect, control } = yield* openSandbox({ settings: { creatorInfoPerWindow: 1_000 } })
      const account = yield* connect("sunny.kitchen")
      const history = Effect.gen(function*() {
        yield* control.clearFaults
        yield* control.addFault({ endpoint: "creator_info", kind: "status", probability: 0.5, seed: "seven" })
        const answers = yield* Effect.replicateEffect(call(account, info), 40)
        return answers.map(({ status }) => status)
      })
      const first = yield* history
      assert.deepStrictEqual(yield* history, first)
      assert.deepStrictEqual(new Set(first), new Set([200, 500]))
    }))

  it.scoped("over HTTP: rules are added, listed, refused if they make no sense, and cleared", () =>
    Effect.gen(function*() {
      const { url } = yield* openSandbox()
      const post = (body: unknown) => command(`${url}/sandbox/faults`, { method: "POST", body: JSON.stringify(body) })
      assert.strictEqual(
        (yield* post([{ endpoint: "init", kind: "dropAfter", nth: 2 }, { endpoint: "*", kind: "delay" }])).status,
        200
      )
      const wrong = yield* post({ endpoint: "init", kind: "explode" })
      assert.strictEqual(wrong.status, 400)
      assert.include(String(wrong.at("message")), "explode")
      assert.strictEqual((yield* command(`${url}/sandbox/faults`)).at("faults", 0, "kind"), "dropAfter")
      yield* command(`${url}/sandbox/faults`, { method: "DELETE" })
      assert.deepStrictEqual((yield* command(`${url}/sandbox/faults`)).at("faults"), [])
    }))
})
