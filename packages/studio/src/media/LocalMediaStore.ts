import { MediaRef, Sha256 } from "@callsheet/domain/asset/Media"
import { mediaFileName, mediaFilePath, mediaFolderOf, mediaSubfolder } from "@callsheet/domain/asset/MediaLayout"
import { settings } from "@callsheet/process/settings/Registry"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Clock, Effect, Layer, Option, Stream } from "effect"
import { createHash, randomUUID } from "node:crypto"
import { hashFile, readPieces } from "./FileHash.ts"
import { MediaCorrupt, MediaMissing, type MediaStoreError, storeError } from "./MediaErrors.ts"
import { MediaStore } from "./MediaStore.ts"

/** Leftovers of killed workers are younger than this only while they may still be written. */
const LEFTOVER_MILLIS = 24 * 3_600_000

/** Copies into a file of its own inside the store, on the same disk, hashing on the way; durable when it returns. */
const copyingInto = (fs: FileSystem.FileSystem, root: string) => (source: string, temporary: string) =>
  Effect.gen(function*() {
    const hash = createHash("sha256")
    let bytes = 0
    const file = yield* fs.open(temporary, { flag: "wx" }).pipe(Effect.mapError(storeError(root, "writing")))
    yield* readPieces(fs, source).pipe(
      Stream.mapError(storeError(source, "reading")),
      Stream.runForEach((piece) => {
        hash.update(piece)
        bytes += piece.length
        return Effect.mapError(file.writeAll(piece), storeError(root, "writing"))
      })
    )
    if (bytes === 0) return yield* new MediaMissing({ path: source })
    yield* Effect.mapError(file.sync, storeError(root, "writing"))
    return { sha256: Sha256.make(hash.digest("hex")), bytes }
  }).pipe(Effect.scoped)

/** Files that a process which died was writing. */
const sweepLeftovers = (fs: FileSystem.FileSystem, path: Path.Path, incoming: string) =>
  Effect.gen(function*() {
    if (!(yield* fs.exists(incoming))) return
    const now = yield* Clock.currentTimeMillis
    for (const name of yield* fs.readDirectory(incoming)) {
      const file = path.join(incoming, name)
      const { mtime } = yield* fs.stat(file)
      const age = now - Option.match(mtime, { onNone: () => now, onSome: (date) => date.getTime() })
      if (age > LEFTOVER_MILLIS) yield* fs.remove(file, { force: true })
    }
  }).pipe(
    Effect.catchAll((error) => Effect.logWarning(`Old temporary media files could not be removed: ${error.message}`))
  )

const make = Effect.fn("LocalMediaStore.make")(function*(root: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const incoming = path.join(root, "incoming")
  const folderOf = (sha256: string) => path.join(root, mediaSubfolder(sha256))
  const fileOf = (sha256: MediaRef["sha256"], contentType: MediaRef["contentType"]) =>
    path.join(root, mediaFilePath(mediaFileName({ sha256, contentType })))

  /** A rename is durable once its folder is. Windows has no such call and needs none. */
  const syncFolder = (folder: string) =>
    process.platform === "win32"
      ? Effect.void
      : Effect.scoped(Effect.flatMap(fs.open(folder, { flag: "r" }), (file) => file.sync))

  const tidy = (file: string) =>
    fs.remove(file, { force: true }).pipe(
      Effect.catchAll((error) => Effect.logWarning(`A temporary media file stays behind: ${error.message}`))
    )

  const copyIn = copyingInto(fs, root)

  const check = (ref: MediaRef) => {
    const file = fileOf(ref.sha256, ref.contentType)
    return hashFile(fs, file).pipe(
      Effect.mapError(storeError(file, "reading")),
      Effect.flatMap((found): Effect.Effect<void, MediaStoreError> =>
        found.bytes === 0
          ? new MediaMissing({ path: file })
          : found.sha256 === ref.sha256 && found.bytes === ref.bytes
          ? Effect.void
          : new MediaCorrupt({ path: file, expected: ref.sha256, found: found.sha256 })
      )
    )
  }

  const put = Effect.fn("MediaStore.put")(function*(source: string, contentType: MediaRef["contentType"]) {
    yield* fs.makeDirectory(incoming, { recursive: true }).pipe(Effect.mapError(storeError(root, "writing")))
    const temporary = path.join(incoming, randomUUID())
    return yield* Effect.gen(function*() {
      const { bytes, sha256 } = yield* copyIn(source, temporary)
      const ref = new MediaRef({ sha256, bytes, contentType })
      const file = fileOf(sha256, contentType)
      const folder = folderOf(sha256)
      yield* fs.makeDirectory(folder, { recursive: true }).pipe(Effect.mapError(storeError(root, "writing")))
      // A file of this name is either the same file or a damaged one; the fresh copy then takes its place.
      const standing = yield* fs.exists(file).pipe(
        Effect.mapError(storeError(file, "reading")),
        Effect.flatMap((exists) =>
          exists
            ? check(ref).pipe(
              Effect.as(true),
              Effect.catchTags({
                MediaCorrupt: (damage) => Effect.as(Effect.logWarning(`${damage.message} It is replaced.`), false),
                MediaMissing: () => Effect.succeed(false)
              })
            )
            : Effect.succeed(false)
        )
      )
      if (!standing) yield* fs.rename(temporary, file).pipe(Effect.mapError(storeError(file, "writing")))
      yield* syncFolder(folder).pipe(
        Effect.zipRight(syncFolder(root)),
        Effect.mapError(storeError(root, "writing"))
      )
      return ref
    }).pipe(Effect.ensuring(tidy(temporary)))
  })

  yield* sweepLeftovers(fs, path, incoming)

  return MediaStore.of({
    put,
    path: Effect.fn("MediaStore.path")(function*(ref: MediaRef) {
      const file = fileOf(ref.sha256, ref.contentType)
      const exists = yield* fs.exists(file).pipe(Effect.mapError(storeError(file, "reading")))
      return exists ? file : yield* new MediaMissing({ path: file })
    }),
    verify: Effect.fn("MediaStore.verify")(function*(ref: MediaRef) {
      yield* check(ref)
    }),
    remove: Effect.fn("MediaStore.remove")(function*(ref: MediaRef) {
      const file = fileOf(ref.sha256, ref.contentType)
      yield* fs.remove(file, { force: true }).pipe(Effect.mapError(storeError(file, "writing")))
    })
  })
})

/** Media in a folder: `<root>/<first two of the hash>/<hash>.mp4`, written by way of `<root>/incoming`. */
export const layer = (root: string): Layer.Layer<MediaStore, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(MediaStore, make(root))

/** In `media` inside CALLSHEET_DATA_DIR. */
export const layerConfig = Layer.unwrapEffect(
  Effect.map(settings.dataDir.config, (data) => layer(mediaFolderOf(data)))
)
