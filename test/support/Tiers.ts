import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"

/** Tests of these need a PostgreSQL, an ffmpeg, other processes or minutes. */
const slowImports =
  /from "(node:child_process|@callsheet\/(simulation|embedded-postgres|drill|demo)\/[^"]*|[^"]*\/(Ffmpeg|FfmpegRenderer)(\.ts)?)"|\binject\b.*from "vitest"/

const importsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/from "(\.[^"]+\.ts)"/g)].map(([, path = ""]) => path)

/** Whether a test file, and what it imports from the tests, gets along with this process alone. */
const isUnit = (file: string, seen: Set<string> = new Set()): boolean => {
  if (seen.has(file)) return true
  seen.add(file)
  const text = readFileSync(file, "utf8")
  return !slowImports.test(text) && importsOf(text).every((path) => isUnit(resolve(dirname(file), path), seen))
}

/** The test files of the fast tier, as paths below the root. */
export const unitTests = (root: string): Array<string> =>
  readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join("test", file))
    .filter((file) => isUnit(join(root, file)))
