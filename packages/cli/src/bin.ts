import { Effect, Exit } from "effect"
import { exitCodes } from "./CliError.ts"
import { lookOf } from "./Render.ts"
import { run } from "./Run.ts"
import { makeSignals, Signals } from "./Signals.ts"

// `callsheet … | head -1`: whoever read has enough, which is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.done)
    throw error
  })
}

const signals = makeSignals()
const fiber = Effect.runFork(
  run(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    outLook: lookOf(process.stdout, process.env),
    errLook: lookOf(process.stderr, process.env)
  }).pipe(Effect.provideService(Signals, signals.service))
)

/** Under npm one Ctrl-C arrives twice; a press after this long is a second one, and means "at once". */
const TWICE_MILLIS = 1_000
let first: number | undefined
const onSignal = () => {
  if (first !== undefined) {
    if (performance.now() - first > TWICE_MILLIS) process.exit(exitCodes.interrupted)
    return
  }
  first = performance.now()
  if (!signals.deliver()) fiber.unsafeInterruptAsFork(fiber.id())
}
process.on("SIGINT", onSignal)
process.on("SIGTERM", onSignal)

fiber.addObserver((exit) => {
  process.off("SIGINT", onSignal)
  process.off("SIGTERM", onSignal)
  // Not process.exit: what is still on its way into a pipe must arrive, and a role loaded into this process goes on.
  process.exitCode = Exit.isSuccess(exit) ? exit.value : exitCodes.interrupted
  if (first !== undefined) process.exit()
})
