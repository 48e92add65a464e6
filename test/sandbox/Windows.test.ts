import { Windows } from "@callsheet/sandbox/Windows"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, TestClock } from "effect"
import { openSandbox } from "./support.ts"

describe("Sandbox rate windows", () => {
  it("whatever the rhythm of the calls, no 60 seconds ever see more than the limit allowed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 25_000 }), { maxLength: 200 }),
        fc.boolean(),
        (gaps, refusedCount) => {
          const windows = new Windows()
          const allowed: Array<number> = []
          let now = 0
          for (const gap of gaps) {
            now += gap
            const fits = windows.fits("key", now, 6, 60_000)
            if (fits || refusedCount) windows.count("key", now)
            if (fits) allowed.push(now)
          }
          for (const start of allowed) {
            assert.isAtMost(allowed.filter((at) => at >= start && at < start + 60_000).length, 6)
          }
        }
      )
    )
  })

  it.scoped("creator_info allows 20, init 6 and status 30 a minute, each creator on its own", () =>
    Effect.gen(function*() {
      const { begin, call, connect, init, status } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { publish_id } = yield* begin(account, 1_000)
      const inits = yield* Effect.replicateEffect(init(account, {}), 6)
      assert.deepStrictEqual(inits.map(({ status }) => status), [400, 400, 400, 400, 400, 429])
      const infos = yield* Effect.replicateEffect(call(account, "/v2/post/publish/creator_info/query/"), 21)
      assert.deepStrictEqual([infos.at(19)?.status, infos.at(20)?.status], [200, 429])
      assert.strictEqual(infos.at(20)?.code, "rate_limit_exceeded")
      assert.isNull(infos.at(20)?.headers.get("retry-after"))
      const asked = yield* Effect.replicateEffect(status(account, publish_id), 31)
      assert.deepStrictEqual([asked.at(29)?.status, asked.at(30)?.status], [200, 429])
      yield* begin(yield* connect("stadt.werk"), 1_000)
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual((yield* status(account, publish_id)).status, 200)
    }))

  it.scoped("a fresh token brings no fresh window, and drafts share the window of direct posts", () =>
    Effect.gen(function*() {
      const { accountOf, call, connect, init, refresh } = yield* openSandbox()
      const first = yield* connect("sunny.kitchen")
      yield* Effect.replicateEffect(init(first, {}), 6)
      const second = yield* Effect.flatMap(refresh(first.refreshToken), accountOf)
      assert.strictEqual((yield* init(second, {})).status, 429)
      assert.strictEqual((yield* call(second, "/v2/post/publish/inbox/video/init/")).status, 429)
    }))

  it.scoped("refused calls count, so hammering keeps the door shut; a setting changes that and adds Retry-After", () =>
    Effect.gen(function*() {
      const { connect, control, init } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const round = Effect.zipRight(TestClock.adjust("9 seconds"), init(account, {}))
      const hammered = yield* Effect.replicateEffect(round, 20)
      assert.strictEqual(hammered.slice(6).filter(({ status }) => status !== 429).length, 0)
      yield* control.settings({ refusedCallsCount: false, retryAfterSeconds: 7 })
      yield* TestClock.adjust("60 seconds")
      const patient = yield* Effect.replicateEffect(round, 20)
      assert.isAbove(patient.slice(6).filter(({ status }) => status !== 429).length, 0)
      assert.strictEqual(patient.find(({ status }) => status === 429)?.headers.get("retry-after"), "7")
    }))

  it.scoped("display calls share one window of 600 a minute per path in the whole app", () =>
    Effect.gen(function*() {
      const { call, connect } = yield* openSandbox({ settings: { displayPerWindow: 3 } })
      const one = yield* connect("sunny.kitchen")
      const other = yield* connect("stadt.werk")
      yield* Effect.replicateEffect(call(one, "/v2/video/list/?fields=id"), 3)
      assert.strictEqual((yield* call(other, "/v2/video/list/?fields=id")).status, 429)
      assert.strictEqual(
        (yield* call(other, "/v2/video/query/?fields=id", { filters: { video_ids: ["1"] } })).status,
        200
      )
    }))
})
