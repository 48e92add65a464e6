import { LookName, Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { wordsOf } from "@callsheet/studio/render/text/Words"
import * as VoiceConfig from "@callsheet/studio/voice/VoiceConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, ManagedRuntime, Schema } from "effect"
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { freePurchases } from "../support/FreePurchases.ts"

export const name = "render: whole videos, look by look, against the bare encoder fed the same frames"

const samples = new URL("../../tools/samples/", import.meta.url)
const espeak = new URL("../../packages/studio/dist/childEspeak.mjs", import.meta.url)
const sampleOf = (look: string) =>
  Schema.decodeSync(Schema.parseJson(Script))(readFileSync(new URL(`scripts/${look}-en.json`, samples), "utf8"))

/** 25 seconds with pictures of one's own: every line says what a line of a person's notes would. */
const long = new Script({
  language: "en",
  title: "Espresso, fixed",
  lines: [
    new ScriptLine({
      role: "hook",
      text: "Your espresso is sour because of the *clock*",
      emoji: "☕",
      shows: { kind: "picture", file: "coffee cup" }
    }),
    new ScriptLine({
      role: "beat",
      text: "Under twenty seconds the water only finds the *acids*",
      emoji: "🍋",
      shows: { kind: "number", value: 20, unit: "s", label: "too fast" }
    }),
    new ScriptLine({
      role: "turn",
      text: "But past thirty-five seconds it drags out the *bitter* part",
      emoji: "⏱️",
      shows: { kind: "picture", file: "coffee cup" }
    }),
    new ScriptLine({
      role: "beat",
      text: "So grind a little *finer* until the shot takes half a minute",
      emoji: "🫘"
    }),
    new ScriptLine({
      role: "beat",
      text: "Weigh what goes in and what comes out, *one to two*",
      emoji: "⚖️",
      shows: { kind: "comparison", left: { label: "in", value: 18 }, right: { label: "out", value: 36 }, unit: "g" }
    }),
    new ScriptLine({ role: "beat", text: "Change *one thing* at a time and write it down", emoji: "📓" }),
    new ScriptLine({
      role: "cta",
      text: "Save this for your *next cup*",
      emoji: "☕",
      shows: { kind: "picture", file: "coffee cup" }
    })
  ],
  caption: "Espresso, fixed",
  hashtags: ["coffee"],
  source: { _tag: "rules", version: "bench" }
})

/** CPU seconds of this process and of every child it has waited for (fields 14 to 17 of /proc/self/stat). */
const cpuSeconds = (): number => {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]!.split(" ")
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / 100
}

/** The very options of a scene's encoder, reading raw frames instead of drawing them. */
const encoder =
  "-r 30 -c:v libx264 -preset veryfast -crf 20 -profile:v high -level:v 4.0 -pix_fmt yuv420p -g 60 -bf 2 " +
  "-maxrate 12M -bufsize 24M -threads 1 -x264-params stitchable=1"

const rendererIn = (folder: string) => {
  const ground = Layer.mergeAll(
    Layer.succeed(RenderConfig, { folder, concurrency: 2, music: "bed" as const, effects: true }),
    NodeContext.layer,
    NodeHttpClient.layerUndici,
    freePurchases
  )
  return ManagedRuntime.make(FfmpegRenderer.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(Ffmpeg.layer, VoiceConfig.layerConfig, LibraryPictures.layer)),
    Layer.provideMerge(ground)
  ))
}

/**
 * The frames as the scenes draw them, before any encoder saw them: frames decoded from a finished video are smoother and
 * cheaper to encode. A second render runs through a wrapper that draws every scene once more into a raw file, and notes the
 * most memory that a scene's process took.
 */
const rawFrames = async (ffmpeg: string, folder: string, script: Script) => {
  const wrapper = join(folder, "ffmpeg")
  writeFileSync(
    wrapper,
    `#!/usr/bin/env bash
if [[ " $* " != *" stitchable=1 "* ]]; then exec "${ffmpeg}" "$@"; fi
"${ffmpeg}" "$@" & pid=$!
( while grep VmHWM /proc/$pid/status >>"${folder}/memory" 2>/dev/null; do sleep 0.1; done ) &
wait $pid; code=$?
if [[ $code == 0 ]]; then
  kept=()
  for word in "$@"; do [[ $word == -r ]] && break; kept+=("$word"); done
  "${ffmpeg}" "\${kept[@]}" -f rawvideo -pix_fmt yuv420p "$(mktemp "${folder}/XXXXXX.yuv")" -y >/dev/null || exit 1
fi
exit $code
`,
    { mode: 0o755 }
  )
  const before = process.env["FFMPEG_BIN"]
  process.env["FFMPEG_BIN"] = wrapper
  const runtime = rendererIn(join(folder, "again"))
  try {
    const renderer = await runtime.runPromise(Renderer)
    await runtime.runPromise(Effect.orDie(renderer.render({ script }, () => Effect.void)))
  } finally {
    await runtime.dispose()
    if (before === undefined) delete process.env["FFMPEG_BIN"]
    else process.env["FFMPEG_BIN"] = before
  }
  const peaks = readFileSync(join(folder, "memory"), "utf8").match(/\d+/g) ?? []
  return {
    frames: readdirSync(folder).filter((name) => name.endsWith(".yuv")).map((name) => join(folder, name)),
    megabytes: Math.max(...peaks.map(Number)) / 1024
  }
}

