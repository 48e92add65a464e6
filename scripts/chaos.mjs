// `npm run chaos`: the long versions of the tests that kill, freeze, cut and fill real processes, the drill of 300 kills
// included.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { ensureBuilt, ensureInstalled, readWords, requireNode, root } from "./setup.mjs"

const usage = `npm run chaos -- [NAME ...]

  NAME  only the files of test/chaos whose name begins with it (default: all)`

const { positionals: words } = readWords(usage, { allowPositionals: true })
requireNode()
ensureInstalled()
ensureBuilt()

const { status } = spawnSync(process.execPath, [
  join(root, "node_modules", "vitest", "vitest.mjs"),
  "run",
  ...(words.length === 0 ? ["test/chaos"] : words.map((word) => `test/chaos/${word}`))
], { cwd: root, stdio: "inherit", env: { ...process.env, CALLSHEET_CHAOS: "long" } })
process.exitCode = status ?? 1
