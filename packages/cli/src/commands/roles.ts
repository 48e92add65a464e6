import { answer } from "@callsheet/client/terminal/Output"
import { migrate as runMigrations } from "@callsheet/database/migrations/Migrations"
import { adoptInstallation } from "@callsheet/database/secrets/Installation"
import { Vault } from "@callsheet/database/secrets/Vault"
import { requireSettings } from "@callsheet/process/settings/Check"
import { ProcessEnvironment } from "@callsheet/process/settings/Environment"
import { withDatabase } from "@callsheet/stack/LocalDatabase"
import { runRole } from "@callsheet/stack/RunRole"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import { answering, local } from "../parser/Leaf.ts"

export const server = Command.make("server", { ...local }, () => runRole("server")).pipe(
  Command.withDescription("Runs a server here: RPC, HTTP, live events.")
)

export const sandbox = Command.make(
  "sandbox",
  { ...local },
  () =>
    Effect.flatMap(ProcessEnvironment, (environment) => requireSettings(environment, ["sandbox"])).pipe(
      Effect.zipRight(runRole("sandbox"))
    )
).pipe(
  Command.withDescription("Runs the sandbox that stands in for TikTok.")
)

export const migrate = Command.make(
  "migrate",
  {
    adopt: Options.boolean("adopt").pipe(
      Options.withDescription(
        "Take the master key and the media folder given here as those of the database, after the old ones were lost."
      )
    ),
    ...local
  },
  answering((input) =>
    Effect.map(
      withDatabase(
        input.adopt
          ? Effect.zipLeft(runMigrations, Effect.provide(adoptInstallation, Vault.layerConfig))
          : runMigrations
      ),
      (ran) =>
        answer({ ran }, () => ran.length === 0 ? "The database is up to date." : `Ran migrations ${ran.join(", ")}.`)
    )
  )
).pipe(Command.withDescription("Brings the database to this release."))
