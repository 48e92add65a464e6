import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import type { FileRows } from "@callsheet/domain/planning/ImportColumns"
import { Either } from "effect"
import { readCsv } from "./Csv.ts"
import { readIcs } from "./Ics.ts"
import { readJson } from "./Json.ts"
import { MOST_ROWS, tooManyRows } from "./Limits.ts"

const readers = { csv: readCsv, ics: readIcs, json: readJson } as const
export type FileFormat = keyof typeof readers

/** What the reading process is asked. */
export interface FileReading {
  readonly format: FileFormat
  readonly content: string
}

export type ReadingAnswer = { readonly file: FileRows } | { readonly faults: ReadonlyArray<Fault> }

/** What a program writes where it could not read a character. It stands in no calendar by intention. */
const UNREAD = "\uFFFD"

/** A file that was read in the wrong encoding has lost its letters; storing it would lose them for good. */
const broken = (content: string): Fault | null => {
  const at = content.indexOf(UNREAD)
  if (at < 0) return null
  const line = content.slice(0, at).split("\n").length
  return fault(
    null,
    `Line ${line} has letters that could not be read (U+FFFD), so the file is not in UTF-8. Save it as UTF-8 and send it again`
  )
}

/** The rows of a calendar file, or everything that is wrong with its form. */
export const readFileText = (
  format: FileFormat,
  content: string
): Either.Either<FileRows, ReadonlyArray<Fault>> => {
  const unread = broken(content)
  if (unread !== null) return Either.left([unread])
  return Either.flatMap(readers[format](content), (file) =>
    file.rows.length === 0 && file.faults.length === 0
      ? Either.left([fault(null, "The file has no plan in it")])
      : file.rows.length > MOST_ROWS
      ? Either.left([tooManyRows(file.rows.length)])
      : Either.right(file))
}
