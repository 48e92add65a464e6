import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import type { FileRow } from "@callsheet/domain/planning/ImportColumns"
import { Either } from "effect"
import { readCsv } from "./Csv.ts"
import { readIcs } from "./Ics.ts"
import { readJson } from "./Json.ts"
import { MOST_ROWS, tooManyRows } from "./Limits.ts"

const readers = { csv: readCsv, ics: readIcs, json: readJson } as const
export type Format = keyof typeof readers

/** What the reading process is asked. */
export interface Reading {
  readonly format: Format
  readonly content: string
}

export type ReadingAnswer = { readonly rows: ReadonlyArray<FileRow> } | { readonly faults: ReadonlyArray<Fault> }

/** The rows of a calendar file, or everything that is wrong with its form. */
export const readFileText = (
  format: Format,
  content: string
): Either.Either<ReadonlyArray<FileRow>, ReadonlyArray<Fault>> =>
  Either.flatMap(readers[format](content), (rows) =>
    rows.length === 0
      ? Either.left([fault(null, "The file has no plan in it")])
      : rows.length > MOST_ROWS
      ? Either.left([tooManyRows(rows.length)])
      : Either.right(rows))
