import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option, Redacted } from "effect"
import { WrongUse } from "../CliError.ts"
import { answering, local } from "../Leaf.ts"
import { type Answer, answer, Output, printed } from "../Output.ts"
import { readOwnerKey } from "../OwnerKey.ts"
import { facts, painter } from "../Render.ts"
import { Signals } from "../Signals.ts"
import { type Stack, startStack } from "../stack/Stack.ts"

const WORKERS = 2

export const workersOption = Options.integer("workers").pipe(
  Options.withDescription(`How many worker processes (default ${WORKERS}).`),
  Options.withDefault(WORKERS)
)

export const requireWorkers = (count: number): Effect.Effect<number, WrongUse> =>
  count >= 1 && count <= 64
    ? Effect.succeed(count)
    : new WrongUse({ what: `${count} workers cannot be started.`, next: "Give a number between 1 and 64: --workers 2" })

/** What a person needs to know about a running stack. */
export const announcement = (stack: Stack) =>
  Effect.gen(function*() {
    const key = stack.ownerKeyFile === null ? Option.none() : yield* readOwnerKey(stack.dataDir)
    const ownerKey = Option.getOrNull(Option.map(key, ({ key }) => Redacted.value(key)))
    const { database, dataDir, mode, ownerKeyFile, sandboxUrl, url } = stack
    const value = { url, mode, dataDir, database, sandboxUrl, ownerKeyFile, ownerKey, pid: process.pid }
    const next = mode === "sandbox" ? "callsheet account connect" : "callsheet org create NAME"
    return answer(value, (look): string => {
      const paint = painter(look)
      return [
        paint("green", "Callsheet is ready."),
        facts([
          ["address", url],
          ["mode", mode === "sandbox" ? "sandbox: nothing is posted to TikTok" : "live"],
          ["data folder", dataDir],
          ["database", database],
          [
            "owner key",
            ownerKeyFile === null ? null : `${ownerKey ?? ""} (stored in ${ownerKeyFile}; used here by itself)`
          ],
          ["next", `${next}, then callsheet plan import FILE.csv, or callsheet status`],
          ["stop", "Ctrl-C"]
        ], look)
      ].join("\n")
    })
  })

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
      return printed as Answer
    })
  )
).pipe(
  Command.withDescription("Runs everything here until Ctrl-C: PostgreSQL, sandbox TikTok, server, workers.")
)
