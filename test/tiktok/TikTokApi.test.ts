import { chunkPlan } from "@callsheet/tiktok/ChunkPlan"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Tracer } from "effect"
import { inspect } from "node:util"
import { clientAt, loopback, ok, refusal, type Reply, token } from "./Loopback.ts"

/** The standard tracer, remembering every span it makes. */
const recording = (spans: Array<Tracer.Span>) => {
  const standard = Effect.runSync(Effect.tracer)
  return Tracer.make({
    span: (...args) => {
      const span = standard.span(...args)
      spans.push(span)
      return span
    },
    context: (run, fiber) => standard.context(run, fiber)
  })
}

const asked = <A, E>(reply: Reply, call: Effect.Effect<A, E, TikTokApi>) =>
  Effect.gen(function*() {
    const server = yield* loopback(() => reply)
    const result = yield* Effect.either(Effect.provide(call, clientAt(server.url)))
    return { result, seen: server.seen }
  }).pipe(Effect.scoped)

const status = Effect.flatMap(TikTokApi, (api) => api.statusFetch({ token, publishId: "v_pub_file~v2-1.76" }))
const creator = Effect.flatMap(TikTokApi, (api) => api.creatorInfo(token))

const failureOf = <A>(reply: Reply, call: Effect.Effect<A, TikTokError, TikTokApi>) =>
  asked(reply, call).pipe(Effect.map(({ result }) => {
    if (result._tag === "Right") throw new Error("expected a failure")
    return result.left
  }))

const post = {
  caption: "How to fold a crane #origami",
  privacy: "SELF_ONLY",
  allowComment: true,
  allowDuet: false,
  allowStitch: false,
  brandOrganic: false,
  brandContent: false,
  aiLabel: true,
  coverAtMillis: 1_000
}

