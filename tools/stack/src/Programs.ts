import { CannotDo } from "@callsheet/client/CliError"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export type ProgramRole = "server" | "worker" | "sandbox"

/** The folder of the installation: this file is in `packages/cli/dist` when it is bundled, else in `tools/stack/src`. */
const installation = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..")

const folderOf: { readonly [R in ProgramRole]: string } = {
  server: "packages/server",
  worker: "packages/worker",
  sandbox: "tools/sandbox"
}

export const programOf = (role: ProgramRole): string => join(installation, folderOf[role], "dist", "main.mjs")

/** The bundled program of a role, or what to do when it was not built. */
export const findProgram = (role: ProgramRole): Effect.Effect<string, CannotDo> =>
  Effect.suspend(() => {
    const program = programOf(role)
    return existsSync(program)
      ? Effect.succeed(program)
      : new CannotDo({ what: `The ${role} is not built: ${program} is missing.`, next: "Build it: npm run build" })
  })
