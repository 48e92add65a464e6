import { Vault } from "@callsheet/database/secrets/Vault"
import { settingsTogether, type UnusableConfig } from "@callsheet/process/ConfigReport"
import { LogConfig, type LogSettings } from "@callsheet/process/Logs"
import type { Mode } from "@callsheet/process/Mode"
import { OtlpConfig } from "@callsheet/process/Otlp"
import * as OutboundHttp from "@callsheet/process/OutboundHttp"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import { settings } from "@callsheet/process/settings/Registry"
import { addressOf } from "@callsheet/process/settings/Together"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import { Config, Context, type Duration, Layer, Option, type Redacted } from "effect"

/** What the server was told by its environment. */
export interface ServerSettings {
  readonly mode: Mode
  readonly host: string
  readonly port: number
  /** Base of the callback, webhook and media addresses, without a slash at its end. */
  readonly publicUrl: string
  /** Further names of this server, and the proxies before it; absent: none. */
  readonly allowedHosts?: ReadonlySet<string>
  readonly proxies?: ReadonlySet<string>
  /** Who has it may read the metrics; absent: the one that is made from the master key. */
  readonly metricsToken?: Option.Option<Redacted.Redacted>
  readonly dataDir: string
  /** Where the built panel is; absent: beside this program. */
  readonly panelDir?: string
  readonly logs: LogSettings
  readonly otlp: Option.Option<string>
  readonly grace: Duration.Duration
}

const config: Config.Config<ServerSettings> = Config.all({
  mode: settings.mode.config,
  host: settings.host.config,
  port: settings.port.config,
  given: settings.publicUrl.config,
  allowedHosts: settings.allowedHosts.config,
  proxies: settings.proxies.config,
  metricsToken: settings.metricsToken.config,
  dataDir: settings.dataDir.config,
  logs: LogConfig,
  otlp: OtlpConfig,
  grace: settings.shutdownGrace.config
}).pipe(
  Config.map(({ given, ...rest }) => ({
    ...rest,
    publicUrl: Option.getOrElse(given, () => addressOf(rest.host, rest.port))
  }))
)

export class ServerConfig extends Context.Tag("@callsheet/server/ServerConfig")<ServerConfig, ServerSettings>() {
  static readonly layerConfig = Layer.effect(this, config)
}

/** The settings that several services of this process share. All faults are reported together. */
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
