import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { StudioDesk } from "@callsheet/server/library/StudioDesk"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Layer, ManagedRuntime } from "effect"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const name = "editing: the preview of a script of 25 s, against starting as many bare ffmpeg processes"

const texts = [
  "Your espresso is sour because of the *clock*",
  "Under twenty seconds the water only finds the *acids*",
  "But past thirty-five seconds it drags out the *bitter* part",
  "So grind a little *finer* until the shot takes half a minute",
  "Weigh what goes in and what comes out, *one to two*",
  "Change *one thing* at a time and write it down",
  "Save this for your *next cup*"
] as const

/** The same length with other words each time, so that nothing is kept from the one before. */
const scriptOf = (round: number) => {
  const [hook, ...rest] = texts
  return new Script({
    language: "en",
    lines: [
      new ScriptLine({ role: "hook", text: `${hook} ${round}` }),
      ...rest.map((text, at) =>
        new ScriptLine({ role: at === rest.length - 1 ? "cta" : "beat", text: `${text} ${round}` })
      )
    ],
    caption: "Espresso, fixed",
    hashtags: ["coffee"],
    source: { _tag: "rules", version: "bench" }
  })
}

const tool = Ffmpeg.layer.pipe(Layer.provide(Layer.merge(
  Layer.succeed(RenderConfig, { folder: tmpdir(), concurrency: 2, music: "none" as const, effects: false }),
  NodeContext.layer
)))

/** What nobody can do without: seven pictures are seven processes. */
const bare = (ffmpeg: string) => {
  const started = performance.now()
  for (let at = 0; at < texts.length; at++) spawnSync(ffmpeg, ["-hide_banner", "-version"])
  return performance.now() - started
}

export const run = async () => {
  const root = mkdtempSync(join(tmpdir(), "callsheet-bench-editing-"))
  const runtime = ManagedRuntime.make(Layer.merge(StudioDesk.layer, tool))
  try {
    const desk = await runtime.runPromise(StudioDesk)
    const preview = async (round: number) => {
      const started = performance.now()
      const answer = await runtime.runPromise(desk.ask("org", {
        _tag: "preview",
        script: scriptOf(round),
        handle: "@bench",
        brand: null,
        pictures: [],
        speak: 2,
        folder: join(root, String(round))
      }))
      if (answer._tag !== "previewed") throw new Error(JSON.stringify(answer))
      return performance.now() - started
    }
    const first = await preview(0)
    const next: Array<number> = []
    for (let round = 1; round <= 5; round++) next.push(await preview(round))
    const median = next.toSorted((a, b) => a - b)[2]!
    const { path } = await runtime.runPromise(Effect.flatMap(Ffmpeg, (found) => found.find))
    const floor = bare(path)
    return {
      "first preview of a process, ms": first,
      "another preview, median of five, ms": median,
      "seven bare ffmpeg processes, ms": floor,
      "another preview ÷ bare": median / floor
    }
  } finally {
    await runtime.dispose()
    rmSync(root, { recursive: true, force: true })
  }
}
