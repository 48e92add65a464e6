import { WrongUse } from "@callsheet/client/CliError"
import { Output } from "@callsheet/client/terminal/Output"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import { createInterface } from "node:readline/promises"

/** On commands that cannot be undone. */
export const yes = Options.boolean("yes").pipe(Options.withDescription("Does not ask before it acts."))

/** Asks a person at a terminal whether to go on. A script is not asked: what it says, it means. */
export const confirmed = (question: string, given: boolean): Effect.Effect<void, WrongUse, Output> =>
  Effect.gen(function*() {
    const { errLook, json } = yield* Output
    if (given || json || !errLook.terminal || process.stdin.isTTY !== true) return
    const said = yield* Effect.promise(async (signal) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      try {
        return await lines.question(`${question} [y/N] `, { signal })
      } finally {
        lines.close()
      }
    })
    if (!/^y(es)?$/i.test(said.trim())) {
      return yield* new WrongUse({ what: "Nothing was changed.", next: "Answer y, or give --yes." })
    }
  })
