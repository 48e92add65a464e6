// Loaded into the processes of a besieged stack: writes how long each one's event loop stood still, and what it holds.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

const folder = process.env["CALLSHEET_SIEGE_PULSE"]
if (folder !== undefined && /server\/dist/.test(process.argv[1] ?? "")) {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc")
  setInterval(() => {
    writeFileSync(
      join(folder, "server.json"),
      JSON.stringify({ maxMillis: delay.max / 1e6, p99Millis: delay.percentile(99) / 1e6 })
    )
  }, 500).unref()
  process.on("SIGUSR2", () => {
    collect()
    writeFileSync(join(folder, "memory.json"), JSON.stringify({ heapUsed: process.memoryUsage().heapUsed }))
    delay.reset()
  })
}
