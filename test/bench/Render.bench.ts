import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer } from "@callsheet/studio/render/Renderer"
import * as VoiceConfig from "@callsheet/studio/voice/VoiceConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, ManagedRuntime } from "effect"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePurchases } from "../support/FreePurchases.ts"

export const name = "render: a whole video against the bare encoder fed the same frames"

const script = new Script({
  language: "en",
  lines: [
    new ScriptLine({ role: "hook", text: "Bread *rises* because something in it breathes", emoji: "🍞" }),
    new ScriptLine({
      role: "beat",
      text: "Yeast eats the sugar that it finds in the flour",
      emoji: "🦠",
      kicker: "Step 1"
    }),
    new ScriptLine({
      role: "beat",
      text: "It breathes out gas, and the gluten holds it like a balloon",
      emoji: "🎈",
      kicker: "Step 2"
    }),
    new ScriptLine({
      role: "beat",
      text: "Warm dough rises fast, cold dough rises slowly and tastes of more",
      emoji: "🌡️",
      kicker: "Step 3"
    }),
    new ScriptLine({
      role: "beat",
      text: "In the oven the gas grows once more, and then the crust sets",
      emoji: "🔥",
      kicker: "Step 4"
    }),
    new ScriptLine({
      role: "beat",
      text: "So if your loaf is flat, give it time before you give it yeast",
      emoji: "⏳",
      kicker: "Remember"
    }),
    new ScriptLine({ role: "cta", text: "Save this for your next loaf", emoji: "📌" })
  ],
  caption: "Why bread rises",
  hashtags: ["baking"],
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
 * cheaper to encode. A second render runs through a wrapper that draws every scene once more into a raw file.
 */
const rawFrames = async (ffmpeg: string, folder: string): Promise<ReadonlyArray<string>> => {
  const wrapper = join(folder, "ffmpeg")
  writeFileSync(
    wrapper,
    `#!/usr/bin/env bash
"${ffmpeg}" "$@"; code=$?
if [[ $code == 0 && " $* " == *" stitchable=1 "* ]]; then
  kept=()
  for word in "$@"; do [[ $word == -r ]] && break; kept+=("$word"); done
  "${ffmpeg}" "\${kept[@]}" -f rawvideo -pix_fmt yuv420p "$(mktemp "${folder}/XXXXXX.yuv")" -y >/dev/null || exit 1
fi
exit $code
`.replaceAll("\\$", "$"),
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
  return readdirSync(folder).filter((name) => name.endsWith(".yuv")).map((name) => join(folder, name))
}

export const run = async () => {
  const folder = mkdtempSync(join(tmpdir(), "callsheet-bench-render-"))
  const runtime = rendererIn(join(folder, "stages"))
  try {
    const renderer = await runtime.runPromise(Renderer)
    const { path: ffmpeg } = await runtime.runPromise(Effect.flatMap(Ffmpeg, (tool) => tool.find))
    const before = cpuSeconds()
    const started = performance.now()
    const video = await runtime.runPromise(Effect.orDie(renderer.render({ script }, () => Effect.void)))
    const wall = (performance.now() - started) / 1000
    const whole = cpuSeconds() - before
    const again = performance.now()
    await runtime.runPromise(Effect.orDie(renderer.render({ script }, () => Effect.void)))
    const cached = (performance.now() - again) / 1000
    const frames = await rawFrames(ffmpeg, folder)
    const encodes: Array<number> = []
    for (let i = 0; i < 3; i++) {
      const from = cpuSeconds()
      for (const raw of frames) {
        const input = [
          "-f",
          "rawvideo",
          "-pix_fmt",
          "yuv420p",
          "-video_size",
          "1080x1920",
          "-framerate",
          "30",
          "-i",
          raw
        ]
        const { status, stderr } = spawnSync(
          ffmpeg,
          ["-hide_banner", "-nostdin", "-v", "error", ...input, ...encoder.split(" "), "-y", join(folder, "e.mp4")],
          { encoding: "utf8" }
        )
        if (status !== 0) throw new Error(stderr)
      }
      encodes.push(cpuSeconds() - from)
    }
    const encode = Math.min(...encodes)
    const seconds = video.facts.durationMillis / 1000
    return {
      "video, seconds": seconds,
      "cold render": { cpuSeconds: whole, wallSeconds: wall, "wall ÷ duration": wall / seconds },
      "bare encoder, same frames": { cpuSeconds: encode },
      "cold render ÷ encoder": whole / encode,
      "nothing changed, seconds": cached,
      "kept stages": readdirSync(join(folder, "stages")).length
    }
  } finally {
    await runtime.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}
