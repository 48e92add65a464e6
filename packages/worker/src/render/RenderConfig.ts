import { Config, ConfigError, Context, Either, Layer } from "effect"
import { availableParallelism } from "node:os"

/**
 * Where the renderer works and how much of the machine it takes.
 *
 * `folder` holds the finished stages; it may be emptied whenever no render runs, at the price of rendering again.
 * `concurrency` is the number of ffmpeg children at a time, one thread each.
 */
export class RenderConfig extends Context.Tag("@callsheet/worker/RenderConfig")<RenderConfig, {
  readonly folder: string
  readonly concurrency: number
  readonly music: "bed" | "none"
  /** Encoded in a hurry: a coarser picture, for trials that need many videos and no beauty. */
  readonly draft?: boolean
}>() {
  static readonly layerConfig = Layer.effect(
    RenderConfig,
    Config.all({
      folder: Config.map(
        Config.string("CALLSHEET_DATA_DIR").pipe(Config.withDefault(".callsheet")),
        (data) => `${data}/render`
      ),
      concurrency: Config.integer("CALLSHEET_RENDER_CONCURRENCY").pipe(
        Config.mapOrFail((jobs) =>
          jobs >= 1 && jobs <= 64
            ? Either.right(jobs)
            : Either.left(ConfigError.InvalidData(["CALLSHEET_RENDER_CONCURRENCY"], `expected 1 to 64, got ${jobs}`))
        ),
        Config.withDefault(Math.max(1, Math.floor(availableParallelism() / 2)))
      ),
      music: Config.literal("bed", "none")("CALLSHEET_MUSIC").pipe(Config.withDefault("bed")),
      // CALLSHEET_RENDER_QUALITY: `draft` is what `callsheet drill` renders with; what people see is `full`.
      draft: Config.literal("full", "draft")("CALLSHEET_RENDER_QUALITY").pipe(
        Config.withDefault("full"),
        Config.map((quality) => quality === "draft")
      )
    })
  )
}
