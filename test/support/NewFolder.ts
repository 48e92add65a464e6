import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const made: Array<string> = []

/** A folder that is gone when the test file has ended. `name` says whose it is. */
export const newFolder = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `callsheet-${name}-`))
  made.push(folder)
  return folder
}

export const removeFolders = (): void => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
