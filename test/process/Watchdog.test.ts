import { lastStandsIn } from "@callsheet/process/Watchdog"
import { assert, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const program = join(import.meta.dirname, "busyForEver.ts")

const ran = async (how: string) => {
  const dataDir = mkdtempSync(join(tmpdir(), "callsheet-watchdog-"))
  try {
    const child = spawn(process.execPath, ["--conditions=callsheet-source", "--import", "tsx", program, dataDir, how])
    let said = ""
    child.stderr.on("data", (piece) => said += String(piece))
    const signal = await new Promise<string | null>((resolve) => child.once("close", (_, signal) => resolve(signal)))
    const folder = lastStandsIn(dataDir)
    const files = readdirSync(folder)
    const stand: unknown = JSON.parse(readFileSync(join(folder, files[0] ?? ""), "utf8"))
    return { said, signal, stand, files, mode: statSync(join(folder, files[0] ?? "")).mode & 0o777 }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const works = [
  { work: "job:1", what: "render of asset ast_1" },
  { work: "command:3", what: "org org_1 SetPolicy" }
]

it("a process whose event loop hangs ends itself, and names what ran in its log and in the data folder", async () => {
  const { files, mode, said, signal, stand } = await ran("busy")
  assert.strictEqual(signal, "SIGKILL")
  assert.lengthOf(files, 1)
  assert.strictEqual(mode, 0o600)
  assert.deepInclude(stand, { works })
  const told = JSON.parse(said.trim().split("\n").at(-1) ?? "")
  assert.strictEqual(told.level, "error")
  assert.include(told.message, "render of asset ast_1, org org_1 SetPolicy")
}, 120_000)

it("a process that ends by what nobody foresaw leaves behind what ran, too", async () => {
  const { stand } = await ran("throws")
  assert.deepInclude(stand, { works })
}, 120_000)
