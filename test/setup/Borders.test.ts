import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Each of these would let deciding, doing, storing or showing leak into a room that is not theirs. */
const forbidden: ReadonlyArray<readonly [room: string, import_: string]> = [
  ["domain", "@callsheet/database/ActorStore"],
  ["domain", "node:fs"],
  ["database", "@callsheet/worker/main"],
  ["actors", "@callsheet/worker/jobs/JobRunner"],
  ["worker", "@callsheet/server/Http"],
  ["server", "@callsheet/worker/jobs/JobRunner"],
  ["server", "@callsheet/sandbox/Sandbox"],
  ["cli", "@callsheet/worker/jobs/JobRunner"],
  ["tiktok", "@callsheet/database/ActorStore"],
  ["telemetry", "@callsheet/database/ActorStore"],
  ["sandbox", "@callsheet/domain/Ids"]
]

describe("the borders between the rooms", () => {
  for (const [room, import_] of forbidden) {
    it(`F15, D16: ${room} cannot import ${import_}: the lint that the build runs refuses it`, () => {
      // A file of its own name in the room, so that the overrides by path apply; gone again whatever happens.
      const file = `${root}packages/${room}/src/BordersProbe${process.pid}.ts`
      try {
        writeFileSync(file, `import * as x from "${import_}"\nexport const y = x\n`)
        const lint = spawnSync("npx", ["oxlint", "--deny-warnings", file], { cwd: root, encoding: "utf8" })
        assert.notStrictEqual(lint.status, 0, lint.stdout)
        assert.include(lint.stdout, "no-restricted-imports")
      } finally {
        rmSync(file, { force: true })
      }
    })
  }
})
