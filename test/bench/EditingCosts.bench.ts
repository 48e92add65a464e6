import { Script } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer } from "@callsheet/studio/render/Renderer"
import * as VoiceConfig from "@callsheet/studio/voice/VoiceConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, ManagedRuntime } from "effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePurchases } from "../support/FreePurchases.ts"
import { RunningStack } from "../support/RunningStack.ts"
import { espressoScript } from "./EspressoScript.ts"
import { quantile } from "./Ground.ts"

export const name = "editing: an edit of a caption on a running stack, and one changed line of a script of 25 s"

const ROUNDS = 100

type Ask = () => Promise<unknown>

/** Milliseconds of each, asked by turns, so that what else the machine does meets all of them. */
const byTurns = async (asks: { readonly [name: string]: Ask }) => {
  const millis = new Map<string, Array<number>>()
  for (let round = -10; round < ROUNDS; round++) {
    for (const [one, ask] of Object.entries(asks)) {
      const started = performance.now()
      await ask()
      if (round >= 0) millis.set(one, [...millis.get(one) ?? [], performance.now() - started])
    }
  }
  return (one: keyof typeof asks, q: number) => quantile((millis.get(String(one)) ?? []).toSorted((a, b) => a - b), q)
}

interface Edited {
  readonly plan: { readonly version: number }
}

const edits = async () => {
  const stack = await RunningStack.make()
  try {
    await stack.up()
    const { orgId } = await stack.call<{ readonly orgId: string }>("system/whoami", {})
    const accountId = await stack.connect(orgId)
    const at = new Date(Date.now() + 3 * 86_400_000).toISOString()
    const notes = "- Salt draws water.\n- It comes last.\n- A pinch is enough."
    const { plan: { id, version } } = await stack.call<
      { readonly plan: { readonly id: string; readonly version: number } }
    >(
      "plan/add",
      { orgId, plan: { accountId, topic: "Salt comes last", notes, at } }
    )
    const { key } = JSON.parse(readFileSync(join(stack.dataDir, "owner-key.json"), "utf8")) as { readonly key: string }
    const rpc = async <A>(tag: string, payload: object): Promise<A> => {
      const answer = await fetch(`${stack.url}/rpc`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/ndjson" },
        body: `${JSON.stringify({ _tag: "Request", id: "1", tag, payload, headers: [] })}\n`
      })
      const said = await answer.text()
      const { exit } = JSON.parse(said) as { readonly exit: { readonly _tag: string; readonly value: A } }
      if (exit._tag !== "Success") throw new Error(said)
      return exit.value
    }
    let seen = version
    let caption = 0
    const change = () => ({ id, ifVersion: seen, change: { caption: `Caption ${caption++}` } })
    const kept = (edited: Edited) => {
      seen = edited.plan.version
    }
    const at95 = await byTurns({
      "whoami over HTTP": () => stack.call("system/whoami", {}),
      "whoami over RPC": () => rpc("system.whoami", {}),
      "a dry run": () => stack.call("plan/edit", { ...change(), dryRun: true }),
      "an edit over HTTP": async () => kept(await stack.call<Edited>("plan/edit", change())),
      "an edit over RPC": async () => kept(await rpc<Edited>("plan.edit", change()))
    })
    return {
      "caption edited over HTTP, median, ms": at95("an edit over HTTP", 0.5),
      "… 95 of 100 within, ms": at95("an edit over HTTP", 0.95),
      "caption edited over RPC, median, ms": at95("an edit over RPC", 0.5),
      "… 95 of 100 within, ms, RPC": at95("an edit over RPC", 0.95),
      "the same as a dry run, median, ms": at95("a dry run", 0.5),
      "whoami over HTTP, median, ms": at95("whoami over HTTP", 0.5),
      "whoami over RPC, median, ms": at95("whoami over RPC", 0.5),
      "edit ÷ whoami, HTTP": at95("an edit over HTTP", 0.5) / at95("whoami over HTTP", 0.5),
      "edit ÷ whoami, RPC": at95("an edit over RPC", 0.5) / at95("whoami over RPC", 0.5)
    }
  } finally {
    await stack.remove()
  }
}

const script = espressoScript((text) => text)
const edited = espressoScript((text, line) => line === 4 ? "Weigh what comes out and what goes in, *two to one*" : text)

const rendererIn = (folder: string) =>
  ManagedRuntime.make(FfmpegRenderer.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(Ffmpeg.layer, VoiceConfig.layerConfig, LibraryPictures.layer)),
    Layer.provideMerge(Layer.mergeAll(
      Layer.succeed(RenderConfig, { folder, concurrency: 2, music: "bed" as const, effects: true }),
      NodeContext.layer,
      NodeHttpClient.layerUndici,
      freePurchases
    ))
  ))

/** A script made whole, then made again with one other line, in the same folder. */
const oneLine = async () => {
  const folder = mkdtempSync(join(tmpdir(), "callsheet-bench-line-"))
  const kept = join(folder, "kept")
  const runtime = rendererIn(kept)
  try {
    const renderer = await runtime.runPromise(Renderer)
    const made = async (script: Script) => {
      const started = performance.now()
      const { facts, stages } = await runtime.runPromise(
        Effect.orDie(renderer.render({ script }, () => Effect.void))
      )
      const scenes = stages.filter(({ stage }) => stage === "scene")
      return {
        seconds: (performance.now() - started) / 1_000,
        video: facts.durationMillis / 1_000,
        scenes: scenes.length,
        drawn: scenes.filter(({ cached }) => !cached).length
      }
    }
    // Fonts, painter and voice of a process are loaded once.
    const [hook, ...rest] = script.lines
    await made(new Script({ ...script, lines: [hook, ...rest.slice(-1)] }))
    for (const entry of readdirSync(kept)) rmSync(join(kept, entry), { recursive: true, force: true })
    const whole = await made(script)
    const changed = await made(edited)
    const share = (whole.seconds * changed.drawn) / whole.scenes
    return {
      "video, seconds": whole.video,
      "made whole, seconds": whole.seconds,
      "one line changed, seconds": changed.seconds,
      "scenes drawn": `${changed.drawn} of ${changed.scenes}`,
      "its share of the whole, seconds": share,
      "beyond its share, seconds (bound: 1)": changed.seconds - share
    }
  } finally {
    await runtime.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const run = async () => ({ ...(await edits()), ...(await oneLine()) })
