import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer, type RenderProgress, type RenderRequest } from "@callsheet/studio/render/Renderer"
import { Voice } from "@callsheet/studio/voice/Voice"
import { writeWav } from "@callsheet/studio/voice/Wav"
import { estimateWordTimes } from "@callsheet/studio/voice/WordTimes"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Layer, Option } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePurchases } from "../../support/FreePurchases.ts"

/** Three short lines: a video of three seconds. */
export const script = Script.make({
  language: "de",
  lines: [
    ScriptLine.make({ role: "hook", text: "Nie wieder *100 %* laden", emoji: "🔋" }),
    ScriptLine.make({ role: "beat", text: "Wärme schadet dem Akku.", emoji: "🥵", kicker: "Warum?" }),
    ScriptLine.make({ role: "cta", text: "Folge für mehr", emoji: "👇" })
  ],
  caption: "",
  hashtags: [],
  source: { _tag: "person" }
})

/** The shortest video there is. */
export const brief = Script.make({ ...script, lines: [ScriptLine.make({ role: "hook", text: "Kurz gesagt" })] })

const RATE = 22_050
const SECONDS = 0.5

const tone = Int16Array.from(
  { length: RATE * SECONDS },
  (_, at) => Math.round(12_000 * Math.sin((2 * Math.PI * 220 * at) / RATE) * (0.6 + 0.4 * Math.sin(at / 900)))
)

/** A voice that hums each line for half a second and notes every call in a file. */
export const hummingVoice = (calls: string): Layer.Layer<Voice> =>
  Layer.succeed(
    Voice,
    Voice.of({
      engineFor: () => Effect.succeed({ name: "hum 1" }),
      speak: ({ words }) =>
        Effect.sync(() => {
          appendFileSync(calls, `${words.join(" ")}\n`)
          return Option.some({
            wav: writeWav({ rate: RATE, samples: tone }),
            durationMillis: SECONDS * 1000,
            words: estimateWordTimes(words, { from: 0, to: SECONDS * 1000 }),
            engine: "hum 1",
            synthetic: true as const
          })
        })
    })
  )

/** The renderer as a worker has it, but with a voice of ours, in `folder`. */
export const studio = (folder: string, music: "bed" | "none" = "none") =>
  FfmpegRenderer.layer.pipe(
    Layer.provide(hummingVoice(join(folder, "calls.txt"))),
    Layer.provideMerge(Layer.merge(Ffmpeg.layer, LibraryPictures.layer)),
    Layer.provideMerge(
      Layer.succeed(RenderConfig, { folder: join(folder, "stages"), concurrency: 1, music, effects: music === "bed" })
    ),
    Layer.provideMerge(Layer.merge(NodeContext.layer, freePurchases))
  )

/** Renders with a renderer of its own, as a new worker would. */
export const renderIn = (
  folder: string,
  request: RenderRequest,
  onProgress: (progress: RenderProgress) => Effect.Effect<void> = () => Effect.void,
  music: "bed" | "none" = "none"
) => Effect.flatMap(Renderer, ({ render }) => render(request, onProgress)).pipe(Effect.provide(studio(folder, music)))

/** A folder of its own, gone at the end. */
export const place = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-render-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

export const sha256 = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex")

export const stageNames = (folder: string): ReadonlyArray<string> =>
  existsSync(join(folder, "stages")) ? readdirSync(join(folder, "stages")).toSorted() : []

export const callsOf = (folder: string): ReadonlyArray<string> =>
  existsSync(join(folder, "calls.txt")) ? readFileSync(join(folder, "calls.txt"), "utf8").trim().split("\n") : []

/** Processes whose command line names the folder. Linux only; elsewhere nobody is found. */
export const childrenIn = (folder: string): ReadonlyArray<number> =>
  process.platform !== "linux" ? [] : readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter(
    (pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8")
        return line.includes(`${folder}/`) && line.includes("-progress")
      } catch {
        return false
      }
    }
  )

export const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const require = createRequire(import.meta.url)

/** The independent reader of media files; the product itself does without. */
export const ffprobe = (...args: ReadonlyArray<string>): unknown => {
  const { path } = require("@ffprobe-installer/ffprobe") as { readonly path: string }
  chmodSync(path, 0o755)
  return JSON.parse(execFileSync(path, ["-v", "error", "-of", "json", ...args], { encoding: "utf8" }))
}

/** Arguments are split at spaces unless they are paths. */
const split = (args: ReadonlyArray<string>) => args.flatMap((arg) => (arg.startsWith("/") ? [arg] : arg.split(" ")))

/** Runs ffmpeg to the end and gives what it wrote to standard output. */
export const decode = (ffmpeg: string, ...args: ReadonlyArray<string>): Buffer =>
  execFileSync(ffmpeg, ["-v", "error", "-nostdin", ...split(args)], { maxBuffer: 1 << 28 })

/** What ffmpeg says about a file when it goes through this filter. */
export const wordsOfFfmpeg = (ffmpeg: string, file: string, filter: string): string =>
  spawnSync(ffmpeg, split(["-hide_banner -nostdin -nostats -i", file, filter, "-f null -"]), { encoding: "utf8" })
    .stderr
