import { migrate } from "@callsheet/database/migrations/Migrations"
import { adoptInstallation, requireSameInstallation } from "@callsheet/database/secrets/Installation"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freshDatabase } from "../support/Postgres.ts"

const oldKey = masterKey(randomBytes(32))
const newKey = masterKey(randomBytes(32))

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-installation-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A process with this data folder and these keys. */
const as = (dataDir: string, vault: Layer.Layer<Vault>) => <A, E, R>(work: Effect.Effect<A, E, R>) =>
  work.pipe(
    Effect.provide(Layer.merge(vault, NodeFileSystem.layer)),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["CALLSHEET_DATA_DIR", dataDir]])))
  )

const forgotten = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DELETE FROM installation`)

layer(freshDatabase({ migrate }), { excludeTestServices: true })("The processes of one database", (it) => {
  it.scoped("have one master key and one media folder, also when they start together", () =>
    Effect.gen(function*() {
      yield* forgotten
      const shared = yield* folder
      const same = as(shared, Vault.layer(oldKey))
      yield* Effect.all(Array.from({ length: 6 }, () => same(requireSameInstallation)), { concurrency: "unbounded" })
      assert.deepStrictEqual(readdirSync(join(shared, "media")), [".folder-id"])
      yield* same(requireSameInstallation)
    }))

  it.scoped("another master key is refused, and the remedy names what to set", () =>
    Effect.gen(function*() {
      yield* forgotten
      const shared = yield* folder
      yield* as(shared, Vault.layer(oldKey))(requireSameInstallation)
      const error = yield* Effect.flip(as(shared, Vault.layer(newKey))(requireSameInstallation))
      assert.strictEqual(error._tag, "OtherMasterKey")
      assert.include(error.message, oldKey.id)
      assert.include("remedy" in error ? error.remedy : "", "CALLSHEET_MASTER_KEY_PREVIOUS")
    }))

  it.scoped("another media folder is refused", () =>
    Effect.gen(function*() {
      yield* forgotten
      const vault = Vault.layer(oldKey)
      yield* as(yield* folder, vault)(requireSameInstallation)
      const error = yield* Effect.flip(as(yield* folder, vault)(requireSameInstallation))
      assert.strictEqual(error._tag, "OtherMediaFolder")
    }))

  it.scoped("while a key is replaced both are accepted; afterwards the old one alone is not", () =>
    Effect.gen(function*() {
      yield* forgotten
      const shared = yield* folder
      yield* as(shared, Vault.layer(oldKey))(requireSameInstallation)
      yield* as(shared, Vault.layer(newKey, Option.some(oldKey)))(requireSameInstallation)
      yield* as(shared, Vault.layer(newKey))(requireSameInstallation)
      const error = yield* Effect.flip(as(shared, Vault.layer(oldKey))(requireSameInstallation))
      assert.strictEqual(error._tag, "OtherMasterKey")
    }))

  it.scoped("after a loss a person can take what there is", () =>
    Effect.gen(function*() {
      yield* forgotten
      yield* as(yield* folder, Vault.layer(oldKey))(requireSameInstallation)
      const fresh = as(yield* folder, Vault.layer(newKey))
      yield* Effect.flip(fresh(requireSameInstallation))
      yield* fresh(adoptInstallation)
      yield* fresh(requireSameInstallation)
    }))

  it.scoped("a media folder that cannot be made is named with its reason", () =>
    Effect.gen(function*() {
      yield* forgotten
      const dataDir = yield* folder
      // A file where the folder should be: also the superuser cannot write into it.
      writeFileSync(join(dataDir, "media"), "")
      const error = yield* Effect.flip(as(dataDir, Vault.layer(oldKey))(requireSameInstallation))
      assert.strictEqual(error._tag, "MediaFolderUnusable")
    }))
})
