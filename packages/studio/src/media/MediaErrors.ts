import { backoff, type RetryAdvice } from "@callsheet/domain/Failure"
import { makeAgain, remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import type { PlatformError } from "@effect/platform/Error"
import { Schema } from "effect"

const putBack: Steps = [
  step("Put the file back from a backup, then try again", "plan.retry"),
  ...makeAgain("Or have another video made: reject this one")
]

/** The disk has no room. Nothing half-written stays behind. */
export class DiskFull extends Schema.TaggedError<DiskFull>()("DiskFull", { path: Schema.String }) {
  override get message(): string {
    return "The disk that holds the media is full."
  }
  get remedy(): string {
    return `Free space where ${this.path} lies, or point CALLSHEET_DATA_DIR to a larger disk; it goes on by itself.`
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** The store's folder may not be written. */
export class StoreReadOnly extends Schema.TaggedError<StoreReadOnly>()("StoreReadOnly", { path: Schema.String }) {
  override get message(): string {
    return "The media folder cannot be written."
  }
  get remedy(): string {
    return `Give the worker's user the right to write to ${this.path}; it goes on by itself.`
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** A file that should be there is not, or holds nothing. */
export class MediaMissing extends Schema.TaggedError<MediaMissing>()("MediaMissing", { path: Schema.String }) {
  override get message(): string {
    return `The media file ${this.path} is missing or empty.`
  }
  get steps(): Steps {
    return putBack
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** A file's bytes are not those its name promises. */
export class MediaCorrupt extends Schema.TaggedError<MediaCorrupt>()("MediaCorrupt", {
  path: Schema.String,
  expected: Schema.String,
  found: Schema.String
}) {
  override get message(): string {
    return `The media file ${this.path} is damaged: its SHA-256 begins with ${this.found.slice(0, 12)} instead of ${
      this.expected.slice(0, 12)
    }.`
  }
  get steps(): Steps {
    return [step("Check the disk"), ...putBack]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** Anything else the file system may say; `reason` is its own short word ("EIO", "EMFILE"). */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `The media store does not work: ${this.reason} at ${this.path}.`
  }
  get remedy(): string {
    return "Check the disk and what stands in the way at that place; it goes on by itself."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

export const MediaStoreError = Schema.Union(DiskFull, StoreReadOnly, MediaMissing, MediaCorrupt, StoreUnavailable)
export type MediaStoreError = typeof MediaStoreError.Type

/** The operating system's code below a platform error; the platform keeps only some of them as reasons. */
const errno = (error: PlatformError): string => {
  const { cause } = error
  return typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : error._tag === "SystemError"
    ? error.reason
    : error._tag
}

/** Names what happened to the file at `path`. Absence is only "missing" when reading; when writing, a folder went away. */
export const storeError = (path: string, doing: "reading" | "writing") => (error: PlatformError): MediaStoreError => {
  const reason = errno(error)
  switch (reason) {
    case "ENOSPC":
    case "EDQUOT":
      return new DiskFull({ path })
    case "EROFS":
    case "EACCES":
    case "EPERM":
    case "PermissionDenied":
      return doing === "writing" ? new StoreReadOnly({ path }) : new StoreUnavailable({ path, reason })
    case "ENOENT":
    case "NotFound":
      return doing === "reading" ? new MediaMissing({ path }) : new StoreUnavailable({ path, reason })
    default:
      return new StoreUnavailable({ path, reason })
  }
}
