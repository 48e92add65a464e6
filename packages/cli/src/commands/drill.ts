import { WrongUse } from "@callsheet/client/CliError"
import { runDrill } from "@callsheet/drill/Drill"
import { requireWorkers } from "@callsheet/stack/Announcement"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { randomBytes } from "node:crypto"
import { answering, local } from "../parser/Leaf.ts"

const MINUTES = 3
const WORKERS = 3

export const drill = Command.make(
  "drill",
  {
    minutes: Options.float("minutes").pipe(
      Options.withDescription(
        `How long processes are killed (default ${MINUTES}); then everything may come to its end.`
      ),
      Options.withDefault(MINUTES)
    ),
    kills: Options.integer("kills").pipe(
      Options.withDescription("Ends the killing earlier, after so many processes were killed (SIGKILL)."),
      Options.optional
    ),
    workers: Options.integer("workers").pipe(
      Options.withDescription(`How many worker processes (default ${WORKERS}).`),
      Options.withDefault(WORKERS)
    ),
    seed: Options.text("seed").pipe(
      Options.withDescription("Decides what is killed when (default: another each time)."),
      Options.optional
    ),
    ...local
  },
  answering((input) =>
    Effect.gen(function*() {
      if (!(input.minutes > 0 && input.minutes <= 1_440)) {
        return yield* new WrongUse({
          what: `A drill cannot last ${input.minutes} minutes.`,
          next: "Give a number above 0 and up to 1440: --minutes 3"
        })
      }
      if (Option.exists(input.kills, (kills) => kills < 1)) {
        return yield* new WrongUse({
          what: "A drill ends after one kill at the earliest.",
          next: "Give a number above 0: --kills 300"
        })
      }
      return yield* runDrill({
        minutes: input.minutes,
        kills: input.kills,
        workers: yield* requireWorkers(input.workers),
        seed: Option.getOrElse(input.seed, () => randomBytes(4).toString("hex"))
      })
    })
  )
).pipe(
  Command.withDescription("Kills processes of a sandbox stack of its own, and proves that nothing is lost or doubled.")
)
