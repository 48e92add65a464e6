import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { spawn } from "node:child_process"
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { client, openSandbox, video } from "./support.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "sandbox-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const chunk = 5_242_880
const file = video({ size: 2 * chunk })

/** Opens a sandbox that the test closes itself. */
const openClosable = (stateFile: string) =>
  Effect.gen(function*() {
    const scope = yield* Scope.make()
    const sandbox = yield* Scope.extend(openSandbox({ stateFile }), scope)
    return { ...sandbox, close: Scope.close(scope, Exit.void) }
  })

/** The real process on a free port. */
const spawnSandbox = (stateFile: string) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      new Promise<{ readonly url: string; readonly end: (signal: NodeJS.Signals) => Promise<number | null> }>(
        (resolve, reject) => {
          const main = join(import.meta.dirname, "../../tools/sandbox/src/main.ts")
          const child = spawn(process.execPath, ["--conditions=callsheet-source", "--import", "tsx", main], {
            env: { ...process.env, CALLSHEET_SANDBOX_PORT: "0", CALLSHEET_SANDBOX_STATE: stateFile },
            stdio: ["ignore", "pipe", "inherit"]
          })
          const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)))
          child.once("error", reject)
          child.stdout.once("data", (line: Buffer) => {
            const said: { readonly sandbox: string } = JSON.parse(line.toString("utf8"))
            resolve({
              url: said.sandbox,
              end: (signal) => {
                child.kill(signal)
                return ended
              }
            })
          })
        }
      )
    ),
    ({ end }) => Effect.promise(() => end("SIGKILL"))
  )

describe("Sandbox persistence", () => {
  it.scoped("after a restart tokens, windows, posts and books are there, and an upload goes on where it was", () =>
    Effect.gen(function*() {
      const stateFile = join(yield* folder, "state")
      const first = yield* openClosable(stateFile)
      const account = yield* first.connect("sunny.kitchen")
      const { publish_id, upload_url } = yield* first.begin(account, file.length, {}, chunk)
      yield* first.put(upload_url, file.subarray(0, chunk), 0, file.length)
      yield* Effect.replicateEffect(first.init(account, {}), 5)
      const before = first.books.since(0)
      yield* first.close

      const second = yield* openClosable(stateFile)
      assert.deepStrictEqual(second.books.since(0), before)
      const answer = yield* second.status(account, publish_id)
      assert.strictEqual(answer.at("data", "uploaded_bytes"), chunk)
      assert.strictEqual((yield* second.init(account, {})).status, 429)
      const rest = upload_url.replace(first.url, second.url)
      assert.strictEqual((yield* second.put(rest, file.subarray(chunk), chunk, file.length)).status, 201)
      assert.isNotNull(second.books.of("received")[0]?.media)
      yield* second.close
    }))

  it.scoped("what was reset stays away after a restart", () =>
    Effect.gen(function*() {
      const stateFile = join(yield* folder, "state")
      const first = yield* openClosable(stateFile)
      const account = yield* first.connect("sunny.kitchen")
      yield* first.control.reset
      yield* first.close
      const second = yield* openClosable(stateFile)
      assert.strictEqual((yield* second.call(account, "/v2/post/publish/creator_info/query/")).status, 401)
      assert.deepStrictEqual(second.books.since(0).map(({ kind, seq }) => [seq, kind]), [[1, "control"], [
        2,
        "request"
      ]])
      yield* second.close
    }))

  it.scoped("half a line at the end of the file is a step that never was", () =>
    Effect.gen(function*() {
      const stateFile = join(yield* folder, "state")
      const first = yield* openClosable(stateFile)
      yield* first.connect("sunny.kitchen")
      const before = first.books.since(0)
      yield* first.close
      appendFileSync(stateFile, "{\"cleared\":false,\"rows\":[[\"gra")
      const second = yield* openClosable(stateFile)
      assert.deepStrictEqual(second.books.since(0), before)
      yield* second.close
      assert.isTrue(readFileSync(stateFile, "utf8").endsWith("}\n"))
    }))

  it.scoped("a file that is no state stops the start and says what to do", () =>
    Effect.gen(function*() {
      const stateFile = join(yield* folder, "state")
      appendFileSync(stateFile, "my shopping list\n")
      const error = yield* Effect.flip(openSandbox({ stateFile }))
      assert.strictEqual(error._tag, "StateUnusable")
      assert.include(error.message, stateFile)
      assert.strictEqual(readFileSync(stateFile, "utf8"), "my shopping list\n")
    }))

  it.scopedLive("a killed process has kept everything it said; a stopped one ends with 0", () =>
    Effect.gen(function*() {
      const stateFile = join(yield* folder, "state")
      const first = yield* spawnSandbox(stateFile)
      const account = yield* client(first.url).connect("sunny.kitchen")
      const { publishId } = yield* client(first.url).upload(account, video())
      yield* Effect.promise(() => first.end("SIGKILL"))
      const second = yield* spawnSandbox(stateFile)
      const answer = yield* client(second.url).status(account, publishId)
      assert.strictEqual(answer.code, "ok")
      assert.strictEqual(yield* Effect.promise(() => second.end("SIGTERM")), 0)
    }))
})
