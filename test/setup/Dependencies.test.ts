import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..", "..")

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly dependencies?: { readonly [name: string]: string }
  readonly optionalDependencies?: { readonly [name: string]: string }
}
interface Lock {
  readonly packages: { readonly [path: string]: Locked }
}
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock

it("every Effect package is in the tree once, so that services of one part are known to all others", () => {
  const places = new Map<string, Array<string>>()
  for (const path of Object.keys(packages)) {
    const name = /node_modules\/((?:@effect\/)?[^/]+)$/.exec(path)?.[1]
    if (name === "effect" || name?.startsWith("@effect/")) places.set(name, [...(places.get(name) ?? []), path])
  }
  assert.isTrue(places.has("effect") && places.has("@effect/sql-pg"))
  assert.deepStrictEqual([...places.values()].filter((paths) => paths.length > 1), [])
})

it("the lock file names no host, so that every registry can serve it", () => {
  const hosts = Object.values(packages).flatMap(({ resolved }) => resolved?.startsWith("http") ? [resolved] : [])
  assert.deepStrictEqual(hosts, [])
})

/** The folders in which Node looks for what the package at this place imports, nearest first. */
const foldersFor = (path: string): ReadonlyArray<string> => {
  const parent = path.lastIndexOf("node_modules/")
  return path === "" ? [""] : [`${path}/`, ...foldersFor(parent <= 0 ? "" : path.slice(0, parent - 1))]
}

it("the lock file has an entry for every package of every platform, so that npm ci installs on all of them", () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !foldersFor(path).some((folder) => `${folder}node_modules/${name}` in packages))
      .map((name) => `${path} needs ${name}`)
  )
  assert.deepStrictEqual(missing, [])
})

it("every dependency of every package is pinned to one version", () => {
  const manifests = [
    "package.json",
    ...Object.keys(packages).filter((path) => /^packages\/[^/]+$/.test(path)).map((path) => join(path, "package.json"))
  ]
  const loose = manifests.flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as {
      readonly [kind: string]: { readonly [name: string]: string } | undefined
    }
    return ["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    )
  })
  assert.deepStrictEqual(loose, [])
})
