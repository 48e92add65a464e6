import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { command, openSandbox, video } from "./support.ts"

describe("Sandbox control", () => {
  it.scoped("settings change over HTTP; a wrong one is refused and nothing changes", () =>
    Effect.gen(function*() {
      const { url } = yield* openSandbox()
      const post = (body: unknown) => command(`${url}/sandbox/settings`, { method: "POST", body: JSON.stringify(body) })
      assert.strictEqual((yield* post({ postsPerDay: 3 })).at("postsPerDay"), 3)
      assert.strictEqual((yield* post({ postsPerDay: -1 })).status, 400)
      assert.strictEqual((yield* post({ postPerDay: 1 })).status, 400)
      assert.strictEqual((yield* command(`${url}/sandbox/settings`)).at("postsPerDay"), 3)
    }))

  it.scoped("books and posts can be read over HTTP, without a token or a secret in them", () =>
    Effect.gen(function*() {
      const { connect, upload, url } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      const { publishId, uploadUrl } = yield* upload(account, video())
      const posts = yield* command(`${url}/sandbox/posts`)
      assert.strictEqual(posts.at("posts", 0, "publishId"), publishId)
      const all = yield* command(`${url}/sandbox/books`)
      const next = Number(all.at("next"))
      const last = yield* command(`${url}/sandbox/books?since=${next - 1}`)
      assert.strictEqual(last.at("entries", 0, "seq"), next)
      assert.isUndefined(last.at("entries", 1))
      const uploadToken = new URL(uploadUrl).searchParams.get("upload_token") ?? "?"
      for (const secret of [account.accessToken, account.refreshToken, "sandbox-secret", uploadToken]) {
        assert.notInclude(all.text + posts.text, secret)
      }
    }))

  it.scoped("creators can be added and steered over HTTP", () =>
    Effect.gen(function*() {
      const { call, connect, url } = yield* openSandbox()
      const post = (path: string, body: unknown = {}) =>
        command(`${url}/sandbox/${path}`, { method: "POST", body: JSON.stringify(body) })
      assert.strictEqual((yield* post("creators", { username: "neu", maxVideoSeconds: 60 })).at("maxVideoSeconds"), 60)
      const account = yield* connect("neu")
      yield* post("creators/neu/private")
      const info = call(account, "/v2/post/publish/creator_info/query/")
      assert.strictEqual((yield* info).at("data", "privacy_level_options", 0), "FOLLOWER_OF_CREATOR")
      yield* post("creators/neu/ban")
      assert.strictEqual((yield* info).code, "spam_risk_user_banned_from_posting")
      yield* post("creators/neu/revoke")
      assert.strictEqual((yield* info).code, "access_token_invalid")
      const unknown = yield* post("creators/nobody/ban")
      assert.strictEqual(unknown.status, 404)
      assert.isString(unknown.at("remedy"))
    }))

  it.scoped("reset brings back the beginning", () =>
    Effect.gen(function*() {
      const { call, connect, url } = yield* openSandbox()
      const account = yield* connect("sunny.kitchen")
      yield* command(`${url}/sandbox/reset`, { method: "POST" })
      assert.strictEqual((yield* call(account, "/v2/post/publish/creator_info/query/")).status, 401)
      assert.strictEqual((yield* command(`${url}/sandbox/books`)).at("entries", 0, "what"), "reset")
      assert.strictEqual((yield* command(`${url}/sandbox/creators`)).at("creators", 2, "username"), "stadt.werk")
    }))
})
