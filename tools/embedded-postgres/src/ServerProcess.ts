import { Effect } from "effect"
import { closeSync, fstatSync, openSync, writeFileSync } from "node:fs"
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import type { Binaries } from "./Binaries.ts"
import type { EmbeddedPostgresError } from "./EmbeddedPostgresError.ts"
import { inFolder } from "./Files.ts"
import { type RunAs, spawnAs } from "./RunAs.ts"
import { postmasterFile, readPostmaster, type ServerFolder, whoIs } from "./ServerFolder.ts"

/** A server process we started, ready or not. */
export interface Launched {
  readonly pid: number | undefined
  readonly hasEnded: () => boolean
  /** What it wrote to its log since it started, shortened to the lines that say why it stopped. */
  readonly lastWords: Effect.Effect<string>
  /** Stops it without waiting: the start was called off. */
  readonly abandon: Effect.Effect<void>
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false))
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)))
  })

const anyFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/**
 * The port of the last start, so that addresses handed out stay right when the server comes back; another one when
 * somebody else has taken it meanwhile.
 */
const choosePort = async (folder: ServerFolder, attempt: number): Promise<number> => {
  const stored = Number(await readFile(folder.port, "utf8").catch(() => ""))
  if (attempt <= 2 && Number.isInteger(stored) && stored > 0 && await isFree(stored)) return stored
  const port = await anyFreePort()
  await writeFile(folder.port, `${port}\n`)
  return port
}

const logKeptBytes = 10_000_000

/** PostgreSQL appends for as long as it lives; at most one old log is kept beside the new one. */
const turnLog = async (folder: ServerFolder): Promise<void> => {
  const size = await stat(folder.log).then((stat) => stat.size, () => 0)
  if (size > logKeptBytes) await rename(folder.log, `${folder.log}.old`)
}

const readFrom = async (path: string, position: number): Promise<string> => {
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size - position, 65_536)), { position })
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await file.close()
  }
}

const telling = (log: string): string => {
  const lines = log.split("\n").map((line) => line.trim()).filter((line) => line !== "")
  const grave = lines.filter((line) => /\b(FATAL|PANIC|ERROR|HINT|DETAIL):/.test(line))
  return (grave.length > 0 ? grave : lines).slice(-4).join(" / ") || "it said nothing."
}

/**
 * Starts the server and returns at once. It lives in a session of its own: neither Ctrl-C in the terminal nor the
 * end of this process reaches it.
 */
export const launch = (
  folder: ServerFolder,
  as: RunAs,
  binaries: Binaries,
  attempt: number
): Effect.Effect<Launched, EmbeddedPostgresError> =>
  inFolder(folder.dataDir, async () => {
    const port = await choosePort(folder, attempt)
    await turnLog(folder)
    const log = openSync(folder.log, "a", 0o600)
    const position = fstatSync(log).size
    const child = spawnAs(as, binaries.postgres, [
      "-D",
      folder.data,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      // No socket file: the system's folder for them may not be ours to write to.
      "-c",
      "unix_socket_directories="
    ], { stdio: ["ignore", log, log], detached: true })
    let ended = false
    child.once("exit", () => {
      ended = true
    })
    child.once("error", (cause) => {
      ended = true
      writeFileSync(folder.log, `FATAL: ${cause.message}\n`, { flag: "a" })
    })
    child.unref()
    closeSync(log)
    return {
      pid: child.pid,
      hasEnded: () => ended,
      lastWords: Effect.promise(() => readFrom(folder.log, position)).pipe(Effect.map(telling)),
      abandon: Effect.sync(() => {
        child.kill("SIGINT")
      })
    }
  })

/**
 * Removes a `postmaster.pid` whose number went to another process. The content is compared once more right before,
 * because another start may have put its own there.
 */
export const removeStalePidFile = async (folder: ServerFolder, pid: number): Promise<void> => {
  if ((await readPostmaster(folder))?.pid === pid) await rm(postmasterFile(folder), { force: true })
}

const isRunning = (folder: ServerFolder, pid: number) =>
  Effect.promise(() => whoIs(pid, folder)).pipe(Effect.map((who) => who === "server"))

/** Ends when the process is gone. The look costs two system calls, so once a second is nothing. */
export const awaitGone = (folder: ServerFolder, pid: number): Effect.Effect<void> =>
  isRunning(folder, pid).pipe(
    Effect.tap((running) => running ? Effect.sleep("1 second") : Effect.void),
    Effect.repeat({ while: (running) => running }),
    Effect.asVoid
  )

const signal = (pid: number, name: NodeJS.Signals) =>
  Effect.sync(() => {
    try {
      process.kill(pid, name)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause
    }
  })

const awaitStopped = (folder: ServerFolder, pid: number) =>
  isRunning(folder, pid).pipe(
    Effect.tap((running) => running ? Effect.sleep("20 millis") : Effect.void),
    Effect.repeat({ while: (running) => running })
  )

/**
 * SIGINT is PostgreSQL's fast shutdown. If its last checkpoint hangs on a slow disk, SIGQUIT leaves at once and the
 * next start recovers from the log: slower, but nothing is lost.
 */
export const stopServer = (folder: ServerFolder, pid: number): Effect.Effect<void> =>
  Effect.gen(function*() {
    if (!(yield* isRunning(folder, pid))) return
    yield* signal(pid, "SIGINT")
    // Called from finalizers, which cannot be interrupted unless they say so: then no time-out would ever strike.
    yield* Effect.interruptible(awaitStopped(folder, pid)).pipe(
      Effect.timeoutTo({
        duration: "30 seconds",
        onSuccess: () => Effect.void,
        onTimeout: () => signal(pid, "SIGQUIT").pipe(Effect.zipRight(awaitStopped(folder, pid)), Effect.asVoid)
      }),
      Effect.flatten
    )
  }).pipe(Effect.withSpan("EmbeddedPostgres.stop"))
