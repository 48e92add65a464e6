import { DeskAnswerFrame, type DeskAsk, DeskAskFrame } from "@callsheet/domain/library/Desk"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Layer, ManagedRuntime, Schema } from "effect"
import { fork, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { espressoScript } from "./EspressoScript.ts"

export const name = "editing: cover, stills and a line's sound of a script of 25 s"

/** The same length with other words each time, so that nothing is kept from the one before. */
const scriptOf = (round: number) => espressoScript((text) => `${text} ${round}`)

const tool = Ffmpeg.layer.pipe(Layer.provide(Layer.merge(
  Layer.succeed(RenderConfig, { folder: tmpdir(), concurrency: 2, music: "none" as const, effects: false }),
  NodeContext.layer
)))

const program = fileURLToPath(new URL("../../packages/studio/dist/childDesk.mjs", import.meta.url))

/** The desk as it is shipped, without the server around it. */
const openDesk = (root: string) => {
  const child = fork(program, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { ...process.env, CALLSHEET_DATA_DIR: root }
  })
  const ready = new Promise<void>((resolve) => child.once("message", () => resolve()))
  let next = 0
  const ask = async (ask: DeskAsk) => {
    await ready
    const id = next++
    const answered = new Promise((resolve) =>
      child.on("message", function mine(message) {
        const frame = Schema.decodeUnknownSync(DeskAnswerFrame)(message)
        if (frame.id !== id) return
        child.off("message", mine)
        resolve(frame.answer)
      })
    )
    child.send(Schema.encodeSync(DeskAskFrame)({ id, ask }))
    return answered
  }
  /** CPU milliseconds so far: what neighbours of the machine do not change. */
  const cpu = () => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    return 10 * (Number(fields[11]) + Number(fields[12]))
  }
  return { ask, cpu, close: () => child.disconnect() }
}

type Desk = ReturnType<typeof openDesk>

const preview = async (desk: Desk, root: string, round: number) => {
  const started = performance.now()
  const script = scriptOf(round)
  const folder = join(root, String(round))
  await desk.ask({ _tag: "preview", script, handle: "@bench", brand: null, pictures: [], speak: 2, folder })
  if (!existsSync(join(folder, "still-6.jpg")) || !existsSync(join(folder, "line-3.wav"))) {
    throw new Error("the preview is not complete")
  }
  return performance.now() - started
}

const medianOf = (millis: ReadonlyArray<number>) => millis.toSorted((a, b) => a - b)[Math.floor(millis.length / 2)] ?? 0

/** One process of ffmpeg's that does nothing: what the machine makes of a start just now. */
const bareStart = (ffmpeg: string) =>
  medianOf(Array.from({ length: 7 }, () => {
    const started = performance.now()
    spawnSync(ffmpeg, ["-hide_banner", "-version"])
    return performance.now() - started
  }))

export const run = async () => {
  const root = mkdtempSync(join(tmpdir(), "callsheet-bench-editing-"))
  const runtime = ManagedRuntime.make(tool)
  try {
    const started = performance.now()
    const cold = openDesk(root)
    await preview(cold, root, 0)
    const first = performance.now() - started
    const next: Array<number> = []
    const before = cold.cpu()
    for (let round = 1; round <= 5; round++) next.push(await preview(cold, root, round))
    const each = (cold.cpu() - before) / 5
    cold.close()
    // As a server that has just started keeps it.
    const warmed = openDesk(root)
    await warmed.ask({ _tag: "warm" })
    const afterWarm = await preview(warmed, root, 6)
    warmed.close()
    const { path } = await runtime.runPromise(Effect.flatMap(Ffmpeg, (found) => found.find))
    const bare = bareStart(path)
    return {
      "first preview of a process that is not there yet, ms": first,
      "… CPU of the process until then, ms": before,
      "first preview of a warmed process, ms": afterWarm,
      "another preview, median of five, ms": medianOf(next),
      "… CPU of each, ms": each,
      "starting ffmpeg for nothing, ms": bare,
      "another preview ÷ starting ffmpeg": medianOf(next) / bare
    }
  } finally {
    await runtime.dispose()
    rmSync(root, { recursive: true, force: true })
  }
}
