import { noticeOf } from "@callsheet/stack/ChildLog"
import { makeUploadCall } from "@callsheet/tiktok/UploadCall"
import * as Headers from "@effect/platform/Headers"
import { assert, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")

it("text from outside reaches a terminal as one plain line", () => {
  const message = "no plan \u001b]0;pwned\u0007\u001b[31mFAKE\r\nserver: all good \u202Edlrow\u0000"
  const notice = noticeOf(JSON.stringify({ level: "error", message }))
  assert.strictEqual(notice?.text, "no plan FAKE server: all good dlrow")
})

it("an upload address that is not TikTok's gets no video where the API is TikTok's own", () => {
  let sent = 0
  const calls = (apiUrl: string) =>
    makeUploadCall(
      () => {
        sent++
        return Effect.succeed({ status: 201, headers: Headers.empty, text: "" })
      },
      {
        apiUrl,
        authorizeUrl: "",
        clientKey: "",
        clientSecret: Redacted.make(""),
        userAgent: "",
        callTimeout: Duration.seconds(1),
        chunkTimeout: Duration.seconds(1)
      }
    )
  const put = (apiUrl: string, uploadUrl: string) =>
    Effect.runSync(Effect.either(
      calls(apiUrl).putChunk({
        uploadUrl: Redacted.make(uploadUrl),
        bytes: new Uint8Array(1),
        first: 0,
        total: 1,
        contentType: "video/mp4"
      })
    ))
  const live = "https://open.tiktokapis.com"
  for (
    const address of [
      "http://open-upload.tiktokapis.com/video/",
      "https://evil.example/?tiktokapis.com",
      "https://tiktokapis.com.evil.example/",
      "https://nottiktokapis.com/",
      "https://user@10.0.0.1/",
      "https://open-upload.tiktokapis.com:8443/",
      "rubbish"
    ]
  ) assert.deepNestedPropertyVal(put(live, address), "left._tag", "UploadElsewhere", address)
  assert.strictEqual(sent, 0)
  assert.property(put(live, "https://open-upload.tiktokapis.com/video/?upload_id=1"), "right")
  assert.property(put("http://127.0.0.1:4401", "http://127.0.0.1:4401/upload"), "right")
})

it("the sandbox does not start in live mode", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--conditions=callsheet-source", "--import", "tsx", join(root, "tools/sandbox/src/main.ts")],
    {
      env: { PATH: process.env["PATH"], CALLSHEET_MODE: "live", CALLSHEET_SANDBOX_PORT: "0" },
      encoding: "utf8",
      cwd: root
    }
  )
  assert.strictEqual(status, 1)
  assert.include(stderr, "the sandbox is not TikTok")
}, 60_000)

it("containers gain no rights, and no password is the same everywhere", () => {
  const compose = readFileSync(join(root, "docker-compose.yml"), "utf8")
  assert.notMatch(compose, /PASSWORD:-/)
  assert.notMatch(compose, /:\/\/[^\s@/]+:[^\s@]+@/)
  for (const line of ["no-new-privileges:true", "cap_drop: [ALL]", "read_only: true"]) assert.include(compose, line)
  const sandbox = compose.slice(compose.indexOf("\n  sandbox:"))
  assert.notInclude(sandbox.slice(0, sandbox.indexOf("\nvolumes:")), "*environment")
  assert.include(sandbox, "- sandbox:/data")
})