const encodeAll = (ffmpeg: string, folder: string, frames: ReadonlyArray<string>): number => {
  const from = cpuSeconds()
  for (const raw of frames) {
    const input = "-f rawvideo -pix_fmt yuv420p -video_size 1080x1920 -framerate 30 -i".split(" ")
    const { status, stderr } = spawnSync(
      ffmpeg,
      ["-hide_banner", "-nostdin", "-v", "error", ...input, raw, ...encoder.split(" "), "-y", join(folder, "e.mp4")],
      { encoding: "utf8" }
    )
    if (status !== 0) throw new Error(stderr)
  }
  return cpuSeconds() - from
}

type Runtime = ReturnType<typeof rendererIn>

/** What speaking costs as it is shipped: from sources a child would compile itself first. */
const speakBuilt = (script: Script) => {
  const [before, started] = [cpuSeconds(), performance.now()]
  const input = script.lines.map(({ text }, id) =>
    JSON.stringify({ id, language: script.language, words: wordsOf(text).map((word) => word.text), pace: 165 })
  ).join("\n")
  const { status, stderr } = spawnSync(process.execPath, ["--single-threaded", fileURLToPath(espeak)], {
    input,
    maxBuffer: 1e8
  })
  if (status !== 0) throw new Error(stderr.toString("utf8"))
  return { cpu: cpuSeconds() - before, wall: (performance.now() - started) / 1000 }
}

/** A cold render: the process has its fonts and engines, the store holds nothing. */
const measured = async (runtime: Runtime, folder: string, script: Script, encodes: number) => {
  const stages = join(folder, "stages")
  mkdirSync(stages, { recursive: true })
  for (const name of readdirSync(stages)) rmSync(join(stages, name), { recursive: true, force: true })
  const renderer = await runtime.runPromise(Renderer)
  await runtime.runPromise(Effect.orDie(renderer.voices(script)))
  const speech = speakBuilt(script)
  const { path: ffmpeg } = await runtime.runPromise(Effect.flatMap(Ffmpeg, (tool) => tool.find))
  const before = cpuSeconds()
  const started = performance.now()
  const video = await runtime.runPromise(Effect.orDie(renderer.render({ script }, () => Effect.void)))
  const wall = (performance.now() - started) / 1000 + speech.wall
  const whole = cpuSeconds() - before + speech.cpu
  const again = performance.now()
  await runtime.runPromise(Effect.orDie(renderer.render({ script }, () => Effect.void)))
  const cached = (performance.now() - again) / 1000
  const raw = mkdtempSync(join(folder, "raw-"))
  cpSync(new URL("pictures", samples), join(raw, "library"), { recursive: true })
  const { frames, megabytes } = await rawFrames(ffmpeg, raw, script)
  const encode = Math.min(...Array.from({ length: encodes }, () => encodeAll(ffmpeg, raw, frames)))
  rmSync(raw, { recursive: true, force: true })
  return {
    "video, seconds": video.facts.durationMillis / 1000,
    "cold render, wall seconds": wall,
    "cold render, CPU seconds": whole,
    "of it speaking": speech.cpu,
    "bare encoder, CPU seconds": encode,
    "cold render ÷ encoder": whole / encode,
    "nothing changed, seconds": cached,
    "largest ffmpeg, megabytes": megabytes
  }
}

export const run = async () => {
  const folder = mkdtempSync(join(tmpdir(), "callsheet-bench-render-"))
  cpSync(new URL("pictures", samples), join(folder, "library"), { recursive: true })
  const runtime = rendererIn(join(folder, "stages"))
  try {
    const figures: Record<string, Awaited<ReturnType<typeof measured>>> = {}
    // `BENCH_LOOKS=long,block` measures only those.
    const wanted = process.env["BENCH_LOOKS"]?.split(",")
    const isWanted = (name: string) => wanted?.includes(name) ?? true
    if (isWanted("long")) figures["25 s with pictures, first of its process"] = await measured(runtime, folder, long, 3)
    for (const look of LookName.literals.filter(isWanted)) {
      figures[look] = await measured(runtime, folder, sampleOf(look), 2)
    }
    return figures
  } finally {
    await runtime.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}
