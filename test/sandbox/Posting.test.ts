import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { openSandbox, video } from "./support.ts"

const small = { video_size: 1_000, chunk_size: 1_000, total_chunk_count: 1 }

describe("Sandbox posting", () => {
  it.scoped("creator_info offers a public and a private account their own privacy levels", () =>
    Effect.gen(function*() {
      const { call, connect } = yield* openSandbox()
      const open = yield* call(yield* connect("sunny.kitchen"), "/v2/post/publish/creator_info/query/")
      const closed = yield* call(yield* connect("nordlicht.tv"), "/v2/post/publish/creator_info/query/")
      assert.deepStrictEqual(open.at("data", "privacy_level_options"), [
        "PUBLIC_TO_EVERYONE",
        "MUTUAL_FOLLOW_FRIENDS",
        "SELF_ONLY"
      ])
      assert.deepStrictEqual(closed.at("data", "privacy_level_options"), [
        "FOLLOWER_OF_CREATOR",
        "MUTUAL_FOLLOW_FRIENDS",
        "SELF_ONLY"
      ])
      assert.deepStrictEqual([closed.at("data", "duet_disabled"), closed.at("data", "stitch_disabled")], [true, true])
      assert.strictEqual(closed.at("data", "max_video_post_duration_sec"), 300)
      assert.match(String(open.at("error", "log_id")), /^\d{14}/)
      assert.strictEqual(open.headers.get("x-tt-logid"), open.at("error", "log_id"))
    }))

  it.scoped("init gives a publish id and an upload address within TikTok's lengths", () =>
    Effect.gen(function*() {
      const { begin, books, connect, status } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { publish_id, upload_url } = yield* begin(account, 1_000, { is_aigc: true })
      assert.match(publish_id, /^v_pub_file~v2-1\.\d{19}$/)
      assert.isAtMost(upload_url.length, 256)
      assert.deepInclude(books.of("init")[0]?.post, { title: "A title", isAigc: true })
      const answer = yield* status(account, publish_id)
      assert.deepStrictEqual(answer.at("data"), { status: "PROCESSING_UPLOAD", uploaded_bytes: 0 })
    }))

  it.scoped("init refuses what TikTok's servers refuse, with their words", () =>
    Effect.gen(function*() {
      const { connect, init } = yield* openSandbox({ settings: { initPerWindow: 1_000, postsPerDay: 1_000 } })
      const account = yield* connect("sunny.kitchen")
      const count = "The total chunk count is invalid"
      const chunk = "The chunk size is invalid"
      const rows: ReadonlyArray<readonly [number, number, number, string]> = [
        [121_000_000, 64_000_000, 1, chunk],
        [158_008_374, 158_008_374, 1, chunk],
        [158_008_374, 5_242_880, 30, "ok"],
        [73_400_320, 10_485_760, 7, "ok"],
        [50_000_123, 10_000_000, 5, "ok"],
        [50_000_123, 10_000_000, 6, count],
        [4_194_304, 4_194_304, 1, "ok"],
        [4_194_304, 2_097_152, 2, chunk],
        [64_000_000, 64_000_000, 1, "ok"],
        [64_000_001, 64_000_001, 1, chunk],
        [64_000_001, 10_000_000, 6, "ok"],
        [67_108_864, 10_000_000, 6, "ok"],
        [158_008_374, 10_000_000, 15, "ok"],
        [15_000_000, 10_000_000, 1, chunk],
        [15_000_000, 5_000_000, 3, chunk],
        [200_000_000, 65_000_000, 3, chunk],
        [4_000_000_000, 10_000_000, 400, "ok"],
        [4_000_000_001, 10_000_000, 400, "The video size is invalid"],
        [1_000, 1_000, 0, count],
        [0, 0, 1, "The video size is invalid"]
      ]
      for (const [video_size, chunk_size, total_chunk_count, expected] of rows) {
        const answer = yield* init(account, { video_size, chunk_size, total_chunk_count })
        const row = `${video_size} in ${total_chunk_count} of ${chunk_size}`
        if (expected === "ok") assert.strictEqual(answer.code, "ok", row)
        else {assert.deepStrictEqual([answer.status, answer.code, answer.at("error", "message")], [
            400,
            "invalid_params",
            expected
          ], row)}
      }
    }))

  it.scoped("a file in more than 1,000 chunks is refused", () =>
    Effect.gen(function*() {
      const { connect, init } = yield* openSandbox({ settings: { maxVideoBytes: 6_000_000_000 } })
      const account = yield* connect("sunny.kitchen")
      const answer = yield* init(account, {
        video_size: 5_300_000_000,
        chunk_size: 5_242_880,
        total_chunk_count: 1_010
      })
      assert.strictEqual(answer.at("error", "message"), "The total chunk count is invalid")
    }))

  it.scoped("init refuses a post that breaks the rules of its fields", () =>
    Effect.gen(function*() {
      const { control, connect, init } = yield* openSandbox({ settings: { initPerWindow: 1_000 } })
      const account = yield* connect("sunny.kitchen")
      const wrong: ReadonlyArray<Record<string, unknown>> = [
        { privacy_level: undefined },
        { privacy_level: "EVERYBODY" },
        { title: "x".repeat(2_201) },
        { title: 7 },
        { disable_duet: "yes" },
        { video_cover_timestamp_ms: "1" },
        { brand_content_toggle: true }
      ]
      for (const post of wrong) {
        const answer = yield* init(account, small, post)
        assert.deepStrictEqual([answer.status, answer.code], [400, "invalid_params"], JSON.stringify(post))
      }
      assert.strictEqual((yield* init(account, small, { title: "🍋".repeat(1_100) })).code, "ok")
      yield* control.settings({ invalidParamCode: "invalid_param" })
      assert.strictEqual((yield* init(account, small, { title: 7 })).code, "invalid_param")
    }))

  it.scoped("a privacy level the account does not have is a mismatch", () =>
    Effect.gen(function*() {
      const { connect, init } = yield* openSandbox()
      const answer = yield* init(yield* connect("nordlicht.tv"), small, { privacy_level: "PUBLIC_TO_EVERYONE" })
      assert.deepStrictEqual([answer.status, answer.code], [403, "privacy_level_option_mismatch"])
    }))

  it.scoped("before the audit only private accounts can post, and only for themselves, whatever creator_info offers", () =>
    Effect.gen(function*() {
      const { call, connect, init } = yield* openSandbox({ settings: { audited: false } })
      const open = yield* connect("sunny.kitchen")
      const closed = yield* connect("nordlicht.tv")
      const offered = yield* call(open, "/v2/post/publish/creator_info/query/")
      assert.include(offered.at("data", "privacy_level_options"), "PUBLIC_TO_EVERYONE")
      const code = "unaudited_client_can_only_post_to_private_accounts"
      assert.strictEqual((yield* init(open, small, { privacy_level: "PUBLIC_TO_EVERYONE" })).code, code)
      assert.strictEqual((yield* init(open, small)).code, code)
      assert.strictEqual((yield* init(closed, small, { privacy_level: "MUTUAL_FOLLOW_FRIENDS" })).code, code)
      assert.strictEqual((yield* init(closed, small)).code, "ok")
    }))

  it.scoped("before the audit the sixth creator of a day is refused, and those already active go on", () =>
    Effect.gen(function*() {
      const { call, connect, control, init } = yield* openSandbox({
        settings: { audited: false, accessTokenSeconds: 172_800 }
      })
      const names = ["a", "b", "c", "d", "e", "f"]
      const accounts = yield* Effect.forEach(
        names,
        (username) => Effect.zipRight(control.addCreator({ username, privateAccount: true }), connect(username))
      )
      const answers = yield* Effect.forEach(accounts, (account) => init(account, small))
      assert.deepStrictEqual(answers.map(({ code }) => code), ["ok", "ok", "ok", "ok", "ok", "reached_active_user_cap"])
      const [first, , , , , sixth] = accounts
      if (first === undefined || sixth === undefined) throw new Error("Six accounts were connected.")
      const info = yield* call(sixth, "/v2/post/publish/creator_info/query/")
      assert.deepStrictEqual([info.status, info.code], [200, "reached_active_user_cap"])
      assert.strictEqual((yield* init(first, small)).code, "ok")
      yield* TestClock.adjust("24 hours")
      assert.strictEqual((yield* init(sixth, small)).code, "ok")
    }))

  it.scoped("the sixteenth post of 24 hours is refused with 403, and creator_info says so under 200", () =>
    Effect.gen(function*() {
      const { begin, call, connect, init, sandbox, status, upload } = yield* openSandbox({
        settings: { accessTokenSeconds: 172_800 }
      })
      const account = yield* connect("sunny.kitchen")
      for (let index = 0; index < 15; index++) {
        const { publishId } = yield* upload(account, video({ mark: String(index) }))
        yield* TestClock.adjust("11 seconds")
        assert.strictEqual((yield* status(account, publishId)).at("data", "status"), "PUBLISH_COMPLETE")
      }
      const refused = yield* init(account, small)
      assert.deepStrictEqual([refused.status, refused.code], [403, "spam_risk_too_many_posts"])
      const info = yield* call(account, "/v2/post/publish/creator_info/query/")
      assert.deepStrictEqual([info.status, info.code], [200, "spam_risk_too_many_posts"])
      yield* TestClock.adjust("86300 seconds")
      yield* begin(account, 1_000)
      assert.strictEqual(sandbox.books.of("post").length, 15)
    }))

  it.scoped("a banned creator can do nothing but ask", () =>
    Effect.gen(function*() {
      const { call, connect, control, init } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* control.ban("sunny.kitchen")
      const code = "spam_risk_user_banned_from_posting"
      const info = yield* call(account, "/v2/post/publish/creator_info/query/")
      assert.deepStrictEqual([info.status, info.code], [200, code])
      const refused = yield* init(account, small)
      assert.deepStrictEqual([refused.status, refused.code], [403, code])
      yield* control.unban("sunny.kitchen")
      assert.strictEqual((yield* init(account, small)).code, "ok")
    }))

  it.scoped("drafts go to the inbox; the sixth in a day is refused", () =>
    Effect.gen(function*() {
      const { books, call, connect, control, put, status } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const file = video()
      const source_info = {
        source: "FILE_UPLOAD",
        video_size: file.length,
        chunk_size: file.length,
        total_chunk_count: 1
      }
      const draft = call(account, "/v2/post/publish/inbox/video/init/", { source_info })
      const answer = yield* draft
      const publishId = String(answer.at("data", "publish_id"))
      assert.match(publishId, /^v_inbox_file~/)
      yield* put(String(answer.at("data", "upload_url")), file, 0, file.length)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* status(account, publishId)).at("data", "status"), "SEND_TO_USER_INBOX")
      yield* control.finishDraft(publishId)
      assert.strictEqual((yield* status(account, publishId)).at("data", "status"), "PUBLISH_COMPLETE")
      assert.strictEqual(books.of("post").length, 1)
      for (let index = 0; index < 4; index++) assert.strictEqual((yield* draft).code, "ok")
      yield* TestClock.adjust("61 seconds")
      const sixth = yield* draft
      assert.deepStrictEqual([sixth.status, sixth.code], [403, "spam_risk_too_many_pending_share"])
    }))

  it.scoped("each scope opens its own calls only", () =>
    Effect.gen(function*() {
      const { call, connect, init } = yield* openSandbox()
      const publisher = yield* connect("sunny.kitchen", "video.publish")
      const uploader = yield* connect("nordlicht.tv", "video.upload")
      const source_info = { source: "FILE_UPLOAD", ...small }
      const scopeMissing = [401, "scope_not_authorized"]
      const draft = yield* call(publisher, "/v2/post/publish/inbox/video/init/", { source_info })
      assert.deepStrictEqual([draft.status, draft.code], scopeMissing)
      const direct = yield* init(uploader, small)
      assert.deepStrictEqual([direct.status, direct.code], scopeMissing)
      assert.strictEqual((yield* call(uploader, "/v2/post/publish/inbox/video/init/", { source_info })).code, "ok")
    }))

  it.scoped("nothing can be pulled: no address is verified for this app", () =>
    Effect.gen(function*() {
      const { call, connect, init } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const pull = { source: "PULL_FROM_URL", video_url: "https://media.example/v.mp4" }
      assert.deepStrictEqual([(yield* init(account, pull)).status, (yield* init(account, pull)).code], [
        403,
        "url_ownership_unverified"
      ])
      assert.strictEqual(
        (yield* init(account, { ...pull, video_url: "http://media.example/v.mp4" })).code,
        "invalid_params"
      )
      const photo = yield* call(account, "/v2/post/publish/content/init/", {
        media_type: "PHOTO",
        post_mode: "DIRECT_POST",
        source_info: { source: "PULL_FROM_URL", photo_images: ["https://media.example/1.jpg"], photo_cover_index: 0 }
      })
      assert.strictEqual(photo.code, "url_ownership_unverified")
    }))

  it.scoped("status and cancel know their publish ids and whose they are", () =>
    Effect.gen(function*() {
      const { begin, call, connect, control, status } = yield* openSandbox({ settings: { publishIdSeconds: 7_200 } })
      const mine = yield* connect("sunny.kitchen")
      const other = yield* connect("stadt.werk")
      const { publish_id } = yield* begin(mine, 1_000)
      const foreign = yield* status(other, publish_id)
      assert.deepStrictEqual([foreign.status, foreign.code], [400, "token_not_authorized_for_specified_publish_id"])
      assert.strictEqual((yield* status(mine, "v_pub_file~none")).code, "invalid_publish_id")
      const cancel = call(mine, "/v2/post/publish/cancel/", { publish_id })
      assert.strictEqual((yield* cancel).code, "publish_not_cancellable")
      yield* control.settings({ uploadsCancellable: true })
      assert.isUndefined((yield* cancel).at("data"))
      assert.deepStrictEqual((yield* status(mine, publish_id)).at("data"), {
        status: "FAILED",
        fail_reason: "publish_cancelled"
      })
      assert.strictEqual((yield* cancel).code, "publish_not_cancellable")
      yield* TestClock.adjust("7201 seconds")
      const renewed = yield* connect("sunny.kitchen")
      assert.strictEqual((yield* status(renewed, publish_id)).code, "invalid_publish_id")
    }))

  it.scoped("a path without its closing slash is not found", () =>
    Effect.gen(function*() {
      const { call, connect } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      assert.strictEqual((yield* call(account, "/v2/post/publish/creator_info/query")).status, 404)
    }))
})
