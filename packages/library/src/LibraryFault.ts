import type { PlatformError } from "@effect/platform/Error"
import { Schema } from "effect"

/** What a store of files may say. `full`: there is no room; `missing`: the file is not there; `broken`: anything else. */
export class LibraryFault extends Schema.TaggedError<LibraryFault>()("LibraryFault", {
  kind: Schema.Literal("full", "missing", "broken"),
  place: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return this.kind === "full"
      ? "The disk that holds the library is full."
      : this.kind === "missing"
      ? `The file ${this.place} is not in the library's folder.`
      : `The library's folder does not work: ${this.reason} at ${this.place}.`
  }
  get remedy(): string {
    return this.kind === "full"
      ? "Free space where CALLSHEET_DATA_DIR lies, or point it to a larger disk. Then send it again."
      : this.kind === "missing"
      ? "Put the file back from a backup, or upload it again."
      : "Check the disk and the rights of that folder. Then send it again."
  }
}

const codeOf = (error: PlatformError): string => {
  const { cause } = error
  return typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : error._tag === "SystemError"
    ? error.reason
    : error._tag
}

export const faultAt = (place: string) => (error: PlatformError): LibraryFault => {
  const reason = codeOf(error)
  const kind = reason === "ENOSPC" || reason === "EDQUOT"
    ? "full"
    : reason === "ENOENT" || reason === "NotFound"
    ? "missing"
    : "broken"
  return new LibraryFault({ kind, place, reason })
}
