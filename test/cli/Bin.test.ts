import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { FakeServer, GOOD_KEY, PLAN } from "./support/FakeServer.ts"

const bin = fileURLToPath(new URL("../../packages/cli/src/bin.ts", import.meta.url))

/** The program as a process of its own. */
const program = (url: string, args: ReadonlyArray<string>, meet: (child: ChildProcessWithoutNullStreams) => void) =>
  Effect.async<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>((resume) => {
    const child = spawn(process.execPath, ["--conditions=callsheet-source", "--import", "tsx", bin, ...args], {
      env: { ...process.env, CALLSHEET_URL: url, CALLSHEET_API_KEY: GOOD_KEY, CALLSHEET_DATA_DIR: "/nowhere/callsheet" }
    })
    let stderr = ""
    child.stderr.on("data", (bytes) => {
      stderr += String(bytes)
    })
    meet(child)
    child.once("close", (code, signal) => resume(Effect.succeed({ code, signal, stderr })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

layer(FakeServer.layer, { excludeTestServices: true })("the program", (it) => {
  it.effect("ends with 130 after Ctrl-C", () =>
    Effect.gen(function*() {
      const { url } = yield* FakeServer
      const ended = yield* program(url, ["plan", "watch", PLAN], (child) => {
        child.stdout.once("data", () => child.kill("SIGINT"))
      })
      expect(ended).toMatchObject({ code: 130, signal: null })
    }))

  it.effect("ends with 0 when whoever reads it has enough", () =>
    Effect.gen(function*() {
      const { url } = yield* FakeServer
      const ended = yield* program(url, ["plan", "list"], (child) => child.stdout.destroy())
      expect(ended).toMatchObject({ code: 0, stderr: "" })
    }))

  it.effect("refuses a drill that would prove nothing, and says what to give", () =>
    Effect.gen(function*() {
      const { url } = yield* FakeServer
      for (const [wish, next] of [["--kills=0", "--kills 300"], ["--minutes=0", "--minutes 3"]] as const) {
        const ended = yield* program(url, ["drill", wish], () => undefined)
        expect(ended.code).toBe(2)
        expect(ended.stderr).toContain(next)
      }
    }))
})
