// `npm run siege`: thousands of generated requests that nobody should send, against a whole installation.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { ensureBuilt, ensureInstalled, requireNode, root } from "./setup.mjs"

requireNode()
ensureInstalled()
ensureBuilt()

const { status } = spawnSync(process.execPath, [
  "--conditions=callsheet-source",
  "--import",
  "tsx",
  join(root, "test", "hostile", "siege.ts"),
  ...process.argv.slice(2)
], { cwd: root, stdio: "inherit" })
process.exitCode = status ?? 1
