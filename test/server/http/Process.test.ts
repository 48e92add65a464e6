import { afterAll, assert, layer } from "@effect/vitest"
import { Effect, Redacted, Schedule } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { occupiedPort } from "../../process/OccupiedPort.ts"
import { freshDatabase, TestDatabase } from "../../support/Postgres.ts"

const root = join(import.meta.dirname, "../../..")

/** One for all: the processes of one database share a master key and a media folder. */
const dataDir = mkdtempSync(join(tmpdir(), "callsheet-server-"))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const exitCodeOf = (child: ChildProcess) =>
  Effect.async<number | null>((resume) => {
    if (child.exitCode !== null) return resume(Effect.succeed(child.exitCode))
    child.once("close", (code) => resume(Effect.succeed(code)))
  })

/** The server as a process of its own; killed with the scope if it is still there. */
const start = (variables: Readonly<Record<string, string>>) =>
  Effect.gen(function*() {
    const { url } = yield* TestDatabase
    const { child, said } = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const child = spawn(
          process.execPath,
          ["--conditions=callsheet-source", "--import", "tsx", "packages/server/src/main.ts"],
          {
            cwd: root,
            env: {
              PATH: process.env["PATH"],
              CALLSHEET_DATA_DIR: dataDir,
              DATABASE_URL: Redacted.value(url),
              ...variables
            },
            stdio: ["ignore", "pipe", "pipe"]
          }
        )
        const said = { out: "", err: "" }
        child.stdout.on("data", (piece: Buffer) => said.out += piece.toString())
        child.stderr.on("data", (piece: Buffer) => said.err += piece.toString())
        return { child, said }
      }),
      ({ child }) => Effect.sync(() => child.exitCode ?? child.kill("SIGKILL"))
    )
    return { child, said, ended: exitCodeOf(child) }
  })

const listening = (said: { readonly err: string }) =>
  Effect.suspend(() => {
    const base = /listens at (http:\S+?)"/.exec(said.err)?.[1]
    return base === undefined ? Effect.fail("not yet") : Effect.succeed(base)
  }).pipe(Effect.retry(Schedule.spaced("50 millis")), Effect.timeout("30 seconds"))

layer(freshDatabase(), { excludeTestServices: true })("The server as a process", (it) => {
  it.scoped("starts on an empty database, says where it listens, and ends on SIGTERM with exit code 0", () =>
    Effect.gen(function*() {
      const token = "a-token-of-this-test"
      const { child, ended, said } = yield* start({ CALLSHEET_PORT: "0", CALLSHEET_METRICS_TOKEN: token })
      const base = yield* listening(said)
      const answer = yield* Effect.promise(() =>
        fetch(`${base}/health/ready`, { headers: { authorization: `Bearer ${token}` } }).then((response) =>
          response.json()
        )
      )
      assert.deepNestedPropertyVal(answer, "checks.database", { ok: true, reason: null })
      child.kill("SIGTERM")
      assert.strictEqual(yield* ended, 0)
      assert.strictEqual(said.out, "")
    }))

  it.scoped("D26: ends with exit code 1 and one message when its settings cannot be used", () =>
    Effect.gen(function*() {
      const { ended, said } = yield* start({ CALLSHEET_MODE: "live", CALLSHEET_PORT: "many" })
      assert.strictEqual(yield* ended, 1)
      assert.match(said.err, /^callsheet server: 4 settings cannot be used:\n/)
      assert.notMatch(said.err, /^\s+at /m)
    }))

  it.scoped("ends with exit code 1 and the remedy when its port is taken", () =>
    Effect.gen(function*() {
      const port = yield* occupiedPort
      const { ended, said } = yield* start({ CALLSHEET_PORT: String(port) })
      assert.strictEqual(yield* ended, 1)
      assert.strictEqual(
        said.err,
        `callsheet server: Port ${port} on 127.0.0.1 is taken by another program.\n`
          + `Stop that program (an earlier Callsheet?), or choose another port: CALLSHEET_PORT=${port + 1}\n`
      )
    }))
})
