import { scenesOf } from "@callsheet/domain/asset/Scenes"
import { Script } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { lookFor, shotsOf } from "@callsheet/studio/render/looks/Looks"
import type { Shot } from "@callsheet/studio/render/looks/Shot"
import { stageScenes } from "@callsheet/studio/render/looks/Staging"
import { loadPainter } from "@callsheet/studio/render/paint/Painter"
import { paintShot } from "@callsheet/studio/render/stages/Scene"
import { sceneGraph } from "@callsheet/studio/render/stages/SceneGraph"
import { timelineOf } from "@callsheet/studio/render/stages/Timeline"
import { loadTypesetter } from "@callsheet/studio/render/text/Typesetter"
import { wordsOf } from "@callsheet/studio/render/text/Words"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Schema } from "effect"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { place, studio } from "./Studio.ts"

export const samples = new URL("../../../tools/samples/scripts/", import.meta.url)
export const sample = (name: string) =>
  Schema.decodeSync(Schema.parseJson(Script))(readFileSync(new URL(`${name}.json`, samples), "utf8"))

/** A script laid out, each word said for a third of a second; pictures are left to their stand-ins. */
export const productionFor = (script: Script) =>
  Effect.map(loadTypesetter, (setter) => {
    const lines = script.lines.map((line, source) => {
      const words = wordsOf(line.text)
      const times = words.map((_, index) => ({ from: index * 330, to: index * 330 + 330 }))
      const voice = { wavPath: "", id: "", engine: "", durationMillis: words.length * 330, words: times }
      return { line, source, words, voice }
    })
    const scenes = stageScenes(timelineOf(lines, script.language), scenesOf(script), new Map())
    return {
      look: lookFor(script, scenes),
      captions: script.captions ?? null,
      title: script.title ?? null,
      brand: { handle: "@pocketlab" },
      setter,
      scenes
    }
  })

export const shotsFor = (script: Script) => Effect.map(productionFor(script), shotsOf)

const SMALL = { width: 17, height: 32 } as const
const scaled = (pixels: string) => `scale=${SMALL.width}:${SMALL.height}:flags=area,format=${pixels}`

const ffmpegIn = (folder: string) =>
  Effect.map(
    Effect.flatMap(Ffmpeg, ({ find }) => find),
    ({ path }) => (args: ReadonlyArray<string>) =>
      execFileSync(path, ["-v", "error", "-nostdin", ...args, "-frames:v", "1", "-f", "rawvideo", "-"], { cwd: folder })
  ).pipe(Effect.provide(studio(folder)))

/** One frame of a shot, 17×32, as the encoder would get it. */
export const smallFrame = (shot: Shot, frame: number, pixels: "gray" | "rgb24") =>
  Effect.gen(function*() {
    const folder = yield* place
    const run = yield* ffmpegIn(folder)
    yield* paintShot(shot, folder, { painter: yield* loadPainter, photoPath: (photo) => photo }).pipe(
      Effect.provide(NodeContext.layer)
    )
    const { graph, inputs } = sceneGraph(shot)
    const look = `${graph};[v]select=eq(n\\,${frame}),${scaled(pixels)}[o]`
    return run([...inputs, "-filter_complex", look, "-map", "[o]"])
  })

/** A picture file of any kind, 17×32. */
export const smallPicture = (file: string, pixels: "gray" | "rgb24") =>
  Effect.gen(function*() {
    const run = yield* ffmpegIn(yield* place)
    return run(["-i", file, "-vf", scaled(pixels)])
  })
