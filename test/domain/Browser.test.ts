import { assert, describe, it } from "@effect/vitest"
import { build } from "esbuild"
import { fileURLToPath } from "node:url"

const entry = fileURLToPath(new URL("../../packages/domain/src/api/Api.ts", import.meta.url))

describe("The contract in a browser", () => {
  it("bundles without Node and without the engine of the cluster", async () => {
    const { errors, metafile, outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      platform: "browser",
      format: "esm",
      conditions: ["callsheet-source"],
      metafile: true,
      write: false,
      logLevel: "silent"
    })
    assert.deepStrictEqual(errors, [])
    const inputs = Object.keys(metafile.inputs)
    assert.isTrue(inputs.some((path) => path.includes("domain/src/api/calls/plan.ts")))
    assert.deepStrictEqual(
      inputs.filter((path) => /node:|@effect\/(cluster|sql|platform-node|workflow)\//.test(path)),
      []
    )
    const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
    assert.deepStrictEqual(external, [])
    const kilobytes = Math.round((outputFiles[0]?.contents.length ?? 0) / 1_000)
    console.log(`The contract for a browser is ${kilobytes} kB, minified.`)
    assert.isBelow(kilobytes, 700)
  })
})
