// Builds the panel: a document and its files, each with the hash of its content in the name and compressed beside it.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { promisify } from "node:util"
import { brotliCompress, gzip } from "node:zlib"
import { root } from "./setup.mjs"

const folder = join(root, "packages/panel/dist/web")

/** A program that runs or starts meanwhile must never see half a file, so each moves to its place when complete. */
export const put = async ({ contents, path }) => {
  await mkdir(dirname(path), { recursive: true })
  const making = `${path}.${process.pid}.making`
  await writeFile(making, contents)
  await rename(making, path)
}

/** Left out of the browser's bundle: what the schemas and the codec only need in tests and in Node. */
const notInBrowsers = {
  name: "not in browsers",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^(fast-check|msgpackr)$/ }, ({ path }) => ({ path, namespace: "absent" }))
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "module.exports = {}", loader: "js" }))
  }
}

/**
 * `import { Schema } from "effect"` as `import * as Schema from "effect/Schema"`: the first is an object with a getter for
 * everything in the module, which keeps what nobody uses and is built before the first page can be drawn.
 */
const oneByOne = {
  name: "modules of effect one by one",
  setup: ({ onLoad }) => {
    onLoad({ filter: /packages.(domain|panel).src.*\.tsx?$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        /^import \{([^}]*)\} from "effect"$/gm,
        (_, names) =>
          names.split(",").map((name) => name.trim()).filter((name) => name !== "").map((name) => {
            const [, type = "", module = name] = /^(type )?(\w+)$/.exec(name) ?? []
            return `import ${type}* as ${module} from "effect/${module}"`
          }).join(";")
      ),
      loader: path.endsWith("x") ? "tsx" : "ts"
    }))
  }
}

const common = { absWorkingDir: root, bundle: true, outdir: folder, publicPath: "/", write: false }

const styles = async (esbuild) => {
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints: { panel: "packages/panel/web/panel.css" },
    entryNames: "assets/[name]-[hash]",
    assetNames: "assets/[name]-[hash]",
    loader: { ".woff2": "file" },
    minify: true,
    logLevel: "warning"
  })
  return outputFiles.map(({ contents, path }) => ({ name: basename(path), contents: Buffer.from(contents) }))
}

/** Chunks smaller than this are put into a larger one: a request costs more than they weigh. */
const LEAST_CHUNK_BYTES = 4_000

/**
 * esbuild reads the sources and makes a chunk for every set of pages that share something, more than twenty for the first
 * page. Rollup knows what is loaded already when a page is opened, and puts them together again.
 */
const scripts = async (esbuild) => {
  const [{ rollup }, { outputFiles }] = await Promise.all([
    import("rollup"),
    esbuild.build({
      ...common,
      entryPoints: { main: "packages/panel/src/main.tsx" },
      splitting: true,
      chunkNames: "[name]-[hash]",
      minifySyntax: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      conditions: ["callsheet-source"],
      define: { "process.env.NODE_ENV": "\"production\"" },
      plugins: [notInBrowsers, oneByOne],
      logLevel: "warning"
    })
  ])
  const parts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  const merged = await rollup({
    input: "main.js",
    plugins: [{ name: "parts", resolveId: (name) => basename(name), load: (name) => parts.get(name) }],
    onLog: (level, log) => level === "warn" && console.error(log.message)
  })
  const { output } = await merged.generate({
    format: "esm",
    entryFileNames: "[name]-[hash].js",
    chunkFileNames: ({ name }) => `${name.replace(/-[A-Z0-9]{8}$/, "")}-[hash].js`,
    experimentalMinChunkSize: LEAST_CHUNK_BYTES
  })
  return Promise.all(output.map(async ({ code, fileName, imports, isEntry }) => {
    const minified = await esbuild.transform(code, { minify: true, format: "esm", target: "es2022" })
    return { name: fileName, contents: Buffer.from(minified.code), imports, isEntry }
  }))
}

const compressions = [["br", promisify(brotliCompress)], ["gz", promisify(gzip)]]

/** A file and what is sent instead of it to browsers that take it compressed. Fonts are compressed already. */
const putFile = async ({ contents, name }) => {
  const path = join(folder, "assets", name)
  await put({ path, contents })
  if (name.endsWith(".woff2")) return
  await Promise.all(
    compressions.map(async ([ending, compress]) =>
      put({ path: `${path}.${ending}`, contents: await compress(contents) })
    )
  )
}

/** What an earlier build left. A server that runs has it in memory. */
const sweep = async (names) => {
  const kept = new Set(names.flatMap((name) => [name, ...compressions.map(([ending]) => `${name}.${ending}`)]))
  for (const name of await readdir(join(folder, "assets"))) {
    if (!kept.has(name)) await rm(join(folder, "assets", name), { force: true })
  }
}

export const buildPanel = async () => {
  const esbuild = await import("esbuild")
  const [styleFiles, scriptFiles] = await Promise.all([styles(esbuild), scripts(esbuild)])
  const files = [...styleFiles, ...scriptFiles]
  await Promise.all(files.map(putFile))
  const named = (begin) => `/assets/${files.find(({ name }) => name.startsWith(begin)).name}`
  const main = scriptFiles.find(({ isEntry }) => isEntry)
  const html = await readFile(join(root, "packages/panel/web/index.html"), "utf8")
  const preloaded = main.imports.map((name) => `<link rel="modulepreload" href="/assets/${name}">\n`).join("")
  await put({
    path: join(folder, "index.html"),
    contents: html
      .replaceAll("%FONT%", named("archivo-"))
      .replace("%CSS%", named("panel-"))
      .replace("%JS%", `/assets/${main.name}`)
      .replace("<script", `${preloaded}<script`)
  })
  await sweep(files.map(({ name }) => name))
}
