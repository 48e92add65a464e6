import { accessSync, constants } from "node:fs"
import { delimiter, join, sep } from "node:path"
import { outline } from "./Cli.ts"

const isRunnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us: the next folder may have it.
    return false
  }
}

/** Whether a shell finds `callsheet`. npm puts its own folder on the path for as long as it runs; that does not count. */
const isOnPath = (path: string): boolean =>
  path.split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes(`${sep}node_modules${sep}`))
    .some((folder) => isRunnable(join(folder, process.platform === "win32" ? "callsheet.cmd" : "callsheet")))

const commands = outline.children.map(({ name }) => name)
const command = new RegExp(`(?<![\\w./@-])(?<!npx )callsheet (?=(?:${commands.join("|")})\\b)`, "g")

/**
 * Messages name commands as `callsheet …`. In a clone a shell does not know that word, so what people read names the
 * command as they can paste it: `npx callsheet …`.
 */
export const pasteable = (path = process.env["PATH"] ?? ""): (text: string) => string =>
  isOnPath(path) ? (text) => text : (text) => text.replace(command, "npx callsheet ")
