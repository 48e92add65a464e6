import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { StageStore } from "@callsheet/studio/render/StageStore"
import { makingName, sweepStages } from "@callsheet/studio/render/StageSweep"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { lives, place } from "./Studio.ts"

const storeIn = (folder: string) =>
  StageStore.layer.pipe(
    Layer.provide([
      Layer.succeed(RenderConfig, { folder, concurrency: 1, music: "none", effects: false }),
      NodeContext.layer
    ])
  )

const write = (name: string, millis = 0) => (inside: string) =>
  Effect.promise(async () => {
    await setTimeout(millis)
    writeFileSync(join(inside, name), name)
  })

/** A process that does nothing but live; its command line names `argument`. */
const idle = (argument: string) => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", argument])

describe("The store of stages", () => {
  it.scoped("D10: a stage that fails leaves nothing, and one that is done is never made again", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const store = yield* Effect.provide(StageStore, storeIn(folder))
      const build = (inside: string) => Effect.zipRight(write("half")(inside), Effect.fail("no"))
      const failed = yield* store.make({ name: "scene", key: { a: 1 }, build }).pipe(Effect.flip)
      assert.strictEqual(failed, "no")
      assert.deepEqual(readdirSync(folder), [])

      const first = yield* store.make({ name: "scene", key: { a: 1, b: 2 }, build: write("whole") })
      const second = yield* store.make({ name: "scene", key: { b: 2, a: 1 }, build: () => Effect.dieMessage("twice") })
      assert.deepEqual([first.cached, second.cached], [false, true])
      assert.deepEqual(readdirSync(folder), [first.id])
      assert.strictEqual(readFileSync(join(second.folder, "whole"), "utf8"), "whole")
    }))

  it.scopedLive("two who make the same stage at once end with one", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const store = yield* Effect.provide(StageStore, storeIn(folder))
      const make = store.make({ name: "loop", key: "same", build: write("done", 20) })
      const [one, other] = yield* Effect.all([make, make], { concurrency: 2 })
      assert.strictEqual(one.folder, other.folder)
      assert.deepEqual(readdirSync(folder), [one.id])
    }))

  it.scopedLive("what a dead worker left is swept with the ffmpeg that outlived it, and nothing else", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const gone = spawnSync(process.execPath, ["-e", ""]).pid
      const deserted = makingName("x", "scene-1").replace(`-${process.pid}-`, `-${gone}-`)
      const own = makingName("y", "scene-2")
      const unused = `scene-${"0".repeat(32)}`
      const fresh = `scene-${"1".repeat(32)}`
      for (const name of [deserted, own, unused, fresh]) mkdirSync(join(folder, name))
      utimesSync(join(folder, unused), 0, 0)
      const orphan = idle(join(folder, deserted, "segment.mp4"))
      const stranger = idle("else")
      for (const { pid } of [orphan, stranger]) writeFileSync(join(folder, deserted, `.child-${pid}`), "")
      yield* Effect.promise(() => Promise.all([once(orphan, "spawn"), once(stranger, "spawn")]))

      const ended = once(orphan, "exit")
      yield* sweepStages(folder).pipe(Effect.provide(NodeContext.layer))
      yield* Effect.promise(() => ended)
      assert.strictEqual(orphan.signalCode, "SIGKILL")
      assert.isTrue(lives(stranger.pid ?? 0))
      stranger.kill("SIGKILL")
      assert.deepEqual(readdirSync(folder).toSorted(), [own, fresh])
      assert.isFalse(existsSync(join(folder, deserted)))
    }))
})
