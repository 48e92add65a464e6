// What has to be so before any program of Callsheet can run: the right Node, installed packages, current bundles.
// Plain Node without dependencies, because nothing may be installed yet. All its words go to standard error.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The programs, each bundled into one file. */
export const bundles = [
  { package: "cli", entry: "packages/cli/src/bin.ts", output: "packages/cli/dist/callsheet.mjs" },
  { package: "server", entry: "packages/server/src/main.ts", output: "packages/server/dist/main.mjs" },
  { package: "worker", entry: "packages/worker/src/main.ts", output: "packages/worker/dist/main.mjs" },
  { package: "sandbox", entry: "tools/sandbox/src/main.ts", output: "tools/sandbox/dist/main.mjs" }
]

export const say = (text) => process.stderr.write(`${text}\n`)

const giveUp = (problem, remedy) => {
  say(`${problem}\n${remedy}`)
  process.exit(1)
}

/**
 * What a script was asked for, before it does anything: `--help` prints the usage and ends it; a word that cannot be meant
 * ends it with exit code 2. Without `options` the script takes no words of its own but `--help`.
 */
export const readWords = (usage, { allowPositionals = false, options = {} } = {}) => {
  const refuse = (what) => {
    say(`${what}\n${usage}`)
    process.exit(2)
  }
  const readable = () => {
    try {
      return parseArgs({ allowPositionals, options: { ...options, help: { type: "boolean", default: false } } })
    } catch (error) {
      return refuse(error.message)
    }
  }
  const { positionals, values } = readable()
  if (values.help) {
    console.log(usage)
    process.exit(0)
  }
  return { positionals, refuse, values }
}

/** Stops unless this Node is new enough; `engines` in package.json is the one place that says what that is. */
export const requireNode = () => {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const least = engines.node.replace(/^>=/, "").split(".").map(Number)
  const have = process.versions.node.split(".").map(Number)
  const at = have.findIndex((part, index) => part !== least[index])
  if (at !== -1 && have[at] < least[at]) {
    giveUp(
      `Callsheet needs Node ${least.join(".")} or newer; this is ${process.versions.node}.`,
      "Install a newer Node."
    )
  }
}

const npmCall = (args) => {
  // Inside `npm run` this is the very npm that runs us, which also works where none is on the PATH.
  const self = process.env.npm_execpath
  return self?.endsWith(".js") ? [process.execPath, [self, ...args]] : ["npm", args]
}

/** Runs npm with its output on standard error. Returns whether it succeeded. */
export const npm = (...args) => {
  const { status } = spawnSync(...npmCall(args), { cwd: root, stdio: ["ignore", 2, 2] })
  return status === 0
}

/** The same beside what else is done, its words kept until it has ended. */
export const npmBeside = (...args) =>
  new Promise((resolve) => {
    const child = spawn(...npmCall(args), { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
    let words = ""
    const keep = (chunk) => {
      words += chunk
    }
    child.stdout.on("data", keep)
    child.stderr.on("data", keep)
    child.on("error", (error) => resolve({ succeeded: false, words: String(error) }))
    child.on("close", (code) => resolve({ succeeded: code === 0, words }))
  })

const lockFile = join(root, "package-lock.json")
const stamp = join(root, "node_modules", ".callsheet-installed")
const lockHash = () => createHash("sha256").update(readFileSync(lockFile)).digest("hex")
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const isInstalled = () => {
  if (existsSync(stamp)) return readFileSync(stamp, "utf8") === lockHash()
  // Installed by hand: npm's own record is younger than the lock it followed.
  const record = join(root, "node_modules", ".package-lock.json")
  return existsSync(record) && modified(record) >= modified(lockFile)
}

/** Installs when packages are missing or belong to another lock file. */
export const ensureInstalled = () => {
  if (isInstalled()) return
  say("Installing packages (the first time takes a minute or so) …")
  if (!npm("ci", "--loglevel=error")) {
    giveUp("npm ci failed. The reason is above.", "Fix it (network, free disk space), then run this again.")
  }
  writeFileSync(stamp, lockHash())
}

/** When the newest source below a folder was changed, in milliseconds since 1970. */
const newest = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, modified(join(entry.parentPath ?? entry.path, entry.name))), 0)

const isBuilt = () => {
  const sources = ["packages", "tools"].flatMap((room) =>
    readdirSync(join(root, room)).map((name) => join(root, room, name, "src"))
  ).filter(existsSync)
  const panel = { output: "packages/panel/dist/web/index.html", sources: [join(root, "packages", "panel", "web")] }
  const youngest = Math.max(
    ...["build.mjs", "buildPanel.mjs"].map((script) => modified(join(root, "scripts", script))),
    modified(stamp),
    ...[...sources, ...panel.sources].map(newest)
  )
  return [...bundles, panel].every(({ output }) => modified(join(root, output)) >= youngest)
}

/** Bundles the programs when a source, the build or the packages are younger than what was built. */
export const ensureBuilt = () => {
  if (isBuilt()) return
  say("Building …")
  const { status } = spawnSync(process.execPath, [join(root, "scripts", "build.mjs")], { stdio: ["ignore", 2, 2] })
  if (status !== 0) giveUp("The build failed. The reason is above.", "Fix it, then run this again.")
}
