import type { MediaForm } from "@callsheet/domain/library/LibraryMedia"
import { Context, type Effect } from "effect"
import type { LibraryFault } from "./LibraryFault.ts"

/** A file of an org's library, as its bytes name it. */
export interface LibraryFile {
  readonly orgId: string
  readonly sha256: string
  readonly form: MediaForm
}

/**
 * Where the files of orgs' libraries lie. What is known of them, and how much of an upload counts, stands in the database:
 * a store only keeps bytes. An object store does the same with parts, a copy and an address of its own.
 */
export class MediaLibrary extends Context.Tag("@callsheet/library/MediaLibrary")<MediaLibrary, {
  /** Writes a piece of an upload at its place. What lay there or behind it is gone. */
  readonly write: (uploadId: string, offset: number, piece: Uint8Array) => Effect.Effect<void, LibraryFault>
  /** The whole upload as a file on this machine, with the hash of its first `bytes` bytes. */
  readonly whole: (
    uploadId: string,
    bytes: number
  ) => Effect.Effect<{ readonly path: string; readonly sha256: string }, LibraryFault>
  /** The upload becomes this file. Whole or not at all; when this succeeds the bytes survive a power cut. */
  readonly keep: (uploadId: string, file: LibraryFile) => Effect.Effect<void, LibraryFault>
  /** Forgets an upload. Nothing there is fine. */
  readonly drop: (uploadId: string) => Effect.Effect<void, LibraryFault>
  /** A path on this machine from which the file can be read. */
  readonly path: (file: LibraryFile) => Effect.Effect<string, LibraryFault>
  /** Removing what is not there succeeds. */
  readonly remove: (file: LibraryFile) => Effect.Effect<void, LibraryFault>
}>() {}
