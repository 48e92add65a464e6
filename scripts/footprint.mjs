// `npm run footprint`: how long the stack takes to be ready, and what it takes of the machine while nothing happens.
// Memory is the proportional set size of every process of the stack, PostgreSQL included: pages that processes share are
// counted once. Linux only, because it reads /proc.
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ensureBuilt, ensureInstalled, readWords, requireNode, root } from "./setup.mjs"

readWords(`npm run footprint

  Starts the stack in a folder of its own, waits 40 seconds and prints one JSON object. Linux only.`)
requireNode()
ensureInstalled()
ensureBuilt()

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

/** Every process below this one, itself included. PostgreSQL stands apart and is found by its own pid file. */
const family = (first) => {
  const children = new Map()
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1].split(" ")[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch (cause) {
      // A process that ended while it was being looked at.
      if (cause.code !== "ENOENT" && cause.code !== "ESRCH") throw cause
    }
  }
  const all = []
  const visit = (pid) => {
    all.push(pid)
    for (const child of children.get(pid) ?? []) visit(child)
  }
  visit(first)
  return all
}

const megabytes = (pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]) / 1024
/** Clock ticks of user and system time; a hundred a second on every Linux we know. */
const ticks = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")
  return Number(fields[11]) + Number(fields[12])
}
const nameOf = (pid) => {
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  return /packages\/(\w+)\/dist/.exec(command)?.[1] ??
    (command.startsWith("postgres") || /postgres/.test(command) ? "postgres" : "up")
}

const dataDir = mkdtempSync(join(tmpdir(), "callsheet-footprint-"))
const port = await freePort()
const env = {
  ...process.env,
  CALLSHEET_DATA_DIR: dataDir,
  CALLSHEET_PORT: String(port),
  CALLSHEET_SANDBOX_PORT: String(await freePort())
}
const started = performance.now()
const up = spawn(process.execPath, [join(root, "packages/cli/bin/callsheet.mjs"), "up"], {
  env,
  stdio: ["ignore", 2, 2]
})
try {
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.status === 200,
      () => false
    )
    if (ready) break
    if (performance.now() - started > 60_000) throw new Error("the stack was not ready within a minute")
    await wait(50)
  }
  const readySeconds = (performance.now() - started) / 1000
  await wait(20_000)
  const postmaster = Number(readFileSync(join(dataDir, "postgres/data/postmaster.pid"), "utf8").split("\n")[0])
  const pids = [...new Set([...family(up.pid), ...family(postmaster)])]
  const memory = {}
  for (const pid of pids) memory[nameOf(pid)] = (memory[nameOf(pid)] ?? 0) + megabytes(pid)
  const before = pids.map(ticks)
  await wait(20_000)
  const used = pids.map((pid, i) => ticks(pid) - before[i]).reduce((sum, one) => sum + one, 0)
  const round = (value) => Math.round(value * 10) / 10
  console.log(JSON.stringify(
    {
      readySeconds: round(readySeconds),
      idleMegabytes: round(Object.values(memory).reduce((sum, one) => sum + one, 0)),
      megabytesByProcess: Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, round(value)])),
      idleCpuPercentOfOneCore: round(used / 20)
    },
    null,
    2
  ))
} finally {
  const gone = new Promise((resolve) => up.once("exit", resolve))
  up.kill("SIGINT")
  await gone
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}
