import * as NodeContext from "@effect/platform-node/NodeContext"
import { type PlatformError, SystemError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Layer, Stream } from "effect"

/** What a file is asked for; `writes` where a full or read-only disk would refuse it. */
export interface DiskStep {
  readonly name: "makeDirectory" | "open" | "create" | "write" | "sync" | "exists" | "rename" | "read"
  readonly path: string
  readonly writes: boolean
}

export const errno = (code: string) =>
  new SystemError({
    reason: "Unknown",
    module: "FileSystem",
    method: "test",
    cause: Object.assign(new Error(code), { code })
  })

/**
 * The real file system, behind a gate: what the gate fails with is what the operation fails with. A write that is refused has
 * left half of its bytes on the disk, as a disk does that fills up in the middle of it.
 */
export const faultyDisk = (gate: (step: DiskStep) => Effect.Effect<void, PlatformError>) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (fs): FileSystem.FileSystem => {
      const at = (name: DiskStep["name"], path: string) =>
        gate({ name, path, writes: name !== "open" && name !== "exists" && name !== "read" })
      return {
        ...fs,
        makeDirectory: (path, options) => Effect.zipRight(at("makeDirectory", path), fs.makeDirectory(path, options)),
        exists: (path) => Effect.zipRight(at("exists", path), fs.exists(path)),
        rename: (from, to) => Effect.zipRight(at("rename", to), fs.rename(from, to)),
        stream: (path, options) => Stream.unwrap(Effect.as(at("read", path), fs.stream(path, options))),
        open: (path, options) =>
          Effect.zipRight(
            at(options?.flag === "wx" ? "create" : "open", path),
            Effect.map(fs.open(path, options), (file): FileSystem.File => ({
              [FileSystem.FileTypeId]: FileSystem.FileTypeId,
              fd: file.fd,
              stat: file.stat,
              seek: (offset, from) => file.seek(offset, from),
              read: (buffer) => file.read(buffer),
              readAlloc: (size) => file.readAlloc(size),
              truncate: (length) => file.truncate(length),
              write: (buffer) => Effect.zipRight(at("write", path), file.write(buffer)),
              writeAll: (buffer) =>
                at("write", path).pipe(
                  Effect.tapError(() => file.writeAll(buffer.subarray(0, buffer.length >> 1))),
                  Effect.zipRight(file.writeAll(buffer))
                ),
              sync: Effect.zipRight(at("sync", path), file.sync)
            }))
          )
      }
    })
  ).pipe(Layer.provideMerge(NodeContext.layer))
