import { Effect } from "effect"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { CannotDo } from "../CliError.ts"

export type Role = "server" | "worker" | "sandbox"

/** The folder of the packages: this file is in `cli/dist` when it is bundled and in `cli/src/stack` when it is not. */
const packages = (() => {
  const here = dirname(fileURLToPath(import.meta.url))
  return here.endsWith("dist") ? join(here, "..", "..") : join(here, "..", "..", "..")
})()

export const programOf = (role: Role): string => join(packages, role, "dist", "main.mjs")

/** The bundled program of a role, or what to do when it was not built. */
export const findProgram = (role: Role): Effect.Effect<string, CannotDo> =>
  Effect.suspend(() => {
    const program = programOf(role)
    return existsSync(program)
      ? Effect.succeed(program)
      : new CannotDo({ what: `The ${role} is not built: ${program} is missing.`, next: "Build it: npm run build" })
  })
