import { SystemError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option, Stream } from "effect"

/** Files by path: one volume that all workers see and that outlives each of them. */
export class Disk {
  readonly files = new Map<string, Uint8Array>()
  readonly folders = new Set<string>()
}

/** Asked before each operation; what it fails with is what the operation fails with. */
export type DiskGate = (what: string, writes: boolean) => Effect.Effect<void, SystemError>

const missing = (method: string, path: string) =>
  new SystemError({ reason: "NotFound", module: "FileSystem", method, pathOrDescriptor: path })

export const diskFull = (what: string): SystemError =>
  new SystemError({
    reason: "Unknown",
    module: "FileSystem",
    method: what,
    cause: Object.assign(new Error("no space left on device"), { code: "ENOSPC" })
  })

/** The file system as one process sees it. */
export const fileSystem = (disk: Disk, gate: DiskGate): FileSystem.FileSystem => {
  const bytesOf = (method: string, path: string) =>
    Effect.suspend(() => {
      const bytes = disk.files.get(path)
      return bytes === undefined ? Effect.fail(missing(method, path)) : Effect.succeed(bytes)
    })

  const open = (path: string): FileSystem.File => {
    let position = 0
    const read = (into: Uint8Array) =>
      Effect.map(bytesOf("read", path), (bytes) => {
        const part = bytes.subarray(position, position + into.length)
        into.set(part)
        position += part.length
        return FileSystem.Size(part.length)
      })
    const append = (piece: Uint8Array) =>
      Effect.map(bytesOf("write", path), (bytes) => {
        const longer = new Uint8Array(bytes.length + piece.length)
        longer.set(bytes)
        longer.set(piece, bytes.length)
        disk.files.set(path, longer)
        return FileSystem.Size(piece.length)
      })
    return {
      [FileSystem.FileTypeId]: FileSystem.FileTypeId,
      fd: FileSystem.FileDescriptor(0),
      stat: Effect.flatMap(bytesOf("stat", path), (bytes) => Effect.succeed(info("File", bytes.length))),
      seek: (offset, from) =>
        Effect.sync(() => {
          position = from === "start" ? Number(offset) : position + Number(offset)
        }),
      sync: gate(`sync ${path}`, true),
      read,
      readAlloc: (size) =>
        Effect.suspend(() => {
          const into = new Uint8Array(Number(size))
          return Effect.map(read(into), (length) =>
            length === FileSystem.Size(0) ? Option.none() : Option.some(into.subarray(0, Number(length))))
        }),
      truncate: () =>
        Effect.sync(() => {
          disk.files.set(path, new Uint8Array())
        }),
      write: (piece) => Effect.zipRight(gate(`write ${path}`, true), append(piece)),
      writeAll: (piece) => Effect.asVoid(Effect.zipRight(gate(`write ${path}`, true), append(piece)))
    }
  }

  return FileSystem.makeNoop({
    makeDirectory: (path) =>
      Effect.sync(() => {
        disk.folders.add(path)
      }),
    exists: (path) => Effect.sync(() => disk.files.has(path) || disk.folders.has(path)),
    open: (path, options) =>
      Effect.zipRight(
        gate(`open ${path}`, options?.flag === "wx"),
        Effect.sync(() => {
          if (options?.flag === "wx") disk.files.set(path, new Uint8Array())
          return open(path)
        })
      ),
    rename: (from, to) =>
      Effect.zipRight(
        gate(`rename to ${to}`, true),
        Effect.map(bytesOf("rename", from), (bytes) => {
          disk.files.delete(from)
          disk.files.set(to, bytes)
        })
      ),
    remove: (path) =>
      Effect.sync(() => {
        disk.files.delete(path)
      }),
    readDirectory: (path) =>
      Effect.sync(() =>
        [...disk.files.keys()].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1))
      ),
    stat: (path) => Effect.map(bytesOf("stat", path), (bytes) => info("File", bytes.length)),
    stream: (path) =>
      Stream.unwrap(
        Effect.zipRight(gate(`read ${path}`, false), Effect.map(bytesOf("read", path), (bytes) => Stream.make(bytes)))
      )
  })
}

const info = (type: FileSystem.File.Type, size: number): FileSystem.File.Info => ({
  type,
  size: FileSystem.Size(size),
  mtime: Option.none(),
  atime: Option.none(),
  birthtime: Option.none(),
  dev: 0,
  ino: Option.none(),
  mode: 0o644,
  nlink: Option.none(),
  uid: Option.none(),
  gid: Option.none(),
  rdev: Option.none(),
  blksize: Option.none(),
  blocks: Option.none()
})
