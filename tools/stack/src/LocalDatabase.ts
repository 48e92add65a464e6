import { layerConfig } from "@callsheet/database/Database"
import { Effect, Logger, LogLevel } from "effect"

/** Anyone who sits before a terminal is told once, by the error, and not at every knock. */
export const quietly = Logger.withMinimumLogLevel(LogLevel.Error)

/** One short piece of work on any database the environment names; a server started for it stops with it. */
export const withDatabase = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.provide(work, layerConfig({ applicationName: "callsheet-cli", maxConnections: 4, patience: "5 seconds" }))
    .pipe(
      quietly
    )
