import { type Belongs, masterKey, Vault } from "@callsheet/database/secrets/Vault"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Cause, ConfigProvider, Effect, FastCheck as fc, Layer, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const belongs: Belongs = { purpose: "account.access", orgId: "org_1", subject: "acc_1" }
const oldKey = masterKey(randomBytes(32))
const newKey = masterKey(randomBytes(32))
const plain = "act.a-very-secret-token-ä🦢"

const under = <A, E>(layer: Layer.Layer<Vault>, use: (vault: Vault["Type"]) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(Vault, use), layer)

const sealedUnder = (key: typeof oldKey, text = plain) =>
  under(Vault.layer(key), (vault) => vault.seal(Redacted.make(text), belongs))

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-vault-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const configured = (variables: Readonly<Record<string, string>>) =>
  Vault.layerConfig.pipe(
    Layer.provide(NodeFileSystem.layer),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))))
  )

describe("Vault", () => {
  it("any secret opens to itself, where it belongs", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), (text) =>
        Effect.runPromise(under(Vault.layer(newKey), (vault) =>
          Effect.gen(function*() {
            const sealed = yield* vault.seal(Redacted.make(text), belongs)
            assert.strictEqual(Redacted.value(yield* vault.open(sealed, belongs)), text)
          })))),
      { numRuns: 50 }
    ))

  it.effect("the stored form shows nothing of the secret and is never the same twice", () =>
    Effect.gen(function*() {
      const [a, b] = [yield* sealedUnder(newKey), yield* sealedUnder(newKey)]
      assert.notStrictEqual(a, b)
      assert.notInclude(a, "secret")
      assert.notInclude(Buffer.from(a, "base64url").toString(), "secret")
      assert.isTrue(a.startsWith(`cs1.${newKey.id}.`))
    }))

  for (
    const [what, elsewhere] of [
      ["another column", { ...belongs, purpose: "account.refresh" }],
      ["another tenant", { ...belongs, orgId: "org_2" }],
      ["another row", { ...belongs, subject: "acc_2" }],
      ["a place whose parts merely read alike", { purpose: "account.acces", orgId: "sorg_1", subject: "acc_1" }]
    ] as const
  ) {
    it.effect(`a value moved to ${what} does not open`, () =>
      Effect.gen(function*() {
        const sealed = yield* sealedUnder(newKey)
        const error = yield* Effect.flip(under(Vault.layer(newKey), (vault) => vault.open(sealed, elsewhere)))
        assert.strictEqual(error._tag, "SealBroken")
      }))
  }

  it.effect("a value changed in any one place does not open", () =>
    Effect.gen(function*() {
      const sealed = yield* sealedUnder(newKey, "short")
      for (let i = 0; i < sealed.length; i++) {
        const other = sealed[i] === "A" ? "B" : "A"
        const changed = sealed.slice(0, i) + other + sealed.slice(i + 1)
        const result = yield* Effect.either(under(Vault.layer(newKey), (vault) => vault.open(changed, belongs)))
        // The last character of a part may carry bits that base64 does not use; then the bytes are the same.
        if (result._tag === "Right") assert.strictEqual(Redacted.value(result.right), "short")
        else assert.include(["SealBroken", "MasterKeyUnknown"], result.left._tag)
      }
    }))

  it.effect("what is no sealed value at all does not open, and is no crash", () =>
    Effect.gen(function*() {
      for (
        const junk of ["", ".", "cs1", `cs1.${newKey.id}`, `cs1.${newKey.id}..`, `cs1.${newKey.id}.AA.AA`, "a.b.c.d.e"]
      ) {
        const error = yield* Effect.flip(under(Vault.layer(newKey), (vault) => vault.open(junk, belongs)))
        assert.include(["SealBroken", "MasterKeyUnknown"], error._tag, junk)
      }
    }))

  it.effect("while rotating, the previous key opens, and re-wrapping ends the need for it", () =>
    Effect.gen(function*() {
      const sealed = yield* sealedUnder(oldKey)
      const rotating = Vault.layer(newKey, Option.some(oldKey))
      assert.strictEqual(Redacted.value(yield* under(rotating, (vault) => vault.open(sealed, belongs))), plain)
      const rewrapped = yield* under(rotating, (vault) => vault.rewrap(sealed, belongs))
      const after = Vault.layer(newKey)
      assert.strictEqual(Redacted.value(yield* under(after, (vault) => vault.open(rewrapped, belongs))), plain)
      assert.strictEqual(rewrapped.split(".")[3], sealed.split(".")[3])
      assert.strictEqual(yield* under(after, (vault) => vault.rewrap(rewrapped, belongs)), rewrapped)
      const error = yield* Effect.flip(under(after, (vault) => vault.open(sealed, belongs)))
      assert.isTrue(error._tag === "MasterKeyUnknown" && error.keyId === oldKey.id)
    }))

  it.effect("D26: live mode does not start without a key, and says how to make one", () =>
    Effect.gen(function*() {
      const cause = yield* Effect.flip(Effect.sandbox(Layer.launch(configured({ CALLSHEET_MODE: "live" }))))
      assert.include(Cause.pretty(cause), "CALLSHEET_MASTER_KEY")
      assert.include(Cause.pretty(cause), "openssl rand -base64 32")
    }))

  it.effect("D26: unusable keys are all named at once, without being shown", () =>
    Effect.gen(function*() {
      const cause = yield* Effect.flip(Effect.sandbox(Layer.launch(configured({
        CALLSHEET_MASTER_KEY: "c2hvcnQ=",
        CALLSHEET_MASTER_KEY_PREVIOUS: "not base64 at all"
      }))))
      const text = Cause.pretty(cause)
      assert.include(text, "CALLSHEET_MASTER_KEY_PREVIOUS")
      assert.match(text, /CALLSHEET_MASTER_KEY[^_]/)
      assert.notInclude(text, "c2hvcnQ=")
      assert.notInclude(text, "not base64 at all")
    }))

  it.scoped("the sandbox makes its key once, for its owner alone, also when many start together", () =>
    Effect.gen(function*() {
      const dataDir = join(yield* folder, "data")
      const ids = yield* Effect.all(
        Array.from(
          { length: 8 },
          () => under(Layer.orDie(configured({ CALLSHEET_DATA_DIR: dataDir })), (vault) => Effect.succeed(vault.keyId))
        ),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(ids).size, 1)
      assert.deepStrictEqual(readdirSync(dataDir), ["master.key"])
      assert.strictEqual(statSync(join(dataDir, "master.key")).mode & 0o777, 0o600)
    }))

  it.scoped("a data folder that cannot hold the key stops the start with its name", () =>
    Effect.gen(function*() {
      const place = join(yield* folder, "file")
      writeFileSync(place, "in the way")
      const cause = yield* Effect.flip(Effect.sandbox(Layer.launch(configured({ CALLSHEET_DATA_DIR: place }))))
      assert.include(Cause.pretty(cause), "CALLSHEET_DATA_DIR")
    }))
})
