import { tiktokSettings } from "@callsheet/process/settings/Together"
import { Config, Context, Duration, Layer, type Redacted } from "effect"

export interface TikTokSettings {
  /** Base of the open API, without a slash at its end. */
  readonly apiUrl: string
  /** The page on which a creator grants access. */
  readonly authorizeUrl: string
  readonly clientKey: string
  readonly clientSecret: Redacted.Redacted
  readonly userAgent: string
  readonly callTimeout: Duration.Duration
  /** For one piece of a video; 64 MB in two minutes is about 4 Mbit/s. */
  readonly chunkTimeout: Duration.Duration
}

const config: Config.Config<TikTokSettings> = Config.map(tiktokSettings, (given) => ({
  ...given,
  callTimeout: Duration.seconds(20),
  chunkTimeout: Duration.seconds(120)
}))

/** Where TikTok is and who we are there. The addresses alone decide whether it is TikTok or a stand-in. */
export class TikTokConfig extends Context.Tag("@callsheet/tiktok/TikTokConfig")<TikTokConfig, TikTokSettings>() {
  /** Fails with every variable that is missing or unusable at once. */
  static readonly layerConfig = Layer.effect(this, config)
}
