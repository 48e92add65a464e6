import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")

interface Component {
  readonly "bom-ref": string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly hashes?: ReadonlyArray<{ readonly alg: string; readonly content: string }>
}
interface Sbom {
  readonly bomFormat: string
  readonly specVersion: string
  readonly serialNumber: string
  readonly components: ReadonlyArray<Component>
  readonly dependencies: ReadonlyArray<{ readonly ref: string; readonly dependsOn: ReadonlyArray<string> }>
}

it("the parts of a release are listed with version, address and hash", () => {
  const said = execFileSync("npm", ["run", "--silent", "sbom"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1_048_576
  })
  const sbom = JSON.parse(said) as Sbom
  assert.deepStrictEqual([sbom.bomFormat, sbom.specVersion], ["CycloneDX", "1.5"])
  assert.match(sbom.serialNumber, /^urn:uuid:[0-9a-f-]{36}$/)
  const refs = new Set(sbom.components.map((component) => component["bom-ref"]))
  assert.strictEqual(refs.size, sbom.components.length)
  for (const { hashes = [], name, purl, version } of sbom.components) {
    assert.match(purl, /^pkg:npm\//, name)
    assert.isNotEmpty(version, name)
    // Our own packages are part of the release itself.
    if (!purl.startsWith("pkg:npm/%40callsheet/")) assert.strictEqual(hashes[0]?.alg, "SHA-512", name)
  }
  for (const { dependsOn } of sbom.dependencies) for (const ref of dependsOn) assert.isTrue(refs.has(ref), ref)
  // All that the lock pins is there. With `--omit=dev` npm also leaves out what production shares with the tests.
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>
  }
  const pinned = Object.entries(lock.packages).flatMap(([path, { link = false, version }]) =>
    link || !path.includes("node_modules/") ? [] : [`${path.split("node_modules/").at(-1)}@${version}`]
  )
  assert.include(pinned.join(" "), "effect@")
  assert.deepStrictEqual(pinned.filter((ref) => !refs.has(ref)), [])
}, 60_000)
