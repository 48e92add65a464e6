import { noticeOf } from "@callsheet/stack/ChildLog"
import { makeUploadCall } from "@callsheet/tiktok/UploadCall"
import * as Headers from "@effect/platform/Headers"
import { assert, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { escapeLiteral } from "pg"
import { asAdmin, serverUrl } from "../support/Postgres.ts"

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

it.effect("in compose, programs get a role without rights over the server, and the superuser cannot log in", () =>
  Effect.gen(function*() {
    const compose = readFileSync(join(root, "docker-compose.yml"), "utf8")
    assert.notInclude(compose, "POSTGRES_USER")
    assert.include(compose, "./docker/database-role.sh:/docker-entrypoint-initdb.d/")
    const script = readFileSync(join(root, "docker/database-role.sh"), "utf8")
    assert.include(script, "ALTER ROLE postgres PASSWORD NULL;")
    // The statements as they stand, on roles and a database of the test's own.
    const name = `compose_${process.pid}`
    const password = "o'dd: \"pass\\word\""
    const statements = script.slice(script.indexOf("CREATE ROLE"), script.indexOf("SQL", script.indexOf("CREATE ROLE")))
      .replaceAll("callsheet", name).replaceAll("ROLE postgres", `ROLE ${name}_super`)
      .replaceAll(":'password'", escapeLiteral(password))
    const url = new URL(serverUrl())
    Object.assign(url, { pathname: `/${name}`, username: name, password: encodeURIComponent(password) })
    yield* asAdmin(async (admin) => {
      await admin.query(`CREATE DATABASE ${name}`)
      await admin.query(`CREATE ROLE ${name}_super SUPERUSER LOGIN PASSWORD 'x'`)
      await admin.query(statements)
    })
    yield* Effect.addFinalizer(() =>
      asAdmin(async (admin) => {
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
        await admin.query(`DROP ROLE ${name}, ${name}_super`)
      })
    )
    const { rows } = yield* asAdmin(async (program) => {
      await program.query("CREATE TABLE mine (id integer)")
      return program.query("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    }, url.href)
    assert.deepStrictEqual(rows, [{ rolsuper: false, rolcreatedb: false, rolcreaterole: false }])
    const locked = yield* asAdmin((admin) =>
      admin.query("SELECT rolpassword IS NULL AS locked FROM pg_authid WHERE rolname = $1", [`${name}_super`])
    )
    assert.deepStrictEqual(locked.rows, [{ locked: true }])
  }).pipe(Effect.scoped))
