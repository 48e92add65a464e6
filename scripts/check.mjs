// `npm run check`: the fast tier. Format, lint, types, and the tests that need neither PostgreSQL nor ffmpeg nor other
// processes. `npm test` runs everything.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { ensureInstalled, npm, npmBeside, readWords, requireNode, root } from "./setup.mjs"

readWords(`npm run check

  Format, lint, unused code, types and unit tests, in about two minutes. Everything: npm test`)
requireNode()
ensureInstalled()

const unit = () =>
  spawnSync(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--reporter=dot"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CALLSHEET_TEST_TIER: "unit" }
  }).status === 0

// The type check keeps one core busy, so the others go on beside it.
const types = npmBeside("run", "--silent", "types")
const others = npm("run", "--silent", "lint") && npm("run", "--silent", "unused") && unit()
const { succeeded, words } = await types
if (words !== "") console.error(words)
process.exitCode = others && succeeded ? 0 : 1
