import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { chown, mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Binaries } from "./Binaries.ts"
import { EmbeddedPostgresError, useOwnServer } from "./EmbeddedPostgresError.ts"
import { inFolder } from "./Files.ts"
import { type RunAs, runAs } from "./RunAs.ts"
import { holdsDatabase, type ServerFolder, serverFolder } from "./ServerFolder.ts"

/** The role of all programs. initdb makes it as the superuser; the first start takes that from it (`Roles.ts`). */
export const programRole = "callsheet"

/**
 * Written into `postgresql.conf` once, where an owner may change them. Durability stays at PostgreSQL's own defaults
 * (`fsync`, `synchronous_commit` on); only memory and noise are turned down for a machine that does other work too.
 */
const settings = {
  shared_buffers: "64MB",
  // A worker opens up to 25 connections, a server 20.
  max_connections: "250",
  max_wal_size: "512MB",
  // Two small helpers instead of the default three to read ahead: each is a process of its own.
  io_workers: "2",
  max_parallel_workers: "2",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] ",
  log_checkpoints: "off",
  cluster_name: "callsheet"
}

const making = /\.making-(\d+)-/

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** Removes what starts that were killed half-way left behind. */
const removeHalfMade = async (dataDir: string): Promise<void> => {
  for (const name of await readdir(dataDir)) {
    const maker = making.exec(name)?.[1]
    if (maker !== undefined && !isAlive(Number(maker))) await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

/**
 * Moves the finished database to its place. Of several processes that made one at the same time exactly one
 * succeeds, because a folder with content cannot be renamed over; the others drop theirs and use the winner's.
 */
const putInPlace = async (made: ServerFolder, folder: ServerFolder): Promise<void> => {
  try {
    await rename(made.root, folder.root)
  } catch (cause) {
    if (!holdsDatabase(folder)) throw cause
  }
}

/**
 * Makes the database of a data folder if it has none. The work happens in a folder beside it that moves to its place
 * when complete, so a crash leaves either a whole database or rubbish the next start removes.
 */
export const createDatabase = (
  folder: ServerFolder,
  as: RunAs,
  binaries: Binaries
): Effect.Effect<void, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    if (holdsDatabase(folder)) return
    yield* inFolder(folder.dataDir, () => removeHalfMade(folder.dataDir))
    // An empty folder in its place is harmless; one with content is not ours to remove.
    const occupied = yield* inFolder(folder.dataDir, () =>
      rmdir(folder.root).then(() =>
        false, (cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT") return false
        if (cause.code === "ENOTEMPTY" || cause.code === "EEXIST") return true
        throw cause
      }))
    if (occupied) {
      // Between our two looks another process may have finished the same work.
      if (holdsDatabase(folder)) {
        return
      }
      return yield* new EmbeddedPostgresError({
        problem: `${folder.root} holds something that is not a complete database.`,
        remedy: `Move it away (a new database is made then), put a whole copy in its place, ${useOwnServer}.`
      })
    }
    const suffix = `${process.pid}-${randomBytes(4).toString("hex")}`
    const made = serverFolder(folder.dataDir, `${folder.root}.making-${suffix}`)
    yield* initialise(made, as, binaries).pipe(
      Effect.zipRight(inFolder(folder.dataDir, () =>
        putInPlace(made, folder))),
      Effect.ensuring(Effect.promise(() => rm(made.root, { recursive: true, force: true })))
    )
  })

const initialise = (made: ServerFolder, as: RunAs, binaries: Binaries): Effect.Effect<void, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    yield* inFolder(made.dataDir, async () => {
      await mkdir(made.root, { mode: 0o700 })
      await writeFile(made.password, randomBytes(24).toString("base64url"), { mode: 0o600 })
      if (as._tag !== "account") return
      for (const path of [made.root, made.password]) await chown(path, as.uid, as.gid)
    })
    const outcome = yield* runAs(as, binaries.initdb, [
      `--pgdata=${made.data}`,
      `--username=${programRole}`,
      `--pwfile=${made.password}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // The builtin provider sorts the same on every machine; libc and the packaged ICU do not.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--data-checksums",
      ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`)
    ])
    if (outcome.code === 0) return
    return yield* new EmbeddedPostgresError({
      problem: `The database in ${made.dataDir} could not be made (initdb, ${outcome.code}): ${outcome.output}`,
      remedy: `Free some space or set CALLSHEET_DATA_DIR to another folder, ${useOwnServer}.`
    })
  })
