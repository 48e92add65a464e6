import { fault, invalid, type InvalidInput } from "@callsheet/domain/api/ApiError"
import { Busy } from "@callsheet/domain/Envelope"
import type { FileRows } from "@callsheet/domain/planning/ImportColumns"
import { inBackground } from "@callsheet/process/Background"
import { Effect, Either } from "effect"
import { fork } from "node:child_process"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { firstFaults } from "./Limits.ts"
import { type FileFormat, type FileReading, readFileText, type ReadingAnswer } from "./Reading.ts"

/** A child that takes longer reads no calendar. Five thousand rows take a fraction of it. */
const TIME_LIMIT_MILLIS = 5_000
const MEMORY_LIMIT_MIB = 512
/** Files that are read at the same time; the others wait. */
const AT_ONCE = 2
/** Reading these in place costs less than a process, no matter what is in them. A rule of iCalendar may cost anything. */
const IN_PLACE: Readonly<Record<FileFormat, number>> = { csv: 4_096, json: 4_096, ics: 0 }

/** From sources the child runs through the loader that runs them; built, it is a bundle of its own. */
const program = (): { readonly file: string; readonly execArgv: Array<string> } => {
  const here = dirname(fileURLToPath(import.meta.url))
  const source = join(here, "childReading.ts")
  return existsSync(source)
    ? {
      file: source,
      execArgv: [
        "--conditions=callsheet-source",
        "--import",
        pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href
      ]
    }
    : { file: join(here, "childReading.mjs"), execArgv: [] }
}

type Rows = Effect.Effect<FileRows, InvalidInput>

const refused = (what: string) => invalid([fault(null, what)])

const inChild = (reading: FileReading): Rows =>
  Effect.async((resume) => {
    const { execArgv, file } = program()
    const child = inBackground(fork(file, [], {
      execArgv: [`--max-old-space-size=${MEMORY_LIMIT_MIB}`, ...execArgv],
      // Nothing of this process's settings: a calendar needs no secrets.
      env: {},
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"]
    }))
    let limit: NodeJS.Timeout | undefined
    const end = (outcome: Rows) => {
      clearTimeout(limit)
      child.kill("SIGKILL")
      resume(outcome)
    }
    child.on("message", (message: "ready" | ReadingAnswer) => {
      if (message === "ready") {
        limit = setTimeout(() =>
          end(refused(
            `Reading the file takes longer than ${TIME_LIMIT_MILLIS / 1_000} s. ` +
              "Look for rules that repeat without an end, and split the file"
          )), TIME_LIMIT_MILLIS)
        child.send(reading)
        return
      }
      end("file" in message ? Effect.succeed(message.file) : invalid(firstFaults(message.faults)))
    })
    child.once("error", (error) => end(Effect.die(error)))
    // Without an answer: it needed more memory than it may have.
    child.once("exit", () => end(refused("Reading the file takes too much memory; split it")))
    return Effect.sync(() => {
      clearTimeout(limit)
      child.kill("SIGKILL")
    })
  })

/**
 * Reads calendar files apart from the event loop, so that no file can keep others waiting. One org reads one file at a time.
 */
export const makeReadFile = () => {
  const all = Effect.unsafeMakeSemaphore(AT_ONCE)
  const reading = new Set<string>()

  return (orgId: string, format: FileFormat, content: string): Effect.Effect<FileRows, InvalidInput | Busy> =>
    Effect.suspend((): Effect.Effect<FileRows, InvalidInput | Busy> => {
      if (content.length <= IN_PLACE[format]) {
        return Either.match(readFileText(format, content), {
          onLeft: (faults) => invalid(firstFaults(faults)),
          onRight: (file) => Effect.succeed(file)
        })
      }
      if (reading.has(orgId)) {
        return Effect.fail(new Busy({ what: "A second file of this org at once", retryAfterMillis: 2_000 }))
      }
      reading.add(orgId)
      return Effect.ensuring(
        all.withPermits(1)(inChild({ format, content })),
        Effect.sync(() => reading.delete(orgId))
      )
    })
}
