import { exitCodes } from "@callsheet/client/CliError"
import { lookOf } from "@callsheet/client/terminal/Render"
import { makeSignals, Signals } from "@callsheet/client/terminal/Signals"
import { environmentOf } from "@callsheet/process/settings/Environment"
import { Effect, Exit } from "effect"
import { whenNpmEnds } from "./NpmWatch.ts"
import { pasteable } from "./Pasteable.ts"
import { run } from "./Run.ts"

const signals = makeSignals()
const environment = environmentOf(process.env)
const shown = pasteable()
const outLook = lookOf(process.stdout, process.env)
const fiber = Effect.runFork(
  run(process.argv.slice(2), {
    out: (text) => process.stdout.write(outLook.terminal ? shown(text) : text),
    err: (text) => process.stderr.write(shown(text)),
    outLook,
    errLook: lookOf(process.stderr, process.env)
  }).pipe(
    Effect.provideService(Signals, signals.service),
    Effect.withConfigProvider(environment.provider)
  )
)

const stop = () => {
  if (!signals.deliver()) fiber.unsafeInterruptAsFork(fiber.id())
}

/** Under npm one Ctrl-C arrives twice; a press after this long is a second one, and means "at once". */
const TWICE_MILLIS = 1_000
let first: number | undefined
const onSignal = (name?: NodeJS.Signals) => {
  if (first !== undefined) {
    // A terminal that is closed while the stack stops asks for nothing new.
    if (name !== "SIGHUP" && performance.now() - first > TWICE_MILLIS) process.exit(exitCodes.interrupted)
    return
  }
  first = performance.now()
  stop()
}
// SIGHUP: the terminal was closed, which must not leave half a stack behind.
const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const
for (const name of names) process.on(name, onSignal)
const watch = whenNpmEnds(() => onSignal())

// `callsheet … | head -1`: the reader has enough, which is not an error. EIO is the same from a terminal that was closed.
let isReaderGone = false
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error
  if (isReaderGone) return
  isReaderGone = true
  stop()
})
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error
})

fiber.addObserver((exit) => {
  for (const name of names) process.off(name, onSignal)
  clearInterval(watch)
  // Not process.exit: what is still on its way into a pipe must arrive, and a role loaded into this process goes on.
  const code = Exit.isSuccess(exit) ? exit.value : isReaderGone ? exitCodes.done : exitCodes.interrupted
  // A role that could not start has set its own code already.
  if (code !== exitCodes.done) process.exitCode = code
  if (first !== undefined || isReaderGone) process.exit()
})
