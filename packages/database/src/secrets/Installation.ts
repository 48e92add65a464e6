import { mediaFolderOf } from "@callsheet/domain/asset/MediaLayout"
import { never, type RetryAdvice } from "@callsheet/domain/Failure"
import { settings } from "@callsheet/process/settings/Registry"
import * as FileSystem from "@effect/platform/FileSystem"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect, Schema } from "effect"
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Vault } from "./Vault.ts"

const ADOPT = "If the old one is lost for good: callsheet migrate --adopt"

/** This process has another master key than the processes that wrote this database. */
export class OtherMasterKey extends Schema.TaggedError<OtherMasterKey>()("OtherMasterKey", {
  expected: Schema.String,
  found: Schema.String
}) {
  override get message(): string {
    return `This database belongs to master key ${this.expected}, but this process has ${this.found}.`
  }
  get remedy(): string {
    return "Give every server and worker the same CALLSHEET_MASTER_KEY (in sandbox mode the same data folder). " +
      `To replace the key, set the old one as CALLSHEET_MASTER_KEY_PREVIOUS. ${ADOPT}`
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** The videos of this database are in another folder. */
export class OtherMediaFolder extends Schema.TaggedError<OtherMediaFolder>()("OtherMediaFolder", {
  folder: Schema.String
}) {
  override get message(): string {
    return `The media folder ${this.folder} is not the one that belongs to this database.`
  }
  get remedy(): string {
    return `Share one CALLSHEET_DATA_DIR (or mount its media folder) on every host. ${ADOPT}`
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** The media folder cannot be used at all. */
export class MediaFolderUnusable extends Schema.TaggedError<MediaFolderUnusable>()("MediaFolderUnusable", {
  folder: Schema.String,
  cause: Schema.String
}) {
  override get message(): string {
    return `The media folder ${this.folder} cannot be used: ${this.cause}`
  }
  get remedy(): string {
    return "Make it writable, free some space, or name another data folder: CALLSHEET_DATA_DIR"
  }
  get retry(): RetryAdvice {
    return never
  }
}

const ID_FILE = ".folder-id"

/** The id that lies in the media folder. Of two processes that make it together one wins, and both read the same. */
const mediaFolderId = (folder: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const file = join(folder, ID_FILE)
    if (!(yield* fs.exists(file))) {
      yield* fs.makeDirectory(folder, { recursive: true })
      const aside = `${file}.${randomUUID()}`
      yield* fs.writeFileString(aside, `${randomUUID()}\n`, { flag: "wx" })
      yield* fs.link(aside, file).pipe(
        Effect.catchIf((error) => error._tag === "SystemError" && error.reason === "AlreadyExists", () => Effect.void),
        Effect.ensuring(Effect.orDie(fs.remove(aside, { force: true })))
      )
    }
    return (yield* fs.readFileString(file)).trim()
  }).pipe(Effect.mapError((error) => new MediaFolderUnusable({ folder, cause: error.message })))

const mediaFolder = Effect.map(settings.dataDir.config, mediaFolderOf)

/** What the database remembers of a part; the first process that asks writes what it has. */
const remembered = (part: "master key" | "media folder", mine: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`INSERT INTO installation (part, value) VALUES (${part}, ${mine}) ON CONFLICT (part) DO NOTHING`
    const rows = yield* sql<{ value: string }>`SELECT value FROM installation WHERE part = ${part}`
    return rows[0]?.value ?? mine
  })

const remember = (part: "master key" | "media folder", mine: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql`INSERT INTO installation (part, value) VALUES (${part}, ${mine})
      ON CONFLICT (part) DO UPDATE SET value = excluded.value`)

/**
 * Fails unless this process has the master key and the media folder of all others of this database. While a key is being
 * replaced, anyone who has both the old and the new one makes the new one the installation's.
 */
export const requireSameInstallation = Effect.gen(function*() {
  const { keyId, keyIds } = yield* Vault
  const expected = yield* remembered("master key", keyId)
  if (!keyIds.includes(expected)) return yield* new OtherMasterKey({ expected, found: keyId })
  if (expected !== keyId) yield* remember("master key", keyId)
  const folder = yield* mediaFolder
  const mine = yield* mediaFolderId(folder)
  if ((yield* remembered("media folder", mine)) !== mine) return yield* new OtherMediaFolder({ folder })
}).pipe(Effect.withSpan("Installation.require"))

/** Makes this process's master key and media folder those of the database, after the old ones were lost. */
export const adoptInstallation = Effect.gen(function*() {
  const { keyId } = yield* Vault
  yield* remember("master key", keyId)
  yield* remember("media folder", yield* mediaFolderId(yield* mediaFolder))
}).pipe(Effect.withSpan("Installation.adopt"))
