import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { borders, withBorders } from "../../scripts/borders.mjs"

const root = fileURLToPath(new URL("../..", import.meta.url))
const table = borders
const rooms = Object.keys(table)
const names = rooms.map((room) => basename(room))
const config: object = JSON.parse(readFileSync(join(root, ".oxlintrc.json"), "utf8"))

/** What oxlint refuses of `probes` (path → import), in one run over a folder that holds nothing else. */
const refused = (probes: ReadonlyMap<string, string>): ReadonlySet<string> => {
  const folder = mkdtempSync(join(tmpdir(), "callsheet-borders-"))
  try {
    // The patterns of ignored folders and plugins stay; only the files differ.
    writeFileSync(join(folder, ".oxlintrc.json"), JSON.stringify({ ...config, $schema: undefined }))
    for (const [path, specifier] of probes) {
      mkdirSync(join(folder, path, ".."), { recursive: true })
      writeFileSync(join(folder, path), `import * as x from "${specifier}"\nexport const y = x\n`)
    }
    const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format=json"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024
    })
    const { diagnostics } = JSON.parse(stdout) as {
      readonly diagnostics: ReadonlyArray<{ readonly code?: string; readonly filename: string }>
    }
    return new Set(
      diagnostics.filter(({ code }) => code?.includes("no-restricted-imports")).map(({ filename }) => filename)
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe("the borders between the rooms", () => {
  it("every package has its row in the table", () => {
    const folders = ["packages", "tools"].flatMap((room) =>
      readdirSync(join(root, room), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${room}/${name}`)
    )
    assert.deepStrictEqual(folders.toSorted(), rooms.toSorted())
  })

  it("the linter's configuration is the one made from the table (node scripts/borders.mjs)", () => {
    assert.deepStrictEqual(config, withBorders(config))
  })

  it("no package asks npm for more of ours than its row allows", () => {
    for (const [room, { may }] of Object.entries(table)) {
      const { dependencies = {} }: { readonly dependencies?: object } = JSON.parse(
        readFileSync(join(root, room, "package.json"), "utf8")
      )
      const ours = Object.keys(dependencies).filter((name) => name.startsWith("@callsheet/"))
      assert.includeMembers(may.map((name) => `@callsheet/${name}`), ours, room)
    }
  })

  it("F15, D16: the lint that the build runs refuses every import that the table does not allow, and no other", () => {
    const probe = (room: string, name: string) => `${room}/src/probe-${name.replaceAll(/\W/g, "-")}.ts`
    const pairs = rooms.flatMap((room) => [
      ...names.map((name) => ({ room, specifier: `@callsheet/${name}/Some/File`, ours: name })),
      ...(table[room]?.never ?? []).filter((one) => !one.includes("*")).map((specifier) => ({
        room,
        specifier,
        ours: null
      }))
    ])
    const found = refused(new Map(pairs.map(({ room, specifier }) => [probe(room, specifier), specifier])))
    const expected = pairs.filter(({ ours, room }) =>
      ours === null || (ours !== basename(room) && !table[room]?.may.includes(ours))
    )
    assert.sameMembers([...found], expected.map(({ room, specifier }) => probe(room, specifier)))
  })
})
