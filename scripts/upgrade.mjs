// `npm run upgrade`: rolls a cluster from the build of another commit to the current one, with real processes, and checks
// that nothing failed and nothing was posted twice.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ensureBuilt, ensureInstalled, readWords, requireNode, root, say } from "./setup.mjs"

const usage = `npm run upgrade -- --from REF [--asleep N] [--accounts N]

  --from REF    the commit or tag that runs today
  --asleep N    how many plans sleep meanwhile (default 1000)
  --accounts N  how many accounts upload meanwhile, four videos each (default 5)`

const { refuse, values } = readWords(usage, {
  options: {
    from: { type: "string" },
    asleep: { type: "string", default: "1000" },
    accounts: { type: "string", default: "5" }
  }
})
if (values.from === undefined) refuse("Name the commit or tag that runs today, such as --from v0.1.0.")
for (const name of ["asleep", "accounts"]) {
  if (!/^[1-9]\d*$/.test(values[name])) {
    refuse(`--${name} wants a whole number from 1 on, not ${JSON.stringify(values[name])}.`)
  }
}

requireNode()
ensureInstalled()
ensureBuilt()

const run = (file, args, options = {}) => {
  const { status } = spawnSync(file, args, { cwd: root, stdio: "inherit", ...options })
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${status}.`)
}

/** The packages of the other commit are its own; everything from outside is shared with this checkout. */
const linkPackages = (tree) => {
  const modules = join(tree, "node_modules")
  mkdirSync(join(modules, "@callsheet"), { recursive: true })
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "@callsheet") symlinkSync(join(root, "node_modules", name), join(modules, name))
  }
  for (const room of ["packages", "tools"].map((name) => join(tree, name)).filter(existsSync)) {
    for (const name of readdirSync(room)) symlinkSync(join(room, name), join(modules, "@callsheet", name))
  }
}

const folder = mkdtempSync(join(tmpdir(), "callsheet-upgrade-"))
const tree = join(folder, "tree")
try {
  run("git", ["worktree", "add", "--detach", tree, values.from])
  linkPackages(tree)
  run(process.execPath, [join(tree, "scripts", "build.mjs")], { cwd: tree })
  run(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "test/upgrade/Rolling.test.ts"], {
    env: {
      ...process.env,
      CALLSHEET_TEST_OLD_BUILD: tree,
      CALLSHEET_TEST_ASLEEP: values.asleep,
      CALLSHEET_TEST_ACCOUNTS: values.accounts,
      CALLSHEET_TEST_UPLOADS_EACH: "4"
    }
  })
} catch (cause) {
  say(cause.message)
  process.exitCode = 1
} finally {
  spawnSync("git", ["worktree", "remove", "--force", tree], { cwd: root })
  rmSync(folder, { recursive: true, force: true })
}