describe("TikTokApi", () => {
  it.live("an id that is longer than any of TikTok's, or that no row can hold, makes an answer that cannot be read", () =>
    Effect.gen(function*() {
      for (const id of ["v".repeat(257), "v_pub\u0000file", "v_pub\u202efile", ""]) {
        const begin = Effect.flatMap(TikTokApi, (api) => api.initDirect({ token, post, plan: chunkPlan(70_000_001) }))
        const failure = yield* failureOf({ body: ok({ publish_id: id, upload_url: "http://127.0.0.1/u" }) }, begin)
        assert.strictEqual(failure._tag, "TikTokAnswerUnreadable", id.slice(0, 20))
        assert.isBelow(failure.message.length, 2_000)
        const posted = { status: "PUBLISH_COMPLETE", publicaly_available_post_id: [id] }
        assert.strictEqual((yield* failureOf({ body: ok(posted) }, status))._tag, "TikTokAnswerUnreadable")
      }
      const longest = "v".repeat(256)
      const { result } = yield* asked({
        body: ok({ status: "PUBLISH_COMPLETE", publicaly_available_post_id: [longest] })
      }, status)
      assert.deepStrictEqual(result._tag === "Right" && result.right.postIds, [longest])
    }))

  it.live("D06: a 19-digit post id sent as a number arrives with exactly its digits", () =>
    Effect.gen(function*() {
      const body =
        `{"data":{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7678907398077074696],"uploaded_bytes":70000001},"error":{"code":"ok","message":"","log_id":"x"}}`
      const { result, seen } = yield* asked({ body }, status)
      assert.deepStrictEqual(result._tag === "Right" && result.right, {
        status: "PUBLISH_COMPLETE",
        postIds: ["7678907398077074696"],
        uploadedBytes: 70_000_001
      })
      assert.strictEqual(seen[0]?.url, "/v2/post/publish/status/fetch/")
      assert.strictEqual(seen[0]?.headers.authorization, "Bearer act.the-access-token")
      assert.deepStrictEqual(JSON.parse(seen[0]?.body.toString() ?? ""), { publish_id: "v_pub_file~v2-1.76" })
    }))

  for (
    const [what, ids, expected] of [
      ["missing", "", []],
      ["empty", `"publicaly_available_post_id":[],`, []],
      ["null", `"publicaly_available_post_id":null,`, []],
      ["several", `"publicaly_available_post_id":[7600000000000000123,"7600000000000000124"],`, [
        "7600000000000000123",
        "7600000000000000124"
      ]],
      ["a bare number", `"publicaly_available_post_id":7600000000000000123,`, ["7600000000000000123"]]
    ] as const
  ) {
    it.live(`D09: post ids that come as ${what} are read as they are`, () =>
      Effect.gen(function*() {
        const body = `{"data":{${ids}"status":"PUBLISH_COMPLETE"},"error":{"code":"ok","message":"","log_id":"x"}}`
        const { result } = yield* asked({ body }, status)
        assert.deepStrictEqual(result._tag === "Right" && result.right.postIds, [...expected])
      }))
  }

  it.live("a refusal that comes with HTTP 200 is not taken for success", () =>
    Effect.gen(function*() {
      const error = yield* failureOf({ status: 200, body: refusal("spam_risk_too_many_posts") }, creator)
      assert.strictEqual(error._tag, "TikTokRefused")
      assert.strictEqual(error.fault.kind, "suspend")
      assert.strictEqual(error.logId, "20261122LOG")
    }))

  it.live("creator info is read under our own names", () =>
    Effect.gen(function*() {
      const { result } = yield* asked({
        body: ok({
          creator_avatar_url: "https://cdn.example/a.jpeg",
          creator_username: "simcat",
          creator_nickname: "Sim Cat",
          privacy_level_options: ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
          comment_disabled: false,
          duet_disabled: true,
          stitch_disabled: true,
          max_video_post_duration_sec: 600
        })
      }, creator)
      assert.deepStrictEqual(result._tag === "Right" && result.right, {
        username: "simcat",
        nickname: "Sim Cat",
        avatarUrl: "https://cdn.example/a.jpeg",
        privacyLevels: ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
        commentDisabled: false,
        duetDisabled: true,
        stitchDisabled: true,
        maxVideoSeconds: 600
      })
    }))

  it.live("Q5: a direct post carries every setting a person chose, the AI label and the cover", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* asked(
        {
          body: ok({
            publish_id: "v_pub_file~v2-1.76",
            upload_url: "https://open-upload.tiktokapis.com/video/?upload_token=t"
          })
        },
        Effect.flatMap(TikTokApi, (api) => api.initDirect({ token, post, plan: chunkPlan(70_000_001) }))
      )
      assert.strictEqual(result._tag === "Right" && result.right.publishId, "v_pub_file~v2-1.76")
      assert.strictEqual(seen[0]?.url, "/v2/post/publish/video/init/")
      assert.strictEqual(seen[0]?.headers["content-type"], "application/json; charset=UTF-8")
      assert.deepStrictEqual(JSON.parse(seen[0]?.body.toString() ?? ""), {
        post_info: {
          title: "How to fold a crane #origami",
          privacy_level: "SELF_ONLY",
          disable_duet: true,
          disable_stitch: true,
          disable_comment: false,
          video_cover_timestamp_ms: 1_000,
          brand_content_toggle: false,
          brand_organic_toggle: false,
          is_aigc: true
        },
        source_info: { source: "FILE_UPLOAD", video_size: 70_000_001, chunk_size: 10_000_000, total_chunk_count: 7 }
      })
    }))

  it.live("an inbox draft carries the file and nothing else", () =>
    Effect.gen(function*() {
      const { seen } = yield* asked(
        { body: ok({ publish_id: "v_inbox_file~v2.1", upload_url: "http://127.0.0.1/u" }) },
        Effect.flatMap(TikTokApi, (api) => api.initInbox({ token, plan: chunkPlan(5) }))
      )
      assert.strictEqual(seen[0]?.url, "/v2/post/publish/inbox/video/init/")
      assert.deepStrictEqual(JSON.parse(seen[0]?.body.toString() ?? ""), {
        source_info: { source: "FILE_UPLOAD", video_size: 5, chunk_size: 5, total_chunk_count: 1 }
      })
    }))

  it.live("videos are read page by page with unknown counts left unknown", () =>
    Effect.gen(function*() {
      const body =
        `{"data":{"videos":[{"id":"7600000000000000123","create_time":1794990000,"view_count":1204},{"id":7600000000000000124,"create_time":1794980000}],"cursor":1794990000000,"has_more":true},"error":{"code":"ok","message":"","log_id":"x"}}`
      const { result, seen } = yield* asked(
        { body },
        Effect.flatMap(TikTokApi, (api) => api.videoList({ token, cursor: 1_795_000_000_000 }))
      )
      assert.deepStrictEqual(result._tag === "Right" && result.right, {
        videos: [
          { id: "7600000000000000123", createdAt: 1_794_990_000_000, views: 1_204 },
          { id: "7600000000000000124", createdAt: 1_794_980_000_000 }
        ],
        cursor: 1_794_990_000_000,
        hasMore: true
      })
      const url = new URL(`http://x${seen[0]?.url}`)
      assert.include(url.searchParams.get("fields"), "view_count")
      assert.deepStrictEqual(JSON.parse(seen[0]?.body.toString() ?? ""), { max_count: 20, cursor: 1_795_000_000_000 })
    }))

  it.live("only what the granted scopes allow is asked of a user", () =>
    Effect.gen(function*() {
      const { result, seen } = yield* asked(
        { body: ok({ user: { open_id: "-000Sim", display_name: "Sim" } }) },
        Effect.flatMap(TikTokApi, (api) => api.userInfo({ token, scopes: ["user.info.basic", "video.publish"] }))
      )
      assert.deepStrictEqual(result._tag === "Right" && result.right, { openId: "-000Sim", displayName: "Sim" })
      assert.strictEqual(seen[0]?.method, "GET")
      assert.notInclude(seen[0]?.url ?? "", "follower_count")
    }))

  it.live("F20: every call names itself by the one configured User-Agent", () =>
    Effect.gen(function*() {
      const { seen } = yield* asked({ body: ok({ status: "FAILED", fail_reason: "internal" }) }, status)
      assert.strictEqual(seen[0]?.headers["user-agent"], "callsheet/test")
      assert.isUndefined(seen[0]?.headers.traceparent)
    }))

  it.live("D07: a 429 freezes for TikTok's own time where it gives one, else for a whole window", () =>
    Effect.gen(function*() {
      const plain = yield* failureOf({ status: 429, body: refusal("rate_limit_exceeded") }, status)
      assert.deepStrictEqual(plain.retry, { _tag: "after", millis: 60_000 })
      const named = yield* failureOf(
        { status: 429, headers: { "retry-after": "7" }, body: refusal("rate_limit_exceeded") },
        status
      )
      assert.deepStrictEqual(named.retry, { _tag: "after", millis: 7_000 })
      const gateway = yield* failureOf({ status: 429, body: "<html>slow down</html>" }, status)
      assert.strictEqual(gateway._tag, "TikTokRateLimited")
    }))

  it.live("D28: a dead token can be cured by a refresh, a missing scope cannot", () =>
    Effect.gen(function*() {
      const dead = yield* failureOf({ status: 401, body: refusal("access_token_invalid") }, status)
      const scope = yield* failureOf({ status: 401, body: refusal("scope_not_authorized") }, status)
      assert.isTrue(dead._tag === "TikTokTokenInvalid" && dead.refreshHelps)
      assert.isTrue(scope._tag === "TikTokTokenInvalid" && !scope.refreshHelps)
    }))

  for (
    const [what, reply] of [
      ["cut off", { body: `{"data":{"status":"PUBL` }],
      ["empty", { body: "" }],
      ["a page of a gateway", { body: "<html></html>" }],
      ["of another shape", { body: `{"hello":"world"}` }],
      ["without its error", { body: `{"data":{"status":"FAILED"}}` }],
      ["wrong in a type", { body: ok({ status: 7 }) }],
      ["without its data", { body: `{"error":{"code":"ok","message":"","log_id":"x"}}` }],
      ["an array", { body: "[]" }],
      ["broken off by the network", {
        instead: (response) => {
          response.writeHead(200, { "content-type": "application/json", "content-length": "500" })
          response.write(`{"data":`)
          setTimeout(() => response.destroy(), 20)
        }
      }]
    ] as ReadonlyArray<readonly [string, Reply]>
  ) {
    it.live(`D06: an answer that is ${what} is a typed failure, never a hang`, () =>
      Effect.gen(function*() {
        const error = yield* failureOf(reply, status)
        assert.strictEqual(error._tag, "TikTokAnswerUnreadable")
        assert.strictEqual(tikTokFailure(error).tag, "TikTokAnswerUnreadable")
        assert.notInclude(JSON.stringify(error), "act.the-access-token")
      }))
  }

  for (
    const [what, reply, reason] of [
      ["silence", { instead: () => {} }, "timeout"],
      ["a body that never ends", {
        instead: (response) => {
          response.writeHead(200)
          response.write("{")
        }
      }, "timeout"],
      ["a cut connection", { instead: (response) => response.destroy() }, "transport"],
      ["a 500", { status: 500, body: refusal("internal_error") }, "server"],
      ["a 503 with a name of the future", { status: 503, body: refusal("overloaded") }, "server"],
      ["a 502 page", { status: 502, body: "<html>Bad gateway</html>" }, "server"],
      ["a 500 that calls itself ok", { status: 500, body: ok({ status: "FAILED" }) }, "server"]
    ] as ReadonlyArray<readonly [string, Reply, "timeout" | "connect" | "transport" | "server"]>
  ) {
    it.live(`D04: after ${what} it is unknown whether TikTok acted`, () =>
      Effect.gen(function*() {
        const error = yield* failureOf(reply, status)
        assert.isTrue(error._tag === "TikTokUnavailable" && error.sent === "maybe", error._tag)
        assert.strictEqual(error._tag === "TikTokUnavailable" && error.reason, reason)
        assert.deepStrictEqual(error.retry, { _tag: "backoff" })
      }))
  }

  it.live("D04: where no connection came about, TikTok certainly did not act", () =>
    Effect.gen(function*() {
      const server = yield* Effect.scoped(loopback(() => ({})))
      const error = yield* Effect.flip(Effect.provide(status, clientAt(server.url)))
      assert.isTrue(error._tag === "TikTokUnavailable" && error.sent === "no", JSON.stringify(error))
      const unknownHost = yield* Effect.flip(Effect.provide(status, clientAt("http://tiktok.invalid")))
      assert.isTrue(unknownHost._tag === "TikTokUnavailable" && unknownHost.sent === "no")
    }))

  it.live("D26: spans name the call and its outcome, and hold no token and no upload address", () =>
    Effect.gen(function*() {
      const server = yield* loopback((seen) =>
        seen.method === "PUT" ? { status: 206 } : { body: refusal("invalid_publish_id") }
      )
      const spans: Array<Tracer.Span> = []
      yield* Effect.gen(function*() {
        const api = yield* TikTokApi
        yield* Effect.either(api.statusFetch({ token, publishId: "p" }))
        yield* api.putChunk({
          uploadUrl: Redacted.make(`${server.url}/video/?upload_token=topsecret`),
          bytes: new Uint8Array(4),
          first: 0,
          total: 8,
          contentType: "video/mp4"
        })
      }).pipe(Effect.provide(clientAt(server.url)), Effect.withTracer(recording(spans)))
      assert.deepStrictEqual(spans.map(({ name }) => name), ["TikTokApi.statusFetch", "TikTokApi.putChunk"])
      assert.strictEqual(spans[0]?.attributes.get("tiktok.code"), "invalid_publish_id")
      assert.strictEqual(spans[0]?.attributes.get("tiktok.log_id"), "20261122LOG")
      assert.strictEqual(spans[1]?.attributes.get("http.response.status_code"), 206)
      const everything = spans.flatMap(({ attributes, name, status }) => [name, status, ...attributes.entries()])
      assert.notMatch(inspect(everything, { depth: 20 }), /topsecret|act\.the-access-token|upload_token/)
    }).pipe(Effect.scoped))

  it.live("cancel asks for the publication and expects no data", () =>
    Effect.gen(function*() {
      const cancel = Effect.flatMap(TikTokApi, (api) => api.cancel({ token, publishId: "v_pub_file~1" }))
      const { result } = yield* asked({ body: `{"error":{"code":"ok","message":"","log_id":"x"}}` }, cancel)
      assert.strictEqual(result._tag, "Right")
      const error = yield* failureOf({ status: 400, body: refusal("publish_not_cancellable") }, cancel)
      assert.strictEqual(error.fault.tag, "PublicationFinal")
    }))

  describe("putChunk", () => {
    const chunk = (url: string) => ({
      uploadUrl: Redacted.make(`${url}/video/?upload_id=1&upload_token=topsecret`),
      bytes: new Uint8Array([1, 2, 3, 4]),
      first: 10,
      total: 20,
      contentType: "video/mp4" as const
    })
    const put = (reply: Reply) =>
      Effect.gen(function*() {
        const server = yield* loopback(() => reply)
        const result = yield* Effect.either(
          Effect.provide(Effect.flatMap(TikTokApi, (api) => api.putChunk(chunk(server.url))), clientAt(server.url))
        )
        return { result, seen: server.seen }
      }).pipe(Effect.scoped)

    it.live("sends the raw bytes with their range, without a token", () =>
      Effect.gen(function*() {
        const { result, seen } = yield* put({ status: 206, headers: { "content-range": "bytes 0-14/20" } })
        assert.isTrue(result._tag === "Right" && !result.right)
        assert.strictEqual(seen[0]?.method, "PUT")
        assert.strictEqual(seen[0]?.url, "/video/?upload_id=1&upload_token=topsecret")
        assert.strictEqual(seen[0]?.headers["content-range"], "bytes 10-13/20")
        assert.strictEqual(seen[0]?.headers["content-length"], "4")
        assert.strictEqual(seen[0]?.headers["content-type"], "video/mp4")
        assert.isUndefined(seen[0]?.headers.authorization)
        assert.deepStrictEqual([...(seen[0]?.body ?? [])], [1, 2, 3, 4])
      }))

    for (
      const [status, tag] of [
        [400, "UploadRefused"],
        [403, "UploadUrlExpired"],
        [404, "UploadUrlExpired"],
        [416, "UploadOutOfStep"],
        [429, "TikTokRateLimited"],
        [500, "TikTokUnavailable"],
        [502, "TikTokUnavailable"]
      ] as const
    ) {
      it.live(`HTTP ${status} is ${tag}, and the upload address is in no error`, () =>
        Effect.gen(function*() {
          const { result } = yield* put({ status, headers: { "content-range": "bytes 0-9/20" } })
          assert.strictEqual(result._tag === "Left" && result.left._tag, tag)
          assert.notInclude(JSON.stringify(result), "topsecret")
          if (result._tag === "Left" && result.left._tag === "UploadOutOfStep") {
            assert.strictEqual(result.left.uploadedBytes, 9)
          }
        }))
    }

    it.live("200 and 201 both mean that everything is there", () =>
      Effect.gen(function*() {
        for (const status of [200, 201]) {
          const { result } = yield* put({ status })
          assert.isTrue(result._tag === "Right" && result.right)
        }
      }))
  })
})
