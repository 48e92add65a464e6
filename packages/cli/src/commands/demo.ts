import { runDemo } from "@callsheet/demo/Demo"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { answering, local } from "../parser/Leaf.ts"
import { workersOption } from "./up.ts"

export const demo = Command.make("demo", {
  keep: Options.boolean("keep").pipe(Options.withDescription("Stays up afterwards, until Ctrl-C.")),
  workers: workersOption,
  ...local
}, answering(runDemo)).pipe(
  Command.withDescription("Shows the whole road: a small calendar becomes tracked videos, on the sandbox TikTok.")
)
