import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const isOurs = (manifest: string): boolean =>
  existsSync(manifest) &&
  (JSON.parse(readFileSync(manifest, "utf8")) as { readonly name?: unknown }).name === "@callsheet/studio"

const packageRoot = (from: string): string => {
  // Above the sources stands the package itself; above another package's bundle it stands beside that package.
  const found = [from, join(from, "studio")].find((folder) => isOurs(join(folder, "package.json")))
  if (found !== undefined) return found
  const parent = dirname(from)
  if (parent === from) {
    throw new Error(
      "The package @callsheet/studio is incomplete: its package.json is neither above its code nor beside the package that runs it."
    )
  }
  return packageRoot(parent)
}

/** The folder of this package. Found by walking up, because a bundle and the sources lie at different depths. */
export const studioRoot = packageRoot(dirname(fileURLToPath(import.meta.url)))

/** The path of a file shipped with the studio, such as `assets/fonts/NotoSans.ttf` by `asset("fonts", "NotoSans.ttf")`. */
export const asset = (...parts: ReadonlyArray<string>): string => join(studioRoot, "assets", ...parts)
