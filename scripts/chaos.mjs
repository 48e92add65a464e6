// `npm run chaos`: the long versions of the tests that kill, freeze, cut and fill real processes, the drill of 300 kills
// included. Other words choose test files whose name contains them.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { ensureBuilt, ensureInstalled, requireNode, root } from "./setup.mjs"

requireNode()
ensureInstalled()
ensureBuilt()

const words = process.argv.slice(2)
const { status } = spawnSync(process.execPath, [
  join(root, "node_modules", "vitest", "vitest.mjs"),
  "run",
  ...(words.length === 0 ? ["test/chaos"] : words.map((word) => `test/chaos/${word}`))
], { cwd: root, stdio: "inherit", env: { ...process.env, CALLSHEET_CHAOS: "long" } })
process.exitCode = status ?? 1
