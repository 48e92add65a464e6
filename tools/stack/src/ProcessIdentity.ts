import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

/** A process as it can be recognised later: a number alone may belong to somebody else by then. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it was born, in any form the system says it. */
  readonly born: string
  readonly command: string
}

const onLinux = (pid: number): ProcessIdentity | undefined => {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim()
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // The name in brackets may hold spaces; the start time is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    // A zombie has ended: only its parent has not noticed yet.
    return fields[0] === "Z" ? undefined : { pid, born: fields[19] ?? "", command }
  } catch {
    return undefined
  }
}

const byPs = (pid: number): ProcessIdentity | undefined => {
  try {
    const ask = (what: string) => execFileSync("ps", ["-o", `${what}=`, "-p", String(pid)], { encoding: "utf8" }).trim()
    return { pid, born: ask("lstart"), command: ask("command") }
  } catch {
    return undefined
  }
}

/** The process with this number, or undefined when there is none. */
export const identify = (pid: number): ProcessIdentity | undefined =>
  process.platform === "linux" ? onLinux(pid) : byPs(pid)

/** Whether the remembered process still runs: the same birth and the same command line. */
export const stillRuns = (remembered: ProcessIdentity): boolean => {
  const now = identify(remembered.pid)
  return now !== undefined && now.born === remembered.born && now.command === remembered.command
}
