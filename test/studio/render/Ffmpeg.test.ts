import { Ffmpeg, options } from "@callsheet/studio/render/Ffmpeg"
import { failureOfRun } from "@callsheet/studio/render/FfmpegFailure"
import { READ } from "@callsheet/studio/render/gate/ContrastGate"
import { readFrame, sightOf } from "@callsheet/studio/render/gate/Sight"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, Layer, TestClock } from "effect"
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { lives, place } from "./Studio.ts"

const ffmpegIn = (folder: string, environment: ReadonlyArray<readonly [string, string]> = []) =>
  Ffmpeg.layer.pipe(
    Layer.provide([
      Layer.succeed(RenderConfig, { folder, concurrency: 1, music: "none", effects: false }),
      NodeContext.layer
    ]),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(environment))))
  )

/** The child's pid as soon as its note lies in the folder. */
const pidIn = (folder: string) =>
  Effect.promise(async () => {
    for (;;) {
      const note = readdirSync(folder).find((name) => name.startsWith(".child-"))
      if (note !== undefined) return Number(note.slice(".child-".length))
      await setTimeout(10)
    }
  })

/** Sound without end, as fast as it is played. */
const ENDLESS = ["-re", "-f", "lavfi", "-i", "anullsrc", "-f", "null", "-"]

describe("What the gate sees of a scene", () => {
  it.scoped("is taken without keeping the frames before the one that is read", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const [{ path }, frames] = [yield* Effect.flatMap(Ffmpeg, ({ find }) => find), 150]
      const text = { text: "late", box: { left: 0, top: 0, right: 9, bottom: 9 }, size: 90, colour: "#FFFFFF" }
      const sight = sightOf({ frames, texts: [{ ...text, from: 140, to: frames, overflows: false }] })
      const { stderr } = spawnSync(path, [
        ...options("-benchmark -f lavfi -i color=size=1080x1920:rate=30 -filter_complex"),
        `[0:v]format=yuv420p,lutyuv[v];${sight.filters}`,
        ...sight.outputs((name) => join(folder, name)),
        ...options("-map [film] -f null -")
      ], { encoding: "utf8" })
      const megabytes = Number(/maxrss=(\d+)k/i.exec(stderr)?.[1]) / 1024
      // A frame takes three megabytes: all of them together 440.
      assert.isBelow(megabytes, 200)
      yield* sight.keep(folder).pipe(Effect.provide(NodeContext.layer))
      const read = yield* readFrame(folder).pipe(Effect.provide(NodeContext.layer))
      assert.strictEqual(read.length, READ.width * READ.height * 3)
    }).pipe(Effect.provide(ffmpegIn("/tmp"))), 60_000)
})

describe("Finding ffmpeg", () => {
  it.scoped("the packaged one serves when nobody chose another", () =>
    Effect.gen(function*() {
      const build = yield* Effect.flatMap(Ffmpeg, ({ find }) => find).pipe(Effect.provide(ffmpegIn(yield* place)))
      assert.isTrue(existsSync(build.path))
      assert.match(build.fingerprint, /^[0-9a-f]{16}$/)
    }))

  it.scoped("one that a person chose and that does not exist stops the start, and says so", () =>
    Effect.gen(function*() {
      const environment = [["FFMPEG_BIN", "/nowhere/ffmpeg"]] as const
      const refused = yield* Ffmpeg.pipe(Effect.provide(ffmpegIn(yield* place, environment)), Effect.flip)
      assert.strictEqual(String(refused._tag), "FfmpegUnavailable")
      assert.include(String(refused.message), "FFMPEG_BIN: /nowhere/ffmpeg is not an executable file")
    }))

  it.scoped("one that a person chose and that cannot make our videos is refused with the reason and a remedy", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const old = join(folder, "ffmpeg")
      writeFileSync(old, "#!/bin/sh\necho 'ffmpeg version 4.4.2 Copyright (c) 2000-2021'\n", { mode: 0o755 })
      const refused = yield* Ffmpeg.pipe(Effect.provide(ffmpegIn(folder, [["FFMPEG_BIN", old]])), Effect.flip)
      if (refused._tag !== "FfmpegUnavailable") return assert.fail(`unexpected ${String(refused)}`)
      assert.include(refused.message, "version 4.4.2 is too old")
      assert.include(refused.remedy, "FFMPEG_BIN")
      assert.deepEqual(refused.retry, { _tag: "never" })
    }))
})

describe("Running ffmpeg", () => {
  it.scoped("a full disk is named as what it is", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const { run } = yield* Effect.provide(Ffmpeg, ffmpegIn(folder))
      const argv = ["-y", "-f", "lavfi", "-i", "color=s=640x640:d=1", "-f", "rawvideo", "/dev/full"]
      const failure = yield* Effect.flip(run({ stage: "scenes", cwd: folder, argv }))
      assert.strictEqual(failure._tag, "DiskFull")
    }))

  it("tells apart what went wrong by what ffmpeg said", () => {
    const failed = (stderr: string, signal: NodeJS.Signals | null = null) =>
      failureOfRun({ stage: "mix", cwd: "/tmp", signal, stderr })._tag
    assert.strictEqual(failed("av_interleaved_write_frame(): No space left on device"), "DiskFull")
    assert.strictEqual(failed("x.png: Invalid data found when processing input"), "MediaUnreadable")
    assert.strictEqual(failed("", "SIGKILL"), "RenderInterrupted")
    assert.strictEqual(failed("Unknown encoder"), "RenderFailed")
  })

  it.scoped("a child that is killed from outside is an interruption, which may be tried again", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const { run } = yield* Effect.provide(Ffmpeg, ffmpegIn(folder))
      const fiber = yield* Effect.fork(run({ stage: "mix", cwd: folder, argv: ENDLESS }))
      process.kill(yield* pidIn(folder), "SIGKILL")
      const failure = yield* Effect.flip(Fiber.join(fiber))
      assert.strictEqual(failure._tag, "RenderInterrupted")
      assert.deepEqual(readdirSync(folder), [])
    }))

  it.scoped("a child that gets nowhere for a minute is ended", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const { run } = yield* Effect.provide(Ffmpeg, ffmpegIn(folder))
      // Nobody ever writes into this pipe.
      const pipe = join(folder, "pipe")
      spawnSync("mkfifo", [pipe])
      const fiber = yield* Effect.fork(run({ stage: "mix", cwd: folder, argv: ["-i", pipe, "-f", "null", "-"] }))
      const pid = yield* pidIn(folder)
      // The note beside the child is there a moment before its minute begins.
      yield* TestClock.adjust("61 seconds").pipe(
        Effect.zipRight(Effect.promise(() => setTimeout(10))),
        Effect.forever,
        Effect.forkScoped
      )
      const failure = yield* Effect.flip(Fiber.join(fiber))
      assert.strictEqual(failure._tag, "RenderStalled")
      assert.isFalse(lives(pid))
    }))

  it.scoped("a cancelled child is dead before the cancellation ends", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const { run } = yield* Effect.provide(Ffmpeg, ffmpegIn(folder))
      const fiber = yield* Effect.fork(run({ stage: "mix", cwd: folder, argv: ENDLESS }))
      const pid = yield* pidIn(folder)
      yield* Fiber.interrupt(fiber)
      assert.isFalse(lives(pid))
      assert.deepEqual(readdirSync(folder), [])
    }))
})
