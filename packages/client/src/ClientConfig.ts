import { settings } from "@callsheet/process/settings/Registry"
import { addressOf } from "@callsheet/process/settings/Together"
import { Config } from "effect"

/** Where the server is and with which key it is asked. */
export const ClientConfig = Config.all({
  dataDir: settings.dataDir.config,
  url: settings.url.config,
  key: settings.apiKey.config,
  standardUrl: Config.map(
    Config.all([settings.host.config, settings.port.config]),
    ([host, port]) => addressOf(host, port)
  )
})

/** What `up` needs to know itself; the rest of the environment it hands on. */
export const StackConfig = Config.all({
  dataDir: settings.dataDir.config,
  host: settings.host.config,
  port: settings.port.config,
  mode: settings.mode.config,
  databaseUrl: settings.databaseUrl.config,
  tiktokApiUrl: settings.tiktokApiUrl.config,
  sandboxPort: settings.sandboxPort.config,
  shutdownGrace: settings.shutdownGrace.config
})
