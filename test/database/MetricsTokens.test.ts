import { metricsTokens } from "@callsheet/database/secrets/MetricsTokens"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Effect, Layer, Option, Redacted } from "effect"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-tokens-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)
const keyOf = (byte: number) => masterKey(Buffer.alloc(32, byte))
const none = Option.none<Redacted.Redacted>()
const tokensWith = (current: number, previous: Option.Option<number>, dataDir: string, given = none) =>
  metricsTokens({ dataDir, given }).pipe(
    Effect.map(Arr.map((token) => Redacted.value(token))),
    Effect.provide(Layer.merge(NodeFileSystem.layer, Vault.layer(keyOf(current), Option.map(previous, keyOf))))
  )

describe("The token of the metrics", () => {
  it.scoped("is kept for its own account alone, is the same for every process with the master key, and changes with it", () =>
    Effect.gen(function*() {
      const dataDir = yield* folder
      const file = join(dataDir, "metrics.token")
      const [first] = yield* tokensWith(1, Option.none(), dataDir)
      assert.isAtLeast(first.length, 40)
      assert.strictEqual(readFileSync(file, "utf8").trim(), first)
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      assert.deepStrictEqual(yield* tokensWith(1, Option.none(), yield* folder), [first])
      // While the key is changed, a monitor with the token before goes on, and the file holds the next.
      const during = yield* tokensWith(2, Option.some(1), dataDir)
      assert.deepStrictEqual(during[1], first)
      assert.notStrictEqual(during[0], first)
      assert.strictEqual(readFileSync(file, "utf8").trim(), during[0])
    }))

  it.scoped("is the one that was set, and no other", () =>
    Effect.gen(function*() {
      const dataDir = yield* folder
      const given = Option.some(Redacted.make("a-token-of-a-person"))
      assert.deepStrictEqual(yield* tokensWith(1, Option.some(2), dataDir, given), ["a-token-of-a-person"])
    }))

  it.scoped("does not stop a process whose folder cannot be written", () =>
    Effect.gen(function*() {
      const dataDir = join(yield* folder, "a-file")
      writeFileSync(dataDir, "")
      assert.lengthOf(yield* tokensWith(1, Option.none(), dataDir), 1)
    }))
})
