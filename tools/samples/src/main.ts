import { Script } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Purchases } from "@callsheet/studio/spending/Purchases"
import { LedgerAway } from "@callsheet/studio/spending/SpendingErrors"
import * as VoiceConfig from "@callsheet/studio/voice/VoiceConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Schema } from "effect"
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/**
 * Renders every sample script and lays frames of each onto a contact sheet. `npm run samples -- block pane-ja` renders those
 * whose name begins so. Nothing leaves the machine.
 */
const here = dirname(dirname(fileURLToPath(import.meta.url)))
const output = join(here, "..", "..", "samples")
const work = join(output, ".work")
const isDraft = process.argv.includes("--draft")
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"))
const names = readdirSync(join(here, "scripts")).map((file) => file.replace(".json", "")).filter((name) =>
  wanted.length === 0 || wanted.some((one) => name.startsWith(one))
)

mkdirSync(work, { recursive: true })
cpSync(join(here, "pictures"), join(work, "library"), { recursive: true })

const studio = FfmpegRenderer.layer.pipe(
  Layer.provideMerge(Layer.mergeAll(Ffmpeg.layer, VoiceConfig.layerConfig, LibraryPictures.layer)),
  Layer.provideMerge(
    Layer.succeed(RenderConfig, {
      folder: join(work, "render"),
      concurrency: 2,
      music: "bed",
      effects: true,
      draft: isDraft
    })
  ),
  Layer.provideMerge(Layer.mergeAll(
    NodeContext.layer,
    NodeHttpClient.layerUndici,
    // Samples buy nothing: a voice that costs money is refused.
    Layer.succeed(Purchases, { buy: () => Effect.fail(new LedgerAway({ detail: "samples buy nothing" })) })
  ))
)
const nobody = Payer.of({ id: "0", token: 0, kind: "render", orgId: "org_samples", planId: null, traceId: null })

const FRAMES = 12
const sheet = (ffmpeg: string, video: string, seconds: number, target: string) => {
  const every = Math.max(1, Math.floor((seconds * 30 - 16) / FRAMES))
  const filter = `select='gte(n,14)*not(mod(n-14,${every}))',scale=270:480,tile=6x2:padding=6:margin=6:color=0x808080`
  execFileSync(ffmpeg, ["-v", "error", "-y", "-i", video, "-vf", filter, "-frames:v", "1", "-update", "1", target])
}

const program = Effect.gen(function*() {
  const renderer = yield* Renderer
  const { path: ffmpeg } = yield* Effect.flatMap(Ffmpeg, ({ find }) => find)
  for (const name of names) {
    const script = yield* Schema.decode(Schema.parseJson(Script))(
      readFileSync(join(here, "scripts", `${name}.json`), "utf8")
    )
    const began = performance.now()
    const made = yield* renderer.render({ script, handle: "@pocketlab" }, () => Effect.void)
    const seconds = made.facts.durationMillis / 1000
    cpSync(made.videoPath, join(output, `${name}.mp4`))
    sheet(ffmpeg, made.videoPath, seconds, join(output, `${name}.png`))
    const took = ((performance.now() - began) / 1000).toFixed(1)
    const notes = made.provenance.flatMap(({ note }) => note === undefined ? [] : [note])
    process.stdout.write(
      `${name}: ${seconds.toFixed(1)} s in ${took} s ${JSON.stringify(made.measures)} ${notes.join(" | ")}\n`
    )
  }
}).pipe(Effect.provideService(Payer, nobody), Effect.provide(studio))

await Effect.runPromise(program)
