import { mediaOf } from "@callsheet/sandbox/Media"
import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { openSandbox, someDay, video } from "./support.ts"

const everyone = { privacy_level: "PUBLIC_TO_EVERYONE" }

describe("Sandbox publication", () => {
  it.scoped("D06: a public post shows its id after moderation, as a raw 19-digit number that a careless reader would round", () =>
    Effect.gen(function*() {
      const { books, connect, status, upload } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { publishId } = yield* upload(account, video(), everyone)
      assert.strictEqual((yield* status(account, publishId)).at("data", "status"), "PROCESSING_UPLOAD")
      yield* TestClock.adjust("1 seconds")
      const posted = yield* status(account, publishId)
      assert.strictEqual(posted.at("data", "status"), "PUBLISH_COMPLETE")
      assert.notInclude(posted.text, "publicaly_available_post_id")
      yield* TestClock.adjust("1500 millis")
      const { text } = yield* status(account, publishId)
      const id = /"publicaly_available_post_id":\[(\d{19})\]/.exec(text)?.[1]
      assert.strictEqual(id, books.of("post")[0]?.postId)
      assert.notStrictEqual(String(Number(id)), id)
    }))

  it.scoped("the id can also be an empty list at first, or never come", () =>
    Effect.gen(function*() {
      const { connect, control, status, upload } = yield* openSandbox({ settings: { postIds: "empty" } })
      const account = yield* connect("sunny.kitchen")
      const { publishId } = yield* upload(account, video(), everyone)
      yield* TestClock.adjust("1 seconds")
      assert.include((yield* status(account, publishId)).text, "\"publicaly_available_post_id\":[]")
      yield* control.settings({ postIds: "never" })
      yield* TestClock.adjust("1 hours")
      assert.notInclude((yield* status(account, publishId)).text, "publicaly_available_post_id")
    }))

  it.scoped("a post for its creator alone completes and never gets a public id", () =>
    Effect.gen(function*() {
      const { books, connect, status, upload } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { publishId } = yield* upload(account, video())
      yield* TestClock.adjust("1 hours")
      const answer = yield* status(account, publishId)
      assert.strictEqual(answer.at("data", "status"), "PUBLISH_COMPLETE")
      assert.notInclude(answer.text, "publicaly_available_post_id")
      assert.strictEqual(books.of("visibility").length, 0)
    }))

  it.scoped("the file itself is looked at: what is not a fitting video fails with its reason", () =>
    Effect.gen(function*() {
      const { connect, status, upload } = yield* openSandbox({ settings: { initPerWindow: 100 } })
      const account = yield* connect("stadt.werk")
      const whole = video()
      const rows: ReadonlyArray<readonly [string, Uint8Array, string]> = [
        ["noise", new Uint8Array(5_000).fill(7), "file_format_check_failed"],
        ["a text", Buffer.from("this is not a video at all"), "file_format_check_failed"],
        ["a head without an index", whole.subarray(0, 24), "file_format_check_failed"],
        ["a file cut short", video({ size: 9_000 }).subarray(0, 8_999), "file_format_check_failed"],
        ["an unknown codec", video({ codec: "av01" }), "file_format_check_failed"],
        ["too small a picture", video({ width: 359 }), "picture_size_check_failed"],
        ["too large a picture", video({ height: 4_097 }), "picture_size_check_failed"],
        ["too few frames", video({ framesPerSecond: 20 }), "frame_rate_check_failed"],
        ["too many frames", video({ framesPerSecond: 90 }), "frame_rate_check_failed"],
        ["longer than this creator may post", video({ seconds: 181 }), "duration_check_failed"]
      ]
      for (const [what, file, reason] of rows) {
        const { answer, publishId } = yield* upload(account, file)
        assert.strictEqual(answer.status, 201, what)
        yield* TestClock.adjust("1 seconds")
        assert.deepStrictEqual((yield* status(account, publishId)).at("data"), {
          status: "FAILED",
          fail_reason: reason
        }, what)
      }
      const { publishId } = yield* upload(account, video({ framesPerSecond: 23.976, seconds: 180, codec: "hvc1" }))
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* status(account, publishId)).at("data", "status"), "PUBLISH_COMPLETE")
    }))

  it("every single byte of an index may be wrong without more harm than a failed check", () => {
    const whole = video()
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 1, 127, 255]) {
        const broken = Uint8Array.from(whole)
        broken[at] = value
        const media = mediaOf((offset, length) => broken.subarray(offset, offset + length), broken.length)
        if (media !== null) assert.isAbove(media.seconds, 0)
      }
    }
  })

  it.scoped("a ban or a disconnect while it is processed ends it", () =>
    Effect.gen(function*() {
      const { books, connect, control, sandbox, upload } = yield* openSandbox()
      const banned = yield* upload(yield* connect("sunny.kitchen"), video())
      const left = yield* upload(yield* connect("stadt.werk"), video())
      yield* control.ban("sunny.kitchen")
      yield* control.disconnect("stadt.werk")
      yield* TestClock.adjust("1 seconds")
      sandbox.advance(someDay + 1_000)
      const reasons = new Map(books.of("failed").map(({ publishId, reason }) => [publishId, reason]))
      assert.strictEqual(reasons.get(banned.publishId), "spam_risk_user_banned_from_posting")
      assert.strictEqual(reasons.get(left.publishId), "auth_removed")
      assert.strictEqual(books.of("post").length, 0)
    }))

  it.scoped("an account that turns private while its post is moderated keeps it out of view", () =>
    Effect.gen(function*() {
      const { books, connect, control, sandbox, upload } = yield* openSandbox({
        settings: { moderationMillis: 60_000 }
      })
      yield* upload(yield* connect("sunny.kitchen"), video(), everyone)
      yield* TestClock.adjust("2 seconds")
      yield* control.setPrivate("sunny.kitchen", true)
      sandbox.advance(someDay + 3_600_000)
      assert.strictEqual(books.of("post").length, 1)
      assert.strictEqual(books.of("visibility").length, 0)
    }))

  it.scoped("the creator's switches win over the post's", () =>
    Effect.gen(function*() {
      const { books, connect, upload } = yield* openSandbox()
      yield* upload(yield* connect("nordlicht.tv"), video(), { disable_duet: false, disable_stitch: false })
      assert.deepInclude(books.of("init")[0]?.post, { disableDuet: true, disableStitch: true, disableComment: false })
    }))
})
