// Loaded into the processes of a besieged stack: writes how long the server's event loop stood still, and what it holds.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

// Its name does not begin as settings do: the supervisor hands on no setting that it does not know.
const folder = process.env["SIEGE_PULSE"]
if (folder !== undefined && /server\/dist\/main/.test(process.argv[1] ?? "")) {
  const EVERY = 10
  const KEPT = 10
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc")
  let stalls = []
  let before = performance.now()
  let cpuBefore = process.cpuUsage()
  setInterval(() => {
    const now = performance.now()
    const { system, user } = process.cpuUsage(cpuBefore)
    const wall = now - before - EVERY
    // A loop that stands still without computing waits for the machine, which has other things to do.
    const own = Math.min(wall, (system + user) / 1_000)
    if (wall > 20) stalls.push({ at: Date.now() - Math.round(wall), wall, own })
    before = now
    cpuBefore = process.cpuUsage()
  }, EVERY).unref()
  setInterval(() => {
    stalls = stalls.toSorted((a, b) => b.own - a.own).slice(0, KEPT)
    writeFileSync(join(folder, "stalls.json"), JSON.stringify(stalls))
  }, 500).unref()
  process.on("SIGUSR2", () => {
    collect()
    collect()
    const { heapUsed, rss } = process.memoryUsage()
    writeFileSync(join(folder, "memory.json"), JSON.stringify({ heapUsed, rss }))
    // What collecting took is nobody's request.
    before = performance.now()
    cpuBefore = process.cpuUsage()
    stalls = []
  })
}
