import { Config, Duration, Option } from "effect"

const dataDir = Config.nonEmptyString("CALLSHEET_DATA_DIR").pipe(Config.withDefault(".callsheet"))
const host = Config.nonEmptyString("CALLSHEET_HOST").pipe(Config.withDefault("127.0.0.1"))
const port = Config.port("CALLSHEET_PORT").pipe(Config.withDefault(4_400))

/** An address a browser on this machine can open, also where the server listens on every interface. */
export const addressOf = (host: string, port: number): string => {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** An empty variable means the same as none. */
const text = (name: string) =>
  Config.option(Config.string(name)).pipe(
    Config.map(Option.filter((value) => value !== ""))
  )

/** Where the server is and with which key it is asked. */
export const ClientConfig = Config.all({
  dataDir,
  url: text("CALLSHEET_URL"),
  key: Config.option(Config.redacted(Config.nonEmptyString("CALLSHEET_API_KEY"))),
  standardUrl: Config.map(Config.all([host, port]), ([host, port]) => addressOf(host, port))
})

/** What `up` needs to know itself; the rest of the environment it hands on. */
export const StackConfig = Config.all({
  dataDir,
  host,
  port,
  mode: Config.literal("sandbox", "live")("CALLSHEET_MODE").pipe(Config.withDefault("sandbox" as const)),
  databaseUrl: Config.option(Config.redacted(Config.nonEmptyString("DATABASE_URL"))),
  publicUrl: text("CALLSHEET_PUBLIC_URL"),
  tiktokApiUrl: text("CALLSHEET_TIKTOK_API_URL"),
  sandboxPort: Config.port("CALLSHEET_SANDBOX_PORT").pipe(Config.withDefault(4_401)),
  shutdownGrace: Config.duration("CALLSHEET_SHUTDOWN_GRACE").pipe(Config.withDefault(Duration.seconds(25)))
})
