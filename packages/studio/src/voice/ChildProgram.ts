import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { studioRoot } from "../Assets.ts"

const require = createRequire(import.meta.url)

/** Where Node finds a package, or null where it is not installed. */
export const resolved = (name: string): string | null => {
  try {
    return require.resolve(name)
  } catch {
    return null
  }
}

/**
 * Node's arguments for a child program of the studio. `file` is the URL of its source: from sources it runs through the
 * loader that runs them; built, it is a bundle of its own.
 */
export const childProgram = (file: URL, name: string): ReadonlyArray<string> => {
  const here = fileURLToPath(import.meta.url)
  const loader = resolved("tsx")
  return here.endsWith(".ts") && loader !== null
    ? ["--conditions=callsheet-source", "--import", pathToFileURL(loader).href, fileURLToPath(file)]
    : [join(studioRoot, "dist", `${name}.mjs`)]
}
