import { Sha256 } from "@callsheet/domain/asset/Media"
import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Stream } from "effect"
import { createHash } from "node:crypto"

/** Large enough that hashing, not the number of reads, takes the time. */
const READ_BYTES = 1 << 20

/** A file's pieces in order, as they are read. */
export const readPieces = (fs: FileSystem.FileSystem, path: string): Stream.Stream<Uint8Array, PlatformError> =>
  fs.stream(path, { chunkSize: READ_BYTES })

/** The SHA-256 and size of a file, read once from end to end. */
export const hashFile = (
  fs: FileSystem.FileSystem,
  path: string
): Effect.Effect<{ readonly sha256: Sha256; readonly bytes: number }, PlatformError> =>
  Effect.suspend(() => {
    const hash = createHash("sha256")
    let bytes = 0
    return Stream.runForEach(readPieces(fs, path), (piece) =>
      Effect.sync(() => {
        hash.update(piece)
        bytes += piece.length
      })).pipe(Effect.map(() => ({ sha256: Sha256.make(hash.digest("hex")), bytes })))
  })
