import { type DeskAnswer, DeskAnswerFrame, type DeskAsk, DeskAskFrame } from "@callsheet/domain/library/Desk"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Config, Effect, Option, Schema } from "effect"
import { findFfmpeg } from "../render/FfmpegFind.ts"
import { probe } from "./Probe.ts"

/**
 * A process that looks into files and draws single pictures for the server: whatever a file makes it do, it can be stopped
 * from outside. It ends when the server does.
 */
const desk = Effect.gen(function*() {
  const ffmpeg = yield* Effect.cached(
    Effect.flatMap(Config.option(Config.string("FFMPEG_BIN")), (chosen) => findFfmpeg(chosen))
  )

  const answerTo = (ask: DeskAsk): Effect.Effect<DeskAnswer, never, NodeContext.NodeContext> =>
    Effect.gen(function*() {
      const { path } = yield* ffmpeg
      const probed = yield* probe(path, ask.path)
      return { _tag: "probed" as const, probed }
    }).pipe(
      Effect.catchTags({
        MediaRefused: (error) => Effect.succeed({ _tag: "refused" as const, error }),
        FfmpegUnavailable: ({ message, remedy }) => Effect.succeed({ _tag: "failed" as const, message, remedy }),
        ConfigError: (error) =>
          Effect.succeed({ _tag: "failed" as const, message: String(error), remedy: "Correct FFMPEG_BIN." })
      })
    )

  const runtime = yield* Effect.runtime<NodeContext.NodeContext>()
  const { runPromise } = yield* Effect.succeed({
    runPromise: <A>(work: Effect.Effect<A, never, NodeContext.NodeContext>) =>
      Effect.runPromise(Effect.provide(work, runtime))
  })
  process.on("message", (message) => {
    const frame = Schema.decodeUnknownOption(DeskAskFrame)(message)
    if (Option.isNone(frame)) return
    const { ask, id } = frame.value
    void runPromise(answerTo(ask)).then((answer) => {
      process.send?.(Schema.encodeSync(DeskAnswerFrame)({ id, answer }))
    })
  })
  process.once("disconnect", () => process.exit(0))
  process.send?.("ready")
})

void Effect.runPromise(Effect.provide(desk, NodeContext.layer))
