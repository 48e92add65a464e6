import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Clock, Effect, Option } from "effect"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { hostname } from "node:os"
import { CHILD_NOTE } from "./Ffmpeg.ts"

/** A finished stage that nobody used for this long is removed; making it again costs only time. */
const KEPT_MILLIS = 7 * 24 * 3_600_000
/** Of a process on another machine we cannot tell whether it lives; its work in progress is never this old. */
const FOREIGN_MILLIS = 24 * 3_600_000

const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 6)
/** Tells this process from an earlier one with the same pid, which is the rule in containers. */
const born = Math.round(performance.timeOrigin).toString(36)

/** Name of a folder in which this process makes the stage `id`. */
export const makingName = (unique: string, id: string): string => `.tmp-${process.pid}-${host}-${born}-${unique}-${id}`

const MAKING = /^\.tmp-(\d+)-([0-9a-f]{6})-([0-9a-z]+)-/

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** The command line of a process; none when it is gone. */
const commandLine = (fs: FileSystem.FileSystem, pid: number): Effect.Effect<string> =>
  process.platform === "linux"
    ? fs.readFileString(`/proc/${pid}/cmdline`).pipe(Effect.orElseSucceed(() => ""))
    : process.platform === "win32"
    ? Effect.succeed("")
    : Effect.async<string>((resume) => {
      execFile("ps", ["-p", String(pid), "-o", "command="], { env: childEnvironment() }, (error, stdout) => {
        resume(Effect.succeed(error === null ? stdout : ""))
      })
    })

/**
 * Removes what dead processes left: their unfinished folders, and the ffmpeg children that outlived them. A child is ended
 * only if its command line still names the folder, because pids come back. Also removes stages long unused.
 */
export const sweepStages = Effect.fn("StageStore.sweep")(
  function*(root: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const now = yield* Clock.currentTimeMillis

    const idleMillis = (folder: string) =>
      Effect.map(fs.stat(folder), ({ mtime }) => now - Option.match(mtime, { onNone: () => now, onSome: Number }))

    const endChildren = Effect.fnUntraced(function*(folder: string) {
      for (const name of yield* fs.readDirectory(folder)) {
        const pid = Number(CHILD_NOTE.exec(name)?.[1] ?? Number.NaN)
        if (Number.isNaN(pid) || !(yield* commandLine(fs, pid)).includes(path.basename(folder))) continue
        yield* Effect.try(() => process.kill(pid, "SIGKILL")).pipe(
          Effect.zipRight(Effect.logInfo(`Ended an ffmpeg whose worker is gone: ${pid}`)),
          Effect.catchAll((error) => Effect.logDebug(`An ffmpeg ended by itself: ${String(error.error)}`))
        )
      }
    })

    const isStale = Effect.fnUntraced(function*(folder: string, [, pid, where, since]: RegExpExecArray) {
      if (where !== host) return (yield* idleMillis(folder)) > FOREIGN_MILLIS
      return Number(pid) === process.pid ? since !== born : !lives(Number(pid))
    })

    const sweepOne = Effect.fnUntraced(function*(name: string) {
      const folder = path.join(root, name)
      const making = MAKING.exec(name)
      if (making !== null) {
        if (!(yield* isStale(folder, making))) return
        yield* endChildren(folder)
        yield* fs.remove(folder, { recursive: true, force: true })
      } else if (/^[a-z]+-[0-9a-f]{32}$/.test(name) && (yield* idleMillis(folder)) > KEPT_MILLIS) {
        // Renamed first: half a folder must not be taken for a finished stage.
        const going = path.join(root, makingName("old", name))
        yield* fs.rename(folder, going)
        yield* fs.remove(going, { recursive: true, force: true })
      }
    })

    for (const name of yield* fs.readDirectory(root)) {
      yield* sweepOne(name).pipe(
        Effect.catchAll((error) => Effect.logDebug(`Not swept, another worker may have been faster: ${error.message}`))
      )
    }
  },
  Effect.catchAll((error) => Effect.logWarning(`Old render stages could not be swept: ${error.message}`))
)
