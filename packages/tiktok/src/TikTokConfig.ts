import { VERSION } from "@callsheet/domain/Version"
import { Config, ConfigError, Context, Duration, Either, Layer, Option, type Redacted } from "effect"

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

export const TIKTOK_API_URL = "https://open.tiktokapis.com"
export const TIKTOK_AUTH_URL = "https://www.tiktok.com/v2/auth/authorize/"

const ownHosts = [TIKTOK_API_URL, TIKTOK_AUTH_URL].map((url) => new URL(url).host)

const problemOf = (text: string, mode: "sandbox" | "live"): string | null => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    return `expected an http or https address, got ${JSON.stringify(text)}`
  }
  return mode === "sandbox" && ownHosts.includes(new URL(text).host)
    ? "is TikTok's own address, which sandbox mode must not reach"
    : null
}

const address = (name: string, live: string, sandboxPath: string) =>
  Config.all({
    given: Config.option(Config.nonEmptyString(name)),
    mode: Config.literal("sandbox", "live")("CALLSHEET_MODE").pipe(Config.withDefault("sandbox" as const)),
    // The sandbox on this machine, where no address names another stand-in.
    sandboxPort: Config.port("CALLSHEET_SANDBOX_PORT").pipe(Config.withDefault(4_401))
  }).pipe(
    Config.mapOrFail(({ given, mode, sandboxPort }) => {
      const standard = mode === "live" ? live : `http://127.0.0.1:${sandboxPort}${sandboxPath}`
      const text = Option.getOrElse(given, () => standard)
      const problem = problemOf(text, mode)
      return problem === null ? Either.right(text) : Either.left(ConfigError.InvalidData([name], problem))
    })
  )

/** What the built-in sandbox accepts. No secret: it opens nothing but itself. */
export const SANDBOX_CLIENT_KEY = "sandbox-key"
export const SANDBOX_CLIENT_SECRET = "sandbox-secret"

/** In live mode there is nothing to fall back on: a missing credential stops the start. */
const credential = (name: string, sandbox: string) => {
  const given = Config.nonEmptyString(name)
  return Config.literal("sandbox", "live")("CALLSHEET_MODE").pipe(
    Config.withDefault("sandbox" as const),
    Config.zip(Config.option(given)),
    Config.mapOrFail(([mode, value]) =>
      Option.isSome(value)
        ? Either.right(value.value)
        : mode === "sandbox"
        ? Either.right(sandbox)
        : Either.left(ConfigError.MissingData([name], "TikTok's developer portal shows it; live mode needs it"))
    )
  )
}

const config: Config.Config<TikTokSettings> = Config.all({
  apiUrl: address("CALLSHEET_TIKTOK_API_URL", TIKTOK_API_URL, "").pipe(Config.map((url) => url.replace(/\/+$/, ""))),
  authorizeUrl: address("CALLSHEET_TIKTOK_AUTH_URL", TIKTOK_AUTH_URL, "/v2/auth/authorize/"),
  clientKey: credential("CALLSHEET_TIKTOK_CLIENT_KEY", SANDBOX_CLIENT_KEY),
  clientSecret: Config.redacted(credential("CALLSHEET_TIKTOK_CLIENT_SECRET", SANDBOX_CLIENT_SECRET)),
  userAgent: Config.nonEmptyString("CALLSHEET_USER_AGENT").pipe(Config.withDefault(`callsheet/${VERSION}`)),
  callTimeout: Config.succeed(Duration.seconds(20)),
  chunkTimeout: Config.succeed(Duration.seconds(120))
})

/** Where TikTok is and who we are there. The addresses alone decide whether it is TikTok or a stand-in. */
export class TikTokConfig extends Context.Tag("@callsheet/tiktok/TikTokConfig")<TikTokConfig, TikTokSettings>() {
  /** Fails with every variable that is missing or unusable at once. */
  static readonly layerConfig = Layer.effect(this, config)
}
