import { layerConfig } from "@callsheet/database/Database"
import { Effect } from "effect"

/** One short piece of work on whatever database the environment names; a server started for it stops with it. */
export const withDatabase = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.provide(work, layerConfig({ applicationName: "callsheet-cli", maxConnections: 4, patience: "10 seconds" }))
