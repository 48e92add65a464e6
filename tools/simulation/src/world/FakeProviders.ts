import { Provenance, VideoFacts } from "@callsheet/domain/asset/Media"
import { Script } from "@callsheet/domain/asset/Script"
import { canonicalJson } from "@callsheet/domain/Digest"
import { sampleVideo } from "@callsheet/sandbox/SampleVideo"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { RenderFailed } from "@callsheet/studio/render/RenderErrors"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { ScriptModelUnavailable } from "@callsheet/studio/script/ScriptErrors"
import { ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Purchases } from "@callsheet/studio/spending/Purchases"
import { Effect, Layer, Schema } from "effect"
import { createHash } from "node:crypto"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

/** How much of the work takes longer than a lease lasts. */
const LONG = 0.04

/** Sends a request to a provider: it arrives, is done (and paid), and its answer comes back, unless someone dies. */
const purchase = (world: World, process: Process, what: string, millis: number, bought: () => void) =>
  Effect.async<void, ScriptModelUnavailable>((resume) => {
    if (world.dies(process, `before: ${what}`)) return
    world.underWay += 1
    world.time.after(millis, () => {
      world.underWay -= 1
      if (world.chance.hit(world.weather.providerAway)) {
        world.trace.note(process.name, what, "the provider is away")
        const [reason, status] = world.chance.pick([["server", 503], ["rate", 429]] as const)
        const error = new ScriptModelUnavailable({ reason, status, retryAfterMillis: null })
        return resume(Effect.fail(error))
      }
      bought()
      world.trace.note(process.name, what)
      if (!world.dies(process, `after: ${what}`)) resume(Effect.void)
    })
  })

/** How long a piece of work takes: now and then much longer than a lease lasts. */
const tookMillis = (world: World, from: number, to: number): number =>
  world.chance.hit(LONG) ? world.chance.int(10_000, 35_000) : world.chance.int(from, to)

/** What every script costs here. */
const USED = { _tag: "Tokens", input: 400, output: 37, costDollarMicros: 900 } as const

/**
 * A writer that is bought from a provider, who bills every request id once, however often it is asked under it. What it
 * answers is kept by the product, not here.
 */
export const paidWriter = (world: World, process: Process) =>
  Layer.effect(
    ScriptWriter,
    Effect.gen(function*() {
      const rules = yield* ScriptWriter
      const purchases = yield* Purchases
      return {
        engine: "model/simulated",
        write: (brief) =>
          Effect.gen(function*() {
            const payer = yield* Payer
            const { orgId } = payer
            const { likeness: _, ...content } = brief
            const { answer, requestId } = yield* purchases.buy({
              provider: "llm",
              content,
              estimate: { ...USED, output: 1_500 },
              call: (requestId) =>
                purchase(world, process, `buy a script for ${brief.seed}`, tookMillis(world, 200, 2_500), () => {
                  world.bills.set(requestId, { orgId, what: canonicalJson(content) })
                }).pipe(
                  Effect.zipRight(Effect.orDie(rules.write(brief))),
                  Effect.map(({ script }) => new TextEncoder().encode(JSON.stringify(script))),
                  Effect.provideService(Payer, payer)
                ),
              used: () => USED,
              nothingBought: ({ reason }) => reason === "rate"
            })
            const script = yield* Effect.orDie(
              Schema.decodeUnknown(Schema.parseJson(Script))(new TextDecoder().decode(answer))
            )
            return {
              script,
              provenance: new Provenance({ stage: "script", engine: "model/simulated", synthetic: true }),
              usage: { promptTokens: USED.input, completionTokens: USED.output, costMicros: USED.costDollarMicros },
              requestId
            }
          })
      }
    })
  ).pipe(Layer.provide(RuleScriptWriter.layer))

/** Work that goes on in one branch while another branch fails. */
const besides = (work: Effect.Effect<void>, detail: string) =>
  Effect.all([work, Effect.zipRight(Effect.sleep("20 millis"), new RenderFailed({ stage: "scenes", detail }))], {
    concurrency: 2,
    discard: true
  })

/** A renderer that takes time and can be interrupted. The same script always gives the same bytes, as the real one does. */
export const renderer = (world: World) =>
  Layer.succeed(Renderer, {
    voices: (script) =>
      Effect.as(Effect.sleep(tookMillis(world, 100, 1_500)), {
        totalMillis: 9_000 + script.lines.length,
        provenance: [new Provenance({ stage: "voice", engine: "simulated", synthetic: true })]
      }),
    render: ({ script }, onProgress) =>
      Effect.gen(function*() {
        const steps = world.chance.int(1, 4)
        for (let step = 1; step <= steps; step++) {
          const work = Effect.sleep(tookMillis(world, 50, 2_000))
          yield* world.chance.hit(world.weather.providerAway) ? besides(work, "the encoder broke") : work
          yield* onProgress({ _tag: "progress", stage: "scenes", fraction: step / steps })
        }
        const mark = JSON.stringify(script.lines.map((line) => line.text))
        const name = createHash("sha256").update(mark).digest("hex").slice(0, 16)
        const videoPath = `/stage/${name}.mp4`
        const coverPath = `/stage/${name}.jpg`
        world.disk.files.set(
          videoPath,
          sampleVideo({ mark: Buffer.from(mark).toString("base64"), size: world.videoBytes })
        )
        world.disk.files.set(coverPath, Buffer.from(name))
        return {
          videoPath,
          coverPath,
          facts: new VideoFacts({ durationMillis: 10_000, width: 1080, height: 1920, coverAtMillis: 500 }),
          provenance: [new Provenance({ stage: "picture", engine: "simulated", synthetic: false })],
          stages: [],
          findings: [],
          measures: null
        }
      })
  })
