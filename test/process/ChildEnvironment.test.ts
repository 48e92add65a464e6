import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import { settingFaults } from "@callsheet/process/settings/Check"
import { environmentOf } from "@callsheet/process/settings/Environment"
import { probe } from "@callsheet/studio/desk/Probe"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { startLineChild } from "@callsheet/studio/voice/LineChild"
import { runSpeech } from "@callsheet/studio/voice/SpeechChild"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, Layer } from "effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"

const isLinux = process.platform === "linux"
const MARK = "a-secret-that-no-child-gets"

/** Settings that open something, as the worker has them in its environment. */
const secrets = [
  "CALLSHEET_MASTER_KEY",
  "CALLSHEET_TIKTOK_CLIENT_SECRET",
  "CALLSHEET_LLM_KEY",
  "CALLSHEET_METRICS_TOKEN",
  "DATABASE_URL",
  "PGPASSWORD",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "AWS_SECRET_ACCESS_KEY",
  "HTTPS_PROXY",
  "NODE_OPTIONS_OF_A_TEST"
]
let folder = ""

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "callsheet-environ-"))
  for (const name of secrets) process.env[name] = MARK
})
afterAll(() => {
  for (const name of secrets) delete process.env[name]
  rmSync(folder, { recursive: true, force: true })
})

/** A program that notes down what it was started with, as the kernel shows it to whoever may read it. */
const noting = (name: string) => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\ncat /proc/$$/environ > "$0.environ"\ncat > /dev/null\n`, { mode: 0o755 })
  return { file, seen: () => readFileSync(`${file}.environ`, "latin1") }
}

const assertBare = (seen: string) => {
  assert.include(seen, "PATH=")
  assert.notInclude(seen, MARK)
  assert.notMatch(seen, /CALLSHEET_|DATABASE_URL/)
}

const environOf = (pid: number) => readFileSync(`/proc/${pid}/environ`, "latin1")

/** The child's pid as soon as its note lies in the folder, and its environment once it runs what it was started for. */
const startedIn = (place: string) =>
  Effect.promise(async () => {
    for (;;) {
      const note = readdirSync(place).find((name) => name.startsWith(".child-"))
      const pid = Number(note?.slice(".child-".length) ?? 0)
      if (pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("ffmpeg")) return pid
      await setTimeout(10)
    }
  })

describe("The environment of a program that works on what others sent", () => {
  it("holds what any program needs, and of our settings those that are named", () => {
    process.env["CALLSHEET_VOICES"] = "en=a"
    const own = childEnvironment(["CALLSHEET_VOICES"])
    delete process.env["CALLSHEET_VOICES"]
    assert.strictEqual(own["PATH"], process.env["PATH"])
    assert.strictEqual(own["CALLSHEET_VOICES"], "en=a")
    assert.deepStrictEqual(Object.entries(own).filter(([, value]) => value.includes(MARK)), [])
  })

  it.effect.skipIf(!isLinux)("a speech program gets nothing of ours", () =>
    Effect.gen(function*() {
      const { file, seen } = noting("espeak-ng")
      yield* runSpeech(file, [], "")
      assertBare(seen())
    }))

  it.scoped.skipIf(!isLinux)("an engine of voices gets nothing of ours", () =>
    Effect.gen(function*() {
      const program = `
        process.stdin.once("data", () => console.log(JSON.stringify({
          id: 1, environ: require("node:fs").readFileSync("/proc/self/environ", "latin1")
        })))`
      const child = yield* startLineChild(["-e", program])
      const answer = yield* child.ask({}, "60 seconds")
      assertBare(JSON.stringify(answer))
    }), 120_000)

  it.effect.skipIf(!isLinux)("a probe of media gets nothing of ours", () =>
    Effect.gen(function*() {
      const { file, seen } = noting("ffprobe")
      const picture = join(folder, "a.png")
      writeFileSync(picture, Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"))
      yield* Effect.either(probe(file, picture))
      assertBare(seen())
    }))

  it.effect.skipIf(!isLinux)("the check of FFMPEG_BIN starts it with nothing of ours", () =>
    Effect.gen(function*() {
      const { file, seen } = noting("ffmpeg")
      yield* settingFaults(environmentOf({ ...process.env, FFMPEG_BIN: file }), ["worker"])
      assertBare(seen())
    }))

  it.scoped.skipIf(!isLinux)(
    "ffmpeg gets nothing of ours, when it is tried and when it works",
    () =>
      Effect.gen(function*() {
        const place = join(folder, "stage")
        yield* Effect.sync(() => rmSync(place, { recursive: true, force: true }))
        yield* Effect.promise(async () => (await import("node:fs/promises")).mkdir(place))
        const live = Ffmpeg.layer.pipe(
          Layer.provide([
            Layer.succeed(RenderConfig, { folder: place, concurrency: 1, music: "none", effects: false }),
            NodeContext.layer
          ]),
          Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map())))
        )
        const { run } = yield* Effect.provide(Ffmpeg, live)
        // Sound without end, as fast as it is played.
        const argv = ["-re", "-f", "lavfi", "-i", "anullsrc", "-f", "null", "-"]
        const fiber = yield* Effect.fork(run({ stage: "mix", cwd: place, argv }))
        assertBare(environOf(yield* startedIn(place)))
        yield* Fiber.interrupt(fiber)
        // Without a working one nothing else is tried, so what is tried is this program.
        const { file, seen } = noting("chosen")
        const chosen = Layer.provide(
          Ffmpeg.layer,
          [
            Layer.succeed(RenderConfig, { folder: place, concurrency: 1, music: "none", effects: false }),
            NodeContext.layer,
            Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["FFMPEG_BIN", file]])))
          ]
        )
        yield* Effect.either(Effect.provide(Ffmpeg, chosen))
        assertBare(seen())
      }),
    180_000
  )
})
