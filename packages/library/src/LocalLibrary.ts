import { settings } from "@callsheet/process/settings/Registry"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect, Layer, Option, Stream } from "effect"
import { createHash } from "node:crypto"
import { faultAt, LibraryFault } from "./LibraryFault.ts"
import { type LibraryFile, MediaLibrary } from "./MediaLibrary.ts"

const READ_BYTES = 1 << 20
/** What an org brings is nobody else's on this machine. */
const FOLDER_MODE = 0o700

const make = (root: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const incoming = path.join(root, "incoming")
    const partOf = (uploadId: string) => path.join(incoming, uploadId)
    const folderOf = ({ orgId, sha256 }: LibraryFile) => path.join(root, orgId, sha256.slice(0, 2))
    const fileOf = (file: LibraryFile) => path.join(folderOf(file), `${file.sha256}.${file.form}`)

    const folder = (at: string) =>
      fs.makeDirectory(at, { recursive: true, mode: FOLDER_MODE }).pipe(Effect.mapError(faultAt(at)))

    /** A rename is durable once its folder is. Windows has no such call and needs none. */
    const syncFolder = (at: string) =>
      process.platform === "win32"
        ? Effect.void
        : Effect.scoped(Effect.flatMap(fs.open(at, { flag: "r" }), (file) => file.sync)).pipe(
          Effect.mapError(faultAt(at))
        )

    const write = Effect.fn("MediaLibrary.write")(function*(uploadId: string, offset: number, piece: Uint8Array) {
      yield* folder(incoming)
      const part = partOf(uploadId)
      yield* Effect.scoped(Effect.gen(function*() {
        const file = yield* fs.open(part, { flag: offset === 0 ? "w+" : "r+", mode: 0o600 })
        // A piece whose end was lost may lie behind what counts.
        yield* file.truncate(offset)
        yield* file.seek(offset, "start")
        yield* file.writeAll(piece)
        yield* file.sync
      })).pipe(
        Effect.mapError(faultAt(part)),
        // What does not fit leaves no half piece that takes the room of others.
        Effect.tapError(() => Effect.ignore(fs.truncate(part, offset)))
      )
    })

    const whole = Effect.fn("MediaLibrary.whole")(function*(uploadId: string, bytes: number) {
      const part = partOf(uploadId)
      const hash = createHash("sha256")
      let read = 0
      yield* fs.stream(part, { chunkSize: READ_BYTES, bytesToRead: bytes }).pipe(
        Stream.runForEach((piece) =>
          Effect.sync(() => {
            hash.update(piece)
            read += piece.length
          })
        ),
        Effect.mapError(faultAt(part))
      )
      if (read !== bytes) {
        return yield* new LibraryFault({ kind: "missing", place: part, reason: `${read} of ${bytes} bytes` })
      }
      return { path: part, sha256: hash.digest("hex") }
    })

    const keep = Effect.fn("MediaLibrary.keep")(function*(uploadId: string, file: LibraryFile) {
      const at = folderOf(file)
      yield* folder(at)
      yield* fs.rename(partOf(uploadId), fileOf(file)).pipe(Effect.mapError(faultAt(fileOf(file))))
      yield* syncFolder(at)
      yield* syncFolder(path.join(root, file.orgId))
    })

    return MediaLibrary.of({
      write,
      whole,
      keep,
      drop: (uploadId) => fs.remove(partOf(uploadId), { force: true }).pipe(Effect.mapError(faultAt(partOf(uploadId)))),
      path: Effect.fn("MediaLibrary.path")(function*(file: LibraryFile) {
        const found = yield* Effect.option(fs.stat(fileOf(file)))
        return Option.exists(found, ({ type }) => type === "File")
          ? fileOf(file)
          : yield* new LibraryFault({ kind: "missing", place: fileOf(file), reason: "ENOENT" })
      }),
      remove: (file) => fs.remove(fileOf(file), { force: true }).pipe(Effect.mapError(faultAt(fileOf(file))))
    })
  })

/** Files in a folder: `<root>/<org>/<first two of the hash>/<hash>.png`, by way of `<root>/incoming`. */
export const layer = (root: string): Layer.Layer<MediaLibrary, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(MediaLibrary, make(root))

/** In `library` inside CALLSHEET_DATA_DIR. */
export const layerConfig = Layer.unwrapEffect(Effect.map(settings.dataDir.config, (data) => layer(`${data}/library`)))
