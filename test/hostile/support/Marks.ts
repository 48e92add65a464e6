import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { join, relative } from "node:path"

/** A secret of an installation, and the only places in which its text may stand. */
export interface Mark {
  readonly name: string
  readonly secret: string
  readonly allowed: ReadonlyArray<{ readonly place: RegExp; readonly why: string }>
}

const CHUNK = 8 * 1_048_576

/** The ways in which programs write a secret down. */
const formsOf = (secret: string): ReadonlyArray<Buffer> => {
  const bytes = Buffer.from(secret)
  const texts = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex")
  ]
  return [...new Set(texts)].map((text) => Buffer.from(text))
}

/** The marks that stand in these bytes at a place where they may not. */
export const marksIn = (marks: ReadonlyArray<Mark>, place: string, bytes: Buffer): ReadonlyArray<string> =>
  marks
    .filter(({ allowed, secret }) =>
      !allowed.some((one) => one.place.test(place)) && formsOf(secret).some((form) => bytes.includes(form))
    )
    .map(({ name }) => `${name} stands in ${place}`)

const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)).filter((path) =>
    existsSync(path) && statSync(path).isFile() && statSync(path).size < 64 * CHUNK
  )

/** The same for every file of a folder, those of the database included. */
export const marksInFiles = (marks: ReadonlyArray<Mark>, folder: string): ReadonlyArray<string> =>
  filesIn(folder).flatMap((path) => marksIn(marks, `file ${relative(folder, path)}`, readFileSync(path)))

export interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process of this machine, with its command line as anybody can read it. */
export const processes = (): ReadonlyArray<Process> =>
  readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ")
      const stat = readFileSync(`/proc/${name}/stat`, "utf8")
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])
      return [{ pid: Number(name), parent, command }]
    } catch {
      return []
    }
  })

/** A process and all that it started. */
export const familyOf = (pid: number): ReadonlyArray<number> => {
  const all = processes()
  const below = (one: number): ReadonlyArray<number> => [
    one,
    ...all.filter(({ parent }) => parent === one).flatMap((child) => below(child.pid))
  ]
  return below(pid)
}

export const environmentOf = (pid: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter((pair) => pair.includes("=")).map((pair) => [
      pair.slice(0, pair.indexOf("=")),
      pair.slice(pair.indexOf("=") + 1)
    ])
  )

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    return ""
  }
}

/** The ports at which these processes listen, by address. */
export const listeningAt = (
  pids: ReadonlyArray<number>
): ReadonlyArray<{ readonly address: string; readonly port: number }> => {
  const inodes = new Set(pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1])
    } catch {
      return []
    }
  }))
  return readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1).flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const [address = "", port = ""] = (fields[1] ?? "").split(":")
    // 0A: it listens.
    if (fields[3] !== "0A" || !inodes.has(fields[9])) return []
    const parts = address.match(/../g)?.toReversed().map((part) => Number.parseInt(part, 16)) ?? []
    return [{ address: parts.join("."), port: Number.parseInt(port, 16) }]
  })
}
