import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const isCallsheet = (folder: string): boolean => {
  const manifest = join(folder, "package.json")
  if (!existsSync(manifest)) return false
  const { name }: { readonly name?: unknown } = JSON.parse(readFileSync(manifest, "utf8"))
  return name === "callsheet"
}

/** The folder of this installation: the nearest one above the running program that holds Callsheet's own package.json. */
export const installationFolder = (from: string = dirname(fileURLToPath(import.meta.url))): string | undefined => {
  const parent = dirname(from)
  return isCallsheet(from) ? from : parent === from ? undefined : installationFolder(parent)
}

/** The same for every program of an installation, no matter what folder it is started in. */
export const defaultDataFolder = (): string => join(installationFolder() ?? process.cwd(), ".callsheet")

/** A relative name is meant from where the person is. */
export const dataFolder = (given: string): string => resolve(given)
