// Loaded into the processes of a besieged stack: writes how long the server's event loop stood still, and what it holds.
import { readFileSync, writeFileSync } from "node:fs"
import { Session } from "node:inspector"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/** Milliseconds for which this thread waited for a core, by Linux's own count; 0 where nobody counts it. */
const waited = () => {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "latin1").split(" ")[1]) / 1e6
  } catch {
    return 0
  }
}

/** Samples of what ran, for `--profile`. It costs time and memory of its own. */
const startProfile = (folder) => {
  const session = new Session()
  session.connect()
  session.post("Profiler.enable")
  session.post("Profiler.setSamplingInterval", { interval: 2_000 })
  session.post("Profiler.start")
  const began = { wall: Date.now(), micros: Number(process.hrtime.bigint() / 1000n) }
  return () =>
    session.post("Profiler.stop", (error, result) => {
      if (error === null) writeFileSync(join(folder, "profile.json"), JSON.stringify({ began, ...result }))
      session.post("Profiler.start")
    })
}

// Its name does not begin as settings do: the supervisor hands on no setting that it does not know.
const folder = process.env["SIEGE_PULSE"]
if (folder !== undefined && /server\/dist\/main/.test(process.argv[1] ?? "")) {
  const EVERY = 10
  const KEPT = 10
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc")
  const writeProfile = process.env["SIEGE_PROFILE"] === undefined ? undefined : startProfile(folder)
  let stalls = []
  let before = performance.now()
  let waitedBefore = waited()
  setInterval(() => {
    const now = performance.now()
    const wall = now - before - EVERY
    if (wall > 20) {
      // A loop that stands still because others have the cores waits for the machine.
      const own = Math.max(0, wall - (waited() - waitedBefore))
      stalls.push({ at: Date.now() - Math.round(wall), wall, own })
    }
    before = now
    waitedBefore = waited()
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
    waitedBefore = waited()
    stalls = []
  })
  process.on("SIGWINCH", () => writeProfile?.())
}
