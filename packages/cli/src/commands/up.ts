import { type CommandAnswer, Output, printed } from "@callsheet/client/terminal/Output"
import { Signals } from "@callsheet/client/terminal/Signals"
import { announcement, requireWorkers } from "@callsheet/stack/Announcement"
import { startStack } from "@callsheet/stack/Stack"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import { answering, local } from "../parser/Leaf.ts"

const WORKERS = 2

export const workersOption = Options.integer("workers").pipe(
  Options.withDescription(`How many worker processes (default ${WORKERS}).`),
  Options.withDefault(WORKERS)
)

const stackOptions = (workers: number) =>
  Effect.map(Output, (output) => ({
    workers,
    tell: (text: string) => output.say((paint) => `${paint("yellow", "!")} ${text}`),
    step: (text: string) => output.say((paint) => paint("grey", `Starting ${text} …`))
  }))

export const up = Command.make(
  "up",
  { workers: workersOption, ...local },
  answering((input) =>
    Effect.gen(function*() {
      const output = yield* Output
      const signals = yield* Signals
      const options = yield* stackOptions(yield* requireWorkers(input.workers))
      const stands = Effect.scoped(Effect.gen(function*() {
        const stack = yield* startStack(options)
        yield* output.print(yield* announcement(stack))
        return yield* stack.fails
      }))
      yield* Effect.raceFirst(
        stands,
        Effect.zipRight(
          signals.stopAsked,
          output.say("Stopping: work that runs may come to its end. Once more to stop at once.")
        )
      )
      yield* output.say("Stopped.")
      return printed as CommandAnswer
    })
  )
).pipe(
  Command.withDescription("Runs everything here until Ctrl-C: PostgreSQL, sandbox TikTok, server, workers.")
)
