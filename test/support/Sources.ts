import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Source {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

export const readSource = (path: string): string => readFileSync(join(root, path), "utf8")

export const isThere = (path: string): boolean => existsSync(join(root, path))

const below = (folder: string, extensions: RegExp): ReadonlyArray<Source> =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true }).flatMap((entry) => {
    if (!entry.isFile() || !extensions.test(entry.name)) return []
    const path = join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/").replace(/^\//, "")
    return path.includes("node_modules/") || path.includes("/dist/") ? [] : [{ path, text: readSource(path) }]
  })

/** The files in `src` of every package and tool. */
export const productSources = (): ReadonlyArray<Source> =>
  ["packages", "tools"].flatMap((room) =>
    readdirSync(join(root, room)).flatMap((name) =>
      existsSync(join(root, room, name, "src")) ? below(`${room}/${name}/src`, /\.tsx?$/) : []
    )
  )

export const documents = (): ReadonlyArray<Source> => [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "NOTICES.md"].map((path) => ({ path, text: readSource(path) })),
  ...below("docs", /\.md$/)
]
