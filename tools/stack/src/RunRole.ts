import { CannotDo } from "@callsheet/client/CliError"
import { Effect } from "effect"
import { pathToFileURL } from "node:url"
import { findProgram, type ProgramRole } from "./Programs.ts"

/**
 * Becomes a role: its program is loaded into this process, so signals, exit code and memory are its own. From here on
 * it says itself what there is to say.
 */
export const runRole = (role: ProgramRole): Effect.Effect<void, CannotDo> =>
  Effect.flatMap(findProgram(role), (program) =>
    Effect.tryPromise({
      try: async () => {
        process.argv = [process.argv[0] ?? process.execPath, program]
        await import(pathToFileURL(program).href)
      },
      catch: (cause) =>
        new CannotDo({
          what: `The ${role} does not start: ${cause instanceof Error ? cause.message : String(cause)}`,
          next: "Build it again: npm run build"
        })
    }))
