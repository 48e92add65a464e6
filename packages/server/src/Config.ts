import { Vault } from "@callsheet/database/Vault"
import { settingsTogether, type UnusableConfig } from "@callsheet/telemetry/ConfigReport"
import { LogConfig, type LogSettings } from "@callsheet/telemetry/Logs"
import { type Mode, ModeConfig } from "@callsheet/telemetry/Mode"
import { OtlpConfig } from "@callsheet/telemetry/Otlp"
import * as OutboundHttp from "@callsheet/telemetry/OutboundHttp"
import { PaidServices, PriceList } from "@callsheet/telemetry/PriceConfig"
import { ShutdownGraceConfig } from "@callsheet/telemetry/RunProcess"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import { Config, ConfigError, Context, type Duration, Either, Layer, Option } from "effect"

/** What the server was told by its environment. */
export interface ServerSettings {
  readonly mode: Mode
  readonly host: string
  readonly port: number
  /** Base of the callback, webhook and media addresses, without a slash at its end. */
  readonly publicUrl: string
  readonly dataDir: string
  readonly logs: LogSettings
  readonly otlp: Option.Option<string>
  readonly grace: Duration.Duration
}

/** An address to listen on everywhere is no address to be reached at. */
const reachable = (host: string) => host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host

const urlOf = (host: string, port: number) => {
  const name = reachable(host)
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`
}

const settings: Config.Config<ServerSettings> = Config.all({
  /** `sandbox` or `live`; in sandbox mode nothing reaches TikTok. */
  mode: ModeConfig,
  /** The address the server listens on. */
  host: Config.nonEmptyString("CALLSHEET_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** The port the server listens on; 0 takes any free one. */
  port: Config.integer("CALLSHEET_PORT").pipe(
    Config.withDefault(4400),
    Config.mapOrFail((port) =>
      port >= 0 && port <= 65_535
        ? Either.right(port)
        : Either.left(ConfigError.InvalidData(["CALLSHEET_PORT"], `expected a port between 0 and 65535, got ${port}`))
    )
  ),
  /** Under what address browsers and TikTok reach the server; by default host and port. */
  given: Config.option(Config.nonEmptyString("CALLSHEET_PUBLIC_URL")).pipe(
    Config.mapOrFail((url) =>
      Option.isNone(url) || (URL.canParse(url.value) && /^https?:$/.test(new URL(url.value).protocol))
        ? Either.right(url)
        : Either.left(ConfigError.InvalidData(["CALLSHEET_PUBLIC_URL"], "expected an http or https address"))
    )
  ),
  /** Where the embedded database, local media and the sandbox's key are. */
  dataDir: Config.nonEmptyString("CALLSHEET_DATA_DIR").pipe(Config.withDefault(".callsheet")),
  /** CALLSHEET_LOG_FORMAT and CALLSHEET_LOG_LEVEL. */
  logs: LogConfig,
  /** OTEL_EXPORTER_OTLP_ENDPOINT: where traces, metrics and logs are sent; by default nowhere. */
  otlp: OtlpConfig,
  /** CALLSHEET_SHUTDOWN_GRACE: the longest a clean stop may take. */
  grace: ShutdownGraceConfig
}).pipe(
  Config.map(({ given, ...rest }) => ({
    ...rest,
    publicUrl: Option.match(given, {
      onNone: () => urlOf(rest.host, rest.port),
      onSome: (url) => url.replace(/\/+$/, "")
    })
  }))
)

export class ServerConfig extends Context.Tag("@callsheet/server/ServerConfig")<ServerConfig, ServerSettings>() {
  static readonly layerConfig = Layer.effect(this, settings)
}

/**
 * Every setting of this process: its own, TikTok's (CALLSHEET_TIKTOK_API_URL, _AUTH_URL, _CLIENT_KEY, _CLIENT_SECRET,
 * CALLSHEET_USER_AGENT), the master key (CALLSHEET_MASTER_KEY, _PREVIOUS) and the way out (CALLSHEET_HTTP_PROXY), the prices
 * (CALLSHEET_PRICE_*, CALLSHEET_CURRENCY) and which providers are paid (CALLSHEET_LLM_MODEL, CALLSHEET_TTS_URL). All faults
 * are reported together. DATABASE_URL belongs to the database package, which says at the knock what is wrong with it.
 */
export const layer: Layer.Layer<
  ServerConfig | TikTokConfig | Vault | HttpClient.HttpClient | PriceList | PaidServices,
  UnusableConfig,
  FileSystem.FileSystem
> = settingsTogether(
  ServerConfig.layerConfig,
  TikTokConfig.layerConfig,
  Vault.layerConfig,
  OutboundHttp.layerConfig,
  PriceList.layerConfig,
  PaidServices.layerConfig
)
