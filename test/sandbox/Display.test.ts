import { countersAt } from "@callsheet/sandbox/Metrics"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, TestClock } from "effect"
import { openSandbox, send, someDay, video } from "./support.ts"

const everyone = { privacy_level: "PUBLIC_TO_EVERYONE" }
const list =
  "/v2/video/list/?fields=id,create_time,title,view_count,like_count,duration,width,height,is_aigc,cover_image_url"

describe("Sandbox display", () => {
  it.scoped("user/info gives the fields asked for, and refuses unknown ones and those without their scope", () =>
    Effect.gen(function*() {
      const { connect, url } = yield* openSandbox()
      const ask = (token: string, fields: string) =>
        send(`${url}/v2/user/info/?fields=${fields}`, { headers: { authorization: `Bearer ${token}` } })
      const account = yield* connect("sunny.kitchen")
      const answer = yield* ask(account.accessToken, "open_id,display_name,username,follower_count")
      assert.deepStrictEqual(answer.at("data", "user"), {
        open_id: account.openId,
        display_name: "Sunny Kitchen",
        username: "sunny.kitchen",
        follower_count: 18_400
      })
      assert.strictEqual((yield* ask(account.accessToken, "")).code, "invalid_params")
      assert.strictEqual((yield* ask(account.accessToken, "shoe_size")).code, "invalid_params")
      const less = yield* connect("stadt.werk", "user.info.basic")
      assert.strictEqual((yield* ask(less.accessToken, "display_name,follower_count")).code, "scope_permission_missed")
    }))

  it.scoped("video/list pages through the public posts, newest first, with a cursor in milliseconds", () =>
    Effect.gen(function*() {
      const { books, call, connect, upload } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      for (const title of ["one", "two", "three"]) {
        yield* upload(account, video({ mark: title }), { ...everyone, title, is_aigc: true })
        yield* TestClock.adjust("3 seconds")
      }
      yield* upload(account, video(), { title: "for me alone" })
      yield* TestClock.adjust("3 seconds")
      const first = yield* call(account, list, { max_count: 2 })
      const titles = (answer: typeof first) => [0, 1, 2].map((index) => answer.at("data", "videos", index, "title"))
      assert.deepStrictEqual(titles(first), ["three", "two", undefined])
      assert.strictEqual(first.at("data", "has_more"), true)
      assert.isAbove(Number(first.at("data", "cursor")), someDay)
      assert.strictEqual(first.at("data", "videos", 0, "create_time"), Math.floor((someDay + 7_000) / 1_000))
      assert.strictEqual(first.at("data", "videos", 0, "id"), books.of("post")[2]?.postId)
      assert.deepStrictEqual([first.at("data", "videos", 0, "is_aigc"), first.at("data", "videos", 0, "height")], [
        true,
        1920
      ])
      const second = yield* call(account, list, { max_count: 2, cursor: first.at("data", "cursor") })
      assert.deepStrictEqual(titles(second), ["one", undefined, undefined])
      assert.strictEqual(second.at("data", "has_more"), false)
      assert.strictEqual((yield* call(account, list, { max_count: 21 })).code, "invalid_params")
      assert.strictEqual((yield* call(account, "/v2/video/list/")).code, "invalid_params")
    }))

  it.scoped("video/query gives a creator's own videos, at most twenty at once, and leaves the others out", () =>
    Effect.gen(function*() {
      const { books, call, connect, upload } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* upload(account, video(), everyone)
      yield* TestClock.adjust("3 seconds")
      const id = books.of("post")[0]?.postId
      const query = (who: typeof account, ids: ReadonlyArray<unknown>) =>
        call(who, "/v2/video/query/?fields=id,share_url", { filters: { video_ids: ids } })
      const found = yield* query(account, [id, "7600000000000000123"])
      assert.deepStrictEqual([found.at("data", "videos", 0, "id"), found.at("data", "videos", 1)], [id, undefined])
      assert.strictEqual((yield* query(account, Array.from({ length: 21 }, String))).code, "invalid_params")
      assert.strictEqual((yield* query(account, [7])).code, "invalid_params")
      const other = yield* query(yield* connect("stadt.werk"), [id])
      assert.deepStrictEqual(other.at("data", "videos"), [])
    }))

  it.scoped("a post that is taken down, or whose account turns private, is no longer listed", () =>
    Effect.gen(function*() {
      const { books, call, connect, control, upload } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* upload(account, video(), everyone)
      yield* TestClock.adjust("3 seconds")
      const count = Effect.map(call(account, list), (answer) => (answer.at("data", "videos", 0) === undefined ? 0 : 1))
      assert.strictEqual(yield* count, 1)
      yield* control.setPrivate("sunny.kitchen", true)
      assert.strictEqual(yield* count, 0)
      yield* control.setPrivate("sunny.kitchen", false)
      assert.strictEqual(yield* count, 1)
      yield* control.removePost(books.of("post")[0]?.postId ?? "")
      yield* control.setPrivate("sunny.kitchen", true)
      yield* control.setPrivate("sunny.kitchen", false)
      assert.strictEqual(yield* count, 0)
    }))

  it("counters belong to post and age, and never shrink", () => {
    fc.assert(fc.property(fc.bigInt({ min: 10n ** 18n, max: 10n ** 19n - 1n }), fc.nat(), fc.nat(), (id, age, more) => {
      const before = countersAt(String(id), age, 1)
      const after = countersAt(String(id), age + more, 1)
      assert.deepStrictEqual(countersAt(String(id), age, 1), before)
      for (const name of ["views", "likes", "comments", "shares"] as const) assert.isAtLeast(after[name], before[name])
    }))
    assert.isAbove(countersAt("7600000000000000123", 86_400_000, 1).views, 0)
  })
})
