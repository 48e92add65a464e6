import type { Remedied } from "@callsheet/domain/Failure"
import { type DeskAnswer, DeskAnswerFrame, type DeskAsk, DeskAskFrame } from "@callsheet/domain/library/Desk"
import { MediaRefused } from "@callsheet/domain/library/LibraryMedia"
import { settings } from "@callsheet/process/settings/Registry"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Layer, Option, Schema } from "effect"
import { Ffmpeg } from "../render/Ffmpeg.ts"
import { RenderConfig } from "../render/RenderConfig.ts"
import * as RuleScriptWriter from "../script/RuleScriptWriter.ts"
import { ScriptWriter } from "../script/ScriptWriter.ts"
import { Payer } from "../spending/Payer.ts"
import * as VoiceConfig from "../voice/VoiceConfig.ts"
import { makeDeskPreviews } from "./DeskPreviews.ts"
import { probe } from "./Probe.ts"

/** Children of ffmpeg's at a time: what a person waits for on a machine that renders as well. */
const CONCURRENCY = 3

const config = Layer.effect(
  RenderConfig,
  Effect.map(settings.dataDir.config, (data) => ({
    folder: `${data}/previews`,
    concurrency: CONCURRENCY,
    music: "none" as const,
    effects: false
  }))
)

const Studio = Layer.mergeAll(Ffmpeg.layer, VoiceConfig.layerLocal, RuleScriptWriter.layer).pipe(
  Layer.provideMerge(config),
  Layer.provideMerge(NodeContext.layer)
)

type Services = Layer.Layer.Success<typeof Studio>

const briefOf = ({ notes, ...brief }: Extract<DeskAsk, { readonly _tag: "write" }>["brief"]) =>
  notes === undefined ? brief : { ...brief, notes }

const nobody = Payer.of({ id: "preview", token: 0, kind: "preview", orgId: "", planId: null, traceId: null })

/**
 * A process that looks into files and draws single pictures for the server: no matter what a file makes it do, it can be stopped
 * from outside. It ends when the server does.
 */
const desk = Effect.gen(function*() {
  const ffmpeg = yield* Ffmpeg
  const writer = yield* ScriptWriter
  const { preview, warm } = yield* makeDeskPreviews

  const work = (ask: DeskAsk): Effect.Effect<DeskAnswer, Remedied, Services> => {
    switch (ask._tag) {
      case "warm":
        return Effect.as(warm, { _tag: "warmed" } as const)
      case "probe":
        return Effect.flatMap(ffmpeg.find, ({ path }) => probe(path, ask.path)).pipe(
          Effect.map((probed): DeskAnswer => ({ _tag: "probed", probed }))
        )
      case "write":
        return Effect.map(
          Effect.provideService(writer.write(briefOf(ask.brief)), Payer, nobody),
          ({ script }): DeskAnswer => ({ _tag: "written", script })
        )
      case "preview":
        return Effect.map(preview(ask), (preview): DeskAnswer => ({ _tag: "previewed", preview }))
    }
  }

  const answerTo = (ask: DeskAsk): Effect.Effect<DeskAnswer, never, Services> =>
    work(ask).pipe(
      Effect.catchAll((error): Effect.Effect<DeskAnswer> =>
        Effect.succeed(
          error instanceof MediaRefused
            ? { _tag: "refused", error }
            : { _tag: "failed", tag: error._tag, message: error.message, remedy: error.remedy }
        )
      ),
      Effect.catchAllDefect((defect) =>
        Effect.succeed({ _tag: "failed" as const, tag: "Defect", message: String(defect), remedy: "Try it again." })
      )
    )

  const runtime = yield* Effect.runtime<Services>()
  const answered = async (message: unknown) => {
    const frame = Schema.decodeUnknownOption(DeskAskFrame)(message)
    if (Option.isNone(frame)) return
    const { ask, id } = frame.value
    const answer = await Effect.runPromise(Effect.provide(answerTo(ask), runtime))
    process.send?.(Schema.encodeSync(DeskAnswerFrame)({ id, answer }))
  }
  process.on("message", (message) => void answered(message))
  process.once("disconnect", () => process.exit(0))
  process.send?.("ready")
  return yield* Effect.never
})

void Effect.runPromise(Effect.provide(desk, Studio))
