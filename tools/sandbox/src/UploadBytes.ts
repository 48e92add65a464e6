import { createHash } from "node:crypto"
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"

/** Keeps what was uploaded until the upload is complete. */
export interface UploadBytes {
  readonly write: (uploadId: string, offset: number, bytes: Uint8Array) => void
  /** Bytes from `offset`; fewer than `length` at the end. */
  readonly read: (uploadId: string, offset: number, length: number) => Uint8Array
  readonly remove: (uploadId: string) => void
}

export const memoryUploads = (): UploadBytes => {
  const uploads = new Map<string, Array<{ readonly offset: number; readonly bytes: Uint8Array }>>()
  return {
    write: (id, offset, bytes) => {
      const kept = (uploads.get(id) ?? []).filter((piece) => piece.offset < offset)
      uploads.set(id, [...kept, { offset, bytes }])
    },
    read: (id, offset, length) => {
      const parts: Array<Uint8Array> = []
      for (const piece of uploads.get(id) ?? []) {
        const part = piece.bytes.subarray(
          Math.max(0, offset - piece.offset),
          Math.max(0, offset + length - piece.offset)
        )
        if (part.length > 0) parts.push(part)
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    },
    remove: (id) => {
      uploads.delete(id)
    }
  }
}

/** One file per upload, so that an upload goes on after a restart. Ids are our own digits, hence safe as names. */
export const fileUploads = (folder: string): UploadBytes => {
  mkdirSync(folder, { recursive: true })
  const within = <A>(id: string, flags: string, use: (file: number) => A): A => {
    const file = openSync(join(folder, id), flags, 0o600)
    try {
      return use(file)
    } finally {
      closeSync(file)
    }
  }
  return {
    write: (id, offset, bytes) =>
      within(id, offset === 0 ? "w" : "r+", (file) => {
        for (let done = 0; done < bytes.length;) {
          done += writeSync(file, bytes, done, bytes.length - done, offset + done)
        }
      }),
    read: (id, offset, length) =>
      within(id, "r", (file) => {
        const into = Buffer.alloc(length)
        let done = 0
        for (let read = -1; read !== 0 && done < length; done += read) {
          read = readSync(file, into, done, length - done, offset + done)
        }
        return into.subarray(0, done)
      }),
    remove: (id) => rmSync(join(folder, id), { force: true })
  }
}

/** SHA-256 in hex of the first `size` bytes. */
export const sha256Of = (uploads: UploadBytes, uploadId: string, size: number): string => {
  const hash = createHash("sha256")
  const step = 4_194_304
  for (let offset = 0; offset < size; offset += step) {
    hash.update(uploads.read(uploadId, offset, Math.min(step, size - offset)))
  }
  return hash.digest("hex")
}
