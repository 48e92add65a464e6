import { startWatchdog } from "@callsheet/process/Watchdog"

// A process that does something harmless, then something without an end.
const [, , dataDir = "", how = "busy"] = process.argv
const { begin } = startWatchdog({ dataDir, name: "worker", hangsAfter: 2_000 })
begin("job:1", "render of asset ast_1")
const end = begin("command:2", "plan pln_1 Approve")
end()
begin("command:3", "org org_1 SetPolicy")
if (how === "throws") {
  setTimeout(() => {
    throw new Error("nobody foresaw this")
  }, 200)
} else {setTimeout(() => {
    for (;;);
  }, 200)}
