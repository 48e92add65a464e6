// `npm run panel:shots` takes a picture of every page; `npm run panel:budgets` measures what the panel promises. Both build
// it first and look at it in Chromium, against a whole Callsheet in one process.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { ensureBuilt, ensureInstalled, readWords, requireNode, root } from "./setup.mjs"

const usage = `npm run panel:shots     pictures of every page into packages/panel/dist/shots
npm run panel:budgets   measures size, speed and memory, and fails where one is over its budget

SHOTS=FOLDER puts the pictures elsewhere, ONLY=accounts,jobs takes some.`

requireNode()
const { positionals: [what, ...more], refuse } = readWords(usage, { allowPositionals: true })
if ((what !== "shots" && what !== "budgets") || more.length > 0) refuse("Say shots or budgets.")
ensureInstalled()
ensureBuilt()
const { status } = spawnSync(process.execPath, [
  join(root, "node_modules", "vitest", "vitest.mjs"),
  "run",
  "--config",
  join("test", "panel", "tools", "vitest.config.ts"),
  join("test", "panel", "tools", `${what}.run.ts`)
], { cwd: root, stdio: "inherit" })
process.exit(status ?? 1)
