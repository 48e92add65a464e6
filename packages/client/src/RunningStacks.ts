import { readdirSync, readFileSync } from "node:fs"

const dataDirIn = (pid: string): ReadonlyArray<string> => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").flatMap((word) =>
      word.startsWith("--of=/") ? [word.slice("--of=".length)] : []
    )
  } catch {
    // It ended meanwhile, or is not ours to look at.
    return []
  }
}

/** The data folders of the stacks that run on this machine. Only Linux tells; elsewhere none is known. */
export const runningStacks = (): ReadonlyArray<string> =>
  process.platform !== "linux"
    ? []
    : [...new Set(readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap(dataDirIn))].toSorted()
