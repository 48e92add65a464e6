import { Effect } from "effect"
import { type ChildProcess, execFile, spawn, type SpawnOptions } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { dirname } from "node:path"
import { EmbeddedPostgresError, useOwnServer } from "./EmbeddedPostgresError.ts"
import { holdsDatabase, type ServerFolder } from "./ServerFolder.ts"

/**
 * The account PostgreSQL runs under. It refuses to run as root, so root needs another one:
 *
 * - `self`: the account we run as.
 * - `account`: an account that exists on this machine and can reach the data folder.
 * - `namespace`: root, shown to PostgreSQL as an ordinary account by a user namespace. It reads what root reads, so
 *   it also serves folders under `/root`, and it needs no account and no change of owner.
 */
export type RunAs =
  | { readonly _tag: "self" }
  | { readonly _tag: "account"; readonly uid: number; readonly gid: number }
  | { readonly _tag: "namespace" }

const unprivileged = "65534"

const commandOf = (as: RunAs, program: string, args: ReadonlyArray<string>, options: SpawnOptions) => {
  // A bare environment: PG* variables of the caller must not reach the server, and its secrets even less.
  const base = { cwd: "/", env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" }, ...options }
  switch (as._tag) {
    case "self":
      return { file: program, args: [...args], options: base }
    case "account":
      return { file: program, args: [...args], options: { ...base, uid: as.uid, gid: as.gid } }
    case "namespace":
      // `unshare` becomes the program, so the process number stays the one we started.
      return {
        file: "unshare",
        args: ["--user", `--map-user=${unprivileged}`, `--map-group=${unprivileged}`, program, ...args],
        options: base
      }
  }
}

export const spawnAs = (
  as: RunAs,
  program: string,
  args: ReadonlyArray<string>,
  options: SpawnOptions
): ChildProcess => {
  const command = commandOf(as, program, args, options)
  return spawn(command.file, command.args, command.options)
}

export interface ProgramOutcome {
  /** 0 when the program ran and succeeded; a name like `ENOENT` when it could not be started. */
  readonly code: number | string
  readonly output: string
}

/** Runs a short program to its end. Never fails: the outcome says how it went. */
export const runAs = (as: RunAs, program: string, args: ReadonlyArray<string>): Effect.Effect<ProgramOutcome> =>
  Effect.async((resume) => {
    const command = commandOf(as, program, args, {})
    const child = execFile(
      command.file,
      command.args,
      { ...command.options, encoding: "utf8" as const },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code ?? error.signal ?? 1
        resume(Effect.succeed({ code, output: `${stdout}${stderr}`.trim() || (error?.message ?? "") }))
      }
    )
    return Effect.sync(() => child.kill())
  })

const existingAccounts = (): ReadonlyArray<RunAs & { readonly _tag: "account" }> => {
  const rows = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"))
  return ["postgres", "nobody"].flatMap((name) => {
    const row = rows.find((row) => row[0] === name)
    return row === undefined ? [] : [{ _tag: "account" as const, uid: Number(row[2]), gid: Number(row[3]) }]
  })
}

/** Asked by trying: modes alone do not know access lists and mounts. */
const canReach = (as: RunAs, path: string): Effect.Effect<boolean> =>
  runAs(as, "/bin/sh", ["-c", "cd -- \"$1\"", "sh", path]).pipe(Effect.map(({ code }) => code === 0))

/**
 * Chooses the account for a data folder. A database that exists keeps the account that owns it.
 */
export const chooseRunAs = (folder: ServerFolder): Effect.Effect<RunAs, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    if (process.getuid?.() !== 0) return { _tag: "self" }
    const namespace: RunAs = { _tag: "namespace" }
    if (holdsDatabase(folder)) {
      const owner = statSync(folder.data)
      const as: RunAs = owner.uid === 0 ? namespace : { _tag: "account", uid: owner.uid, gid: owner.gid }
      if (yield* canReach(as, folder.data)) return as
      return yield* new EmbeddedPostgresError({
        problem: `The database in ${folder.data} belongs to account ${owner.uid}, which cannot reach that folder.`,
        remedy: `Let that account search every parent folder (chmod a+x ${dirname(folder.dataDir)}), ${useOwnServer}.`
      })
    }
    for (const as of existingAccounts()) {
      if (yield* canReach(as, folder.dataDir)) return as
    }
    if (yield* canReach(namespace, folder.dataDir)) return namespace
    return yield* new EmbeddedPostgresError({
      problem: `PostgreSQL refuses to run as root, and no other account can reach ${folder.dataDir}.`,
      remedy:
        `Run Callsheet as an ordinary user, set CALLSHEET_DATA_DIR to a folder everybody may search, ${useOwnServer}.`
    })
  })
