import { settings } from "@callsheet/process/settings/Registry"
import { Config, Context, Layer } from "effect"

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
  /** Whether short sounds mark what happens on screen. */
  readonly effects: boolean
  /** Encoded in a hurry: a coarser picture, for trials that need many videos and no beauty. */
  readonly draft?: boolean
}>() {
  static readonly layerConfig = Layer.effect(
    RenderConfig,
    Config.all({
      folder: Config.map(settings.dataDir.config, (data) => `${data}/render`),
      concurrency: settings.renderConcurrency.config,
      music: settings.music.config,
      effects: Config.map(settings.effects.config, (effects) => effects === "on"),
      draft: Config.map(settings.renderQuality.config, (quality) => quality === "draft")
    })
  )
}
