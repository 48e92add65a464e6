import { exitCodeMeanings } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { table } from "@callsheet/client/terminal/Render"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { answering, local } from "../parser/Leaf.ts"

/** `callsheet help COMMAND` never arrives here: it is read as `callsheet COMMAND --help`. */
export const help = Command.make(
  "help",
  {
    topic: Args.choice([["exit-codes", "exit-codes"] as const], { name: "topic" }),
    ...local
  },
  answering(() => {
    const rows = exitCodeMeanings.map(([code, meaning]) => ({ code, meaning }))
    return Effect.succeed(answer(rows, (look) =>
      table(rows, [{ name: "code", of: ({ code }) => code }, {
        name: "meaning",
        of: ({ meaning }) => meaning
      }], look)))
  })
).pipe(Command.withDescription("Explains a command, or the exit codes: callsheet help exit-codes"))

/** Kept apart from the tree it describes, which it therefore gets when it runs. */
export const completionsOf = (complete: (shell: "bash" | "zsh" | "fish") => Effect.Effect<string>) =>
  Command.make("completions", {
    shell: Args.choice([["bash", "bash"], ["zsh", "zsh"], ["fish", "fish"]] as const, { name: "shell" }),
    ...local
  }, answering(({ shell }) => Effect.map(complete(shell), (script) => answer({ shell, script }, () => script)))).pipe(
    Command.withDescription("Prints a completion script. Example: eval \"$(callsheet completions bash)\"")
  )
