import { existsSync } from "node:fs"
import { readFile, readlink, realpath } from "node:fs/promises"
import { join } from "node:path"

/**
 * Where the embedded server keeps its things inside a data folder. `root` appears by one rename when the database in
 * it is complete, so a folder that exists is a whole database and needs no mark of its own.
 */
export interface ServerFolder {
  readonly dataDir: string
  readonly root: string
  readonly data: string
  /** Of the role that programs use. */
  readonly password: string
  /** Of the role that may do everything; no program reads it. */
  readonly superuserPassword: string
  readonly port: string
  readonly log: string
}

export const serverFolder = (dataDir: string, root = join(dataDir, "postgres")): ServerFolder => ({
  dataDir,
  root,
  data: join(root, "data"),
  password: join(root, "password"),
  superuserPassword: join(root, "superuser-password"),
  port: join(root, "port"),
  log: join(root, "server.log")
})

export const holdsDatabase = (folder: ServerFolder): boolean => existsSync(join(folder.data, "PG_VERSION"))

/** What the server says about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Accepts connections; before that it starts or recovers, after that it shuts down. */
  readonly ready: boolean
}

export const postmasterFile = (folder: ServerFolder): string => join(folder.data, "postmaster.pid")

/** The content of `postmaster.pid`, or undefined when there is none or it is still being written. */
export const readPostmaster = async (folder: ServerFolder): Promise<Postmaster | undefined> => {
  const text = await readFile(postmasterFile(folder), "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return ""
    throw cause
  })
  // Line 1 is the process, line 4 the port, line 8 the state; PostgreSQL pads the state with blanks.
  const lines = text.split("\n").map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7] === "ready" }
}

/**
 * - `server`: the process is the server of this folder.
 * - `gone`: no such process. PostgreSQL itself steps over the file it left behind.
 * - `other`: the number belongs to another process now (or to a zombie), which PostgreSQL would take for its
 *   predecessor and refuse to start forever.
 */
export const whoIs = async (pid: number, folder: ServerFolder): Promise<"server" | "gone" | "other"> => {
  try {
    process.kill(pid, 0)
  } catch {
    // No such process, or one of somebody else's: the server of this folder is ours to signal.
    return "gone"
  }
  if (process.platform !== "linux") return "server"
  try {
    // PostgreSQL makes its data folder its working folder; a zombie has none.
    return await readlink(`/proc/${pid}/cwd`) === await realpath(folder.data) ? "server" : "other"
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ENOENT" ? "other" : "server"
  }
}
