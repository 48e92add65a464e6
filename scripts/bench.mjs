// `npm run bench`: runs the benchmarks in test/bench one after the other, each in a process of its own.
import { fork } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { ensureBuilt, ensureInstalled, readWords, requireNode, root, say } from "./setup.mjs"

const usage = `npm run bench -- [--json] [NAME ...]

  NAME    only the benchmarks whose file name in test/bench contains it
  --json  one JSON object instead of a table`

/** Runs one benchmark in this process and hands its figures to the parent. */
const runHere = async (file) => {
  const benchmark = await import(pathToFileURL(file).href)
  const figures = await benchmark.run()
  process.send({ name: benchmark.name, figures }, () => process.disconnect())
}

/** Runs one benchmark in a fresh process, so that none inherits another's heap. */
const runApart = (file) =>
  new Promise((resolve) => {
    let result
    const child = fork(new URL(import.meta.url), ["--run", file], {
      cwd: root,
      execArgv: ["--conditions=callsheet-source", "--import", "tsx"],
      // What a benchmark prints is progress: standard output belongs to the result.
      stdio: ["ignore", 2, 2, "ipc"]
    })
    child.on("message", (message) => {
      result = message
    })
    // It has a database to stop and a folder to remove first.
    let cutBy
    const pass = (signal) => {
      cutBy = signal
      child.kill(signal)
    }
    process.on("SIGINT", pass).on("SIGTERM", pass)
    child.on("exit", (code, signal) => {
      process.off("SIGINT", pass).off("SIGTERM", pass)
      if (cutBy !== undefined) process.kill(process.pid, cutBy)
      const ended = code === 0 && result !== undefined
      resolve(ended ? result : { name: file, error: `ended early (${signal ?? `exit ${code}`})` })
    })
  })

const machine = () => ({
  date: new Date().toISOString(),
  node: process.versions.node,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30)
})

const shown = (value) => {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
  return typeof value === "string" ? value : JSON.stringify(value)
}

/** One line a figure; figures of figures get a dotted name. */
const flat = (figures, prefix = "") =>
  Object.entries(figures).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? flat(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, shown(value)]]
  )

const printTable = ({ benchmarks, machine }) => {
  console.log(Object.entries(machine).map(([name, value]) => `${name} ${value}`).join(" · "))
  for (const [name, figures] of Object.entries(benchmarks)) {
    const rows = flat(figures)
    const width = Math.max(0, ...rows.map(([label]) => label.length))
    console.log(`\n${name}`)
    for (const [label, value] of rows) console.log(`  ${label.padEnd(width)}  ${value}`)
  }
}

const all = async () => {
  const { positionals: words, values } = readWords(usage, {
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } }
  })
  requireNode()
  const folder = join(root, "test", "bench")
  const files = (existsSync(folder) ? readdirSync(folder).toSorted() : [])
    .filter((file) => file.endsWith(".bench.ts"))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  if (files.length === 0) {
    say(words.length === 0 ? "There is no benchmark in test/bench." : `No benchmark is called ${words.join(" or ")}.`)
    process.exitCode = 2
    return
  }
  ensureInstalled()
  ensureBuilt()
  const benchmarks = {}
  for (const file of files) {
    say(`Running ${file} …`)
    const { error, figures, name } = await runApart(join(folder, file))
    benchmarks[name] = figures ?? { error }
    if (error !== undefined) process.exitCode = 1
  }
  const result = { machine: machine(), benchmarks }
  if (values.json) console.log(JSON.stringify(result))
  else printTable(result)
}

const at = process.argv.indexOf("--run")
await (at === -1 ? all() : runHere(process.argv[at + 1]))
