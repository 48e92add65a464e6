import { migrate as runMigrations } from "@callsheet/database/Migrations"
import { requireSettings } from "@callsheet/telemetry/settings/Check"
import { ProcessEnvironment } from "@callsheet/telemetry/settings/Environment"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { answering, local } from "../Leaf.ts"
import { answer } from "../Output.ts"
import { withDatabase } from "../stack/LocalDatabase.ts"
import { runRole } from "../stack/RunRole.ts"

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
  { ...local },
  answering(() =>
    Effect.map(
      withDatabase(runMigrations),
      (ran) =>
        answer({ ran }, () => ran.length === 0 ? "The database is up to date." : `Ran migrations ${ran.join(", ")}.`)
    )
  )
).pipe(Command.withDescription("Brings the database to this release."))
