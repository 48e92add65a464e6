import type { MediaRef } from "@callsheet/domain/asset/Media"
import { Context, type Effect } from "effect"
import type { MediaStoreError } from "./MediaErrors.ts"

/**
 * Where finished videos and covers live. A file is whole or absent, never half; its name is the hash of its bytes, so
 * putting the same file twice gives the same reference and one file.
 */
export class MediaStore extends Context.Tag("@callsheet/worker/MediaStore")<MediaStore, {
  /** Copies the file at `path` into the store. When this succeeds the bytes survive a power cut. */
  readonly put: (path: string, contentType: MediaRef["contentType"]) => Effect.Effect<MediaRef, MediaStoreError>
  /** A path on this machine from which the file can be read. */
  readonly path: (ref: MediaRef) => Effect.Effect<string, MediaStoreError>
  /** Reads the whole file and compares it with its name. */
  readonly verify: (ref: MediaRef) => Effect.Effect<void, MediaStoreError>
  /** Removing what is not there succeeds. */
  readonly remove: (ref: MediaRef) => Effect.Effect<void, MediaStoreError>
}>() {}
