import { never, type RetryAdvice } from "@callsheet/domain/Failure"
import { remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { settings } from "@callsheet/process/settings/Registry"
import { masterKeySettings } from "@callsheet/process/settings/Together"
import * as FileSystem from "@effect/platform/FileSystem"
import { Array as Arr, ConfigError, Context, Effect, Layer, Option, Redacted, Schema } from "effect"
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, randomUUID } from "node:crypto"

/**
 * What a sealed value belongs to. It is bound into the seal, so a value copied into another row, column or tenant does not
 * open there. `purpose` names the column ("account.access"), `subject` the row.
 */
export interface Belongs {
  readonly purpose: string
  readonly orgId: string
  readonly subject: string
}

/** Sealed under a master key that this process was not given. */
export class MasterKeyUnknown extends Schema.TaggedError<MasterKeyUnknown>()("MasterKeyUnknown", {
  keyId: Schema.String
}) {
  override get message(): string {
    return `A stored secret was sealed with master key ${this.keyId}, which this process does not have.`
  }
  get remedy(): string {
    return "Set CALLSHEET_MASTER_KEY_PREVIOUS to the key used before, or connect the account again."
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** Damaged, altered, or moved from where it belongs. */
export class SealBroken extends Schema.TaggedError<SealBroken>()("SealBroken", { purpose: Schema.String }) {
  override get message(): string {
    return `A stored secret (${this.purpose}) does not open: it was damaged, altered or moved.`
  }
  get steps(): Steps {
    return [step("Restore a backup if many do not open. Otherwise connect the account again", "account.connect")]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

export type VaultError = MasterKeyUnknown | SealBroken

/** 32 bytes, and the name under which values remember them: safe to store, it does not give the key away. */
export interface MasterKey {
  readonly id: string
  readonly bytes: Redacted.Redacted<Buffer>
}

const FORMAT = "cs1"
const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

export const masterKey = (bytes: Buffer): MasterKey => ({
  id: createHash("sha256").update("callsheet master key").update(bytes).digest("hex").slice(0, 12),
  bytes: Redacted.make(bytes)
})

const keyOf = (bytes: Redacted.Redacted<Buffer>): MasterKey => masterKey(Redacted.value(bytes))

const lock = (key: Buffer, plain: Buffer, bound: Buffer): Buffer => {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(bound)
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the tag does not fit. */
const unlock = (key: Buffer, box: Buffer, bound: Buffer): Buffer => {
  const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bound)
    .setAuthTag(box.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(box.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
}

/** JSON, because mere concatenation would let ("a", "bc") pass for ("ab", "c"). */
const boundTo = (kind: "key" | "value", { orgId, purpose, subject }: Belongs): Buffer =>
  Buffer.from(JSON.stringify([FORMAT, kind, purpose, orgId, subject]))

const make = (current: MasterKey, previous: Option.Option<MasterKey>) => {
  const keys: Arr.NonEmptyReadonlyArray<MasterKey> = [current, ...Option.toArray(previous)]

  /** The data key, its box, and the sealed value. */
  const opened = (sealed: string, belongs: Belongs) =>
    Effect.gen(function*() {
      const [format, keyId = "", wrapped = "", value = "", ...more] = sealed.split(".")
      const broken = new SealBroken({ purpose: belongs.purpose })
      if (format !== FORMAT || more.length > 0) return yield* broken
      const key = keys.find(({ id }) => id === keyId)
      if (key === undefined) return yield* new MasterKeyUnknown({ keyId: keyId.slice(0, 12) })
      const dataKey = yield* Effect.try({
        try: () => unlock(Redacted.value(key.bytes), Buffer.from(wrapped, "base64url"), boundTo("key", belongs)),
        catch: () => broken
      })
      return { keyId, dataKey, value }
    })

  const sealedWith = (dataKey: Buffer, value: string, belongs: Belongs): string => {
    const wrapped = lock(Redacted.value(current.bytes), dataKey, boundTo("key", belongs))
    return [FORMAT, current.id, wrapped.toString("base64url"), value].join(".")
  }

  return Vault.of({
    keyId: current.id,
    keyIds: keys.map(({ id }) => id),
    derived: (purpose) =>
      Arr.map(keys, ({ bytes, id }) => ({
        id,
        bytes: Redacted.make(
          Buffer.from(hkdfSync("sha256", Redacted.value(bytes), "callsheet", `callsheet ${purpose}`, KEY_BYTES))
        )
      })),
    seal: (plain, belongs) =>
      Effect.sync(() => {
        const dataKey = randomBytes(KEY_BYTES)
        const value = lock(dataKey, Buffer.from(Redacted.value(plain)), boundTo("value", belongs))
        return sealedWith(dataKey, value.toString("base64url"), belongs)
      }),
    open: (sealed, belongs) =>
      Effect.flatMap(opened(sealed, belongs), ({ dataKey, value }) =>
        Effect.try({
          try: () =>
            Redacted.make(unlock(dataKey, Buffer.from(value, "base64url"), boundTo("value", belongs)).toString("utf8")),
          catch: () => new SealBroken({ purpose: belongs.purpose })
        })),
    rewrap: (sealed, belongs) =>
      Effect.map(
        opened(sealed, belongs),
        ({ dataKey, keyId, value }) => keyId === current.id ? sealed : sealedWith(dataKey, value, belongs)
      )
  })
}

const unusableKey = (problem: string) => ConfigError.InvalidData([settings.dataDir.name], problem)

/**
 * The sandbox makes its own key, once, readable by its owner alone. Written aside and then linked, so that of two
 * processes starting together one wins and neither reads half a key.
 */
const sandboxKey = (dataDir: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const file = `${dataDir}/master.key`
    if (!(yield* fs.exists(file))) {
      yield* fs.makeDirectory(dataDir, { recursive: true })
      const aside = `${file}.${randomUUID()}`
      yield* fs.writeFileString(aside, `${randomBytes(KEY_BYTES).toString("base64")}\n`, { flag: "wx", mode: 0o600 })
      yield* fs.link(aside, file).pipe(
        Effect.catchIf((error) => error._tag === "SystemError" && error.reason === "AlreadyExists", () => Effect.void),
        Effect.ensuring(Effect.orDie(fs.remove(aside, { force: true })))
      )
    }
    return yield* fs.readFileString(file)
  }).pipe(
    Effect.mapError((error) => unusableKey(`the sandbox's master key cannot be kept there: ${error.message}`)),
    Effect.flatMap((text) => {
      const bytes = Buffer.from(text.trim(), "base64")
      return bytes.length === KEY_BYTES
        ? Effect.succeed(masterKey(bytes))
        : Effect.fail(unusableKey("its master.key is not 32 bytes in base64"))
    })
  )

/**
 * Secrets at rest: AES-256-GCM under a key of the value's own, which is wrapped by the master key. Changing the master key
 * re-wraps those small keys and touches no value.
 */
export class Vault extends Context.Tag("@callsheet/database/Vault")<Vault, {
  /** The name of the master key new values are sealed under. */
  readonly keyId: string
  /** The names of all keys that open stored values here: the current one, and while rotating the one before. */
  readonly keyIds: ReadonlyArray<string>
  /**
   * A key for one other purpose, derived from each master key this process has: the current one first, then the previous one
   * while the master key is being changed. It gives nothing of the master key away.
   */
  readonly derived: (purpose: string) => Arr.NonEmptyReadonlyArray<MasterKey>
  readonly seal: (plain: Redacted.Redacted, belongs: Belongs) => Effect.Effect<string>
  readonly open: (sealed: string, belongs: Belongs) => Effect.Effect<Redacted.Redacted, VaultError>
  /** The same value under the current master key; unchanged where it is under that already. */
  readonly rewrap: (sealed: string, belongs: Belongs) => Effect.Effect<string, VaultError>
}>() {
  static readonly layer = (current: MasterKey, previous: Option.Option<MasterKey> = Option.none()) =>
    Layer.succeed(this, make(current, previous))

  /** CALLSHEET_MASTER_KEY, and while rotating CALLSHEET_MASTER_KEY_PREVIOUS. Live mode does not start without a key. */
  static readonly layerConfig = Layer.effect(
    this,
    Effect.gen(function*() {
      const given = yield* masterKeySettings
      const previous = Option.map(given.previous, keyOf)
      return Option.isSome(given.current)
        ? make(keyOf(given.current.value), previous)
        : make(yield* sandboxKey(yield* settings.dataDir.config), previous)
    })
  )
}
