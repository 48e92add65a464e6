import { LookName, Script } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import { loadPainter } from "@callsheet/studio/render/paint/Painter"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { loadTypesetter } from "@callsheet/studio/render/text/Typesetter"
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
import { beside } from "./Beside.ts"

/**
 * Renders every sample script and lays frames of each onto a contact sheet. `npm run samples -- block pane-ja` renders those
 * whose name begins so; `--beside` measures instead. Nothing leaves the machine.
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

const scriptOf = (name: string) =>
  Schema.decode(Schema.parseJson(Script))(readFileSync(join(here, "scripts", `${name}.json`), "utf8"))

/** `--beside`: the figures of docs/studio.md, "Beside others". */
const compare = Effect.gen(function*() {
  const { path: ffmpeg } = yield* Effect.flatMap(Ffmpeg, ({ find }) => find)
  const path = join(here, "pictures", "coffee cup.png")
  const painter = yield* loadPainter
  const photo = {
    kind: "photo" as const,
    id: "coffee",
    path,
    focus: [0.45, 0.5] as const,
    ...yield* painter.sizeOf(path)
  }
  const looks = LookName.literals.toSorted((a, b) => Number(b === "third") - Number(a === "third"))
  const scripts = yield* Effect.forEach(looks, (look) => scriptOf(`${look}-en`))
  const tools = { ffmpeg, painter, setter: yield* loadTypesetter }
  process.stdout.write(`${JSON.stringify(yield* beside(scripts, photo, tools), null, 1)}\n`)
})

const program = Effect.gen(function*() {
  const renderer = yield* Renderer
  const { path: ffmpeg } = yield* Effect.flatMap(Ffmpeg, ({ find }) => find)
  for (const name of names) {
    const script = yield* scriptOf(name)
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
}).pipe(Effect.provideService(Payer, nobody))

const chosen: Effect.Effect<void, unknown, Ffmpeg | Renderer> = process.argv.includes("--beside") ? compare : program
await Effect.runPromise(chosen.pipe(Effect.provide(studio)))
