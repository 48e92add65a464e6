import { Provenance, VideoFacts } from "@callsheet/domain/asset/Media"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { canonicalJson } from "@callsheet/domain/Digest"
import { TakeOption } from "@callsheet/domain/plan/Takes"
import { sampleVideo } from "@callsheet/sandbox/SampleVideo"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { RenderFailed } from "@callsheet/studio/render/RenderErrors"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { type ScriptError, ScriptModelUnavailable } from "@callsheet/studio/script/ScriptErrors"
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
      /** `answer` is what the provider says; it is kept by the product, and read from there. */
      const buy = <A, I>(
        what: string,
        content: unknown,
        schema: Schema.Schema<A, I>,
        answer: Effect.Effect<A, ScriptError, Payer>
      ) =>
        Effect.gen(function*() {
          const payer = yield* Payer
          const { orgId } = payer
          const bought = yield* purchases.buy({
            provider: "llm",
            content,
            estimate: { ...USED, output: 1_500 },
            call: (requestId) =>
              purchase(world, process, what, tookMillis(world, 200, 2_500), () => {
                world.bills.set(requestId, { orgId, what: canonicalJson(content) })
              }).pipe(
                Effect.zipRight(Effect.orDie(answer)),
                Effect.flatMap((said) => Effect.orDie(Schema.encode(schema)(said))),
                Effect.map((said) => new TextEncoder().encode(JSON.stringify(said))),
                Effect.provideService(Payer, payer)
              ),
            used: () => USED,
            nothingBought: ({ reason }) => reason === "rate"
          })
          const said = yield* Effect.orDie(
            Schema.decodeUnknown(Schema.parseJson(schema))(new TextDecoder().decode(bought.answer))
          )
          return { said, requestId: bought.requestId }
        })
      const usage = {
        promptTokens: USED.input,
        completionTokens: USED.output,
        costMicros: USED.costDollarMicros
      }
      return {
        engine: "model/simulated",
        write: (brief) => {
          // As with a real model: what the account said meanwhile is told, and is no part of what is bought.
          const { avoid: _told, banned: _rules, because: _why, earlier: _said, likeness: _, ...content } = brief
          const words = Effect.map(rules.write(brief), ({ script }) => script)
          return Effect.map(buy(`buy a script for ${brief.seed}`, content, Script, words), ({ requestId, said }) => ({
            script: said,
            provenance: new Provenance({ stage: "script", engine: "model/simulated", synthetic: true }),
            usage,
            requestId
          }))
        },
        another: (brief) => {
          const { id } = brief.take
          const words = Effect.map(
            Effect.orElseSucceed(
              rules.another(brief),
              () => ({ options: [{ line: new ScriptLine({ role: "hook", text: `Take ${id}.` }) }] })
            ),
            ({ options }) => options
          )
          return Effect.map(
            buy(`buy take ${id}`, { take: id }, Schema.Array(TakeOption), words),
            ({ requestId, said }) => ({
              options: said,
              source: { _tag: "model", model: "simulated" },
              usage,
              requestId
            })
          )
        }
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
