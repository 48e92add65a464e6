import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Duration, Effect, Layer } from "effect"
import { setFlagsFromString } from "node:v8"
import { showLife } from "./Instance.ts"
import * as Logs from "./Logs.ts"
import { requireSettings } from "./settings/Check.ts"
import { environmentOf } from "./settings/Environment.ts"
import { settings } from "./settings/Registry.ts"
import { explainStart } from "./StartError.ts"

/**
 * A stop that hangs is ended from outside Effect, so that nothing inside can hold it up. The same signal a second time ends the
 * process at once. That is listened for from the start: a busy process may hear of both in one turn, and what comes while a
 * listener is being taken away is lost.
 */
const endAfter = (name: string, grace: Duration.Duration) => {
  const heard = new Set<NodeJS.Signals>()
  const onSignal = (signal: NodeJS.Signals) => {
    if (heard.has(signal)) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
      return
    }
    heard.add(signal)
    setTimeout(() => {
      process.stderr.write(
        `callsheet ${name}: the stop took longer than ${Duration.format(grace)} and was cut short.\n`
      )
      process.exit(1)
    }, Duration.toMillis(grace)).unref()
  }
  process.on("SIGTERM", onSignal)
  process.on("SIGINT", onSignal)
}

/**
 * Node prints warnings past every logger. The one that is expected (the cluster engine puts two questions to one reserved
 * connection, which pg 8 allows) says nothing to an operator; all others are shown on one line.
 */
const oneLineWarnings = () => {
  process.removeAllListeners("warning")
  process.on("warning", (warning) => {
    if (!warning.message.includes("pg@9.0")) process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
}

/**
 * The short-lived memory of a process is collected by itself alone. Else as many threads as there are cores help, which gains
 * less time than it takes from the other processes of the machine: without them two workers on two cores do a twelfth more.
 */
const collectAlone = () => setFlagsFromString("--no-parallel-scavenge")

/** Videos that are not out yet, logs and keys are nobody else's on this machine, no matter what the umask of the starter. */
const OWNER_ALONE = 0o077

/**
 * Runs a process until SIGTERM or SIGINT: then everything is released in order and the exit code is 0. When it cannot
 * start, one message on standard error says why and what to do, and the exit code is 1.
 */
export const runProcess = <E>(name: "server" | "worker", program: Layer.Layer<never, E>): void => {
  oneLineWarnings()
  process.umask(OWNER_ALONE)
  collectAlone()
  showLife()
  const environment = environmentOf(process.env)
  Effect.gen(function*() {
    yield* requireSettings(environment, [name])
    endAfter(name, yield* settings.shutdownGrace.config)
    const logs = Logs.layer(yield* Logs.LogConfig)
    yield* Effect.forEach(environment.warnings, (text) => Effect.logWarning(text)).pipe(Effect.provide(logs))
    return yield* Layer.launch(program)
  }).pipe(
    Effect.withConfigProvider(environment.provider),
    Effect.catchAllCause((cause) =>
      Cause.isInterruptedOnly(cause)
        ? Effect.interrupt
        : Effect.zipRight(
          Effect.logDebug("The process ends.", cause),
          Effect.sync(() => {
            process.stderr.write(`${explainStart(name, cause)}\n`)
            process.exitCode = 1
          })
        )
    ),
    NodeRuntime.runMain({ disableErrorReporting: true, disablePrettyLogger: true })
  )
}
