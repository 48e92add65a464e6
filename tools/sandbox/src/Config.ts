import { Config, Option, Redacted } from "effect"
import type { ServerOptions } from "./Http.ts"

/** The variables of the sandbox process. */
export const serverOptions: Config.Config<ServerOptions> = Config.all({
  host: Config.nonEmptyString("CALLSHEET_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** The line printed at the start names the port that was taken. */
  port: Config.integer("CALLSHEET_SANDBOX_PORT").pipe(
    Config.validate({
      message: "Expected a port: 0 to 65535, where 0 takes a free one",
      validation: (port) => port >= 0 && port <= 65_535
    }),
    Config.withDefault(4_401)
  ),
  clientKey: Config.nonEmptyString("CALLSHEET_SANDBOX_CLIENT_KEY").pipe(Config.withDefault("sandbox-key")),
  clientSecret: Config.redacted("CALLSHEET_SANDBOX_CLIENT_SECRET").pipe(
    Config.map(Redacted.value),
    Config.withDefault("sandbox-secret")
  ),
  control: Config.option(Config.nonEmptyString("CALLSHEET_SANDBOX_TOKEN")).pipe(Config.map(Option.getOrNull)),
  consent: Config.option(Config.nonEmptyString("CALLSHEET_SANDBOX_CONSENT")).pipe(Config.map(Option.getOrNull)),
  /** File that keeps tokens, posts and books over a restart. */
  stateFile: Config.option(Config.nonEmptyString("CALLSHEET_SANDBOX_STATE")).pipe(Config.map(Option.getOrNull)),
  /** Where events are sent. */
  webhookUrl: Config.option(Config.nonEmptyString("CALLSHEET_SANDBOX_WEBHOOK_URL"))
}).pipe(Config.map(({ consent, control, webhookUrl, ...options }) => ({
  ...options,
  proofs: { control, consent },
  ...(Option.isSome(webhookUrl) ? { settings: { webhookUrl: webhookUrl.value } } : {})
})))
