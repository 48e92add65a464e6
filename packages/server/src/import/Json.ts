import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import { readJson as boundedJson } from "@callsheet/domain/BoundedJson"
import {
  type Cell,
  cellNamed,
  type FileRow,
  type FileRows,
  unknownColumn
} from "@callsheet/domain/planning/ImportColumns"
import { Either, Schema } from "effect"
import { MOST_ROWS, tooManyRows } from "./Limits.ts"

const Rows = Schema.Array(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const isRows = Schema.is(Rows)

/** A value as the cell of a table would have it; undefined for what no cell can hold. */
const textOf = (name: Cell, value: unknown): string | undefined => {
  if (value === null || value === undefined) return ""
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  if (name === "hashtags" && Array.isArray(value)) return value.map(String).join(" ")
  // A script may stand in the file as the object that `asset script --json` prints.
  return name === "script" && typeof value === "object" ? JSON.stringify(value) : undefined
}

/** Of a whole calendar, a script in each row included. It is read in a process of its own. */
const MOST_VALUES = 1_000_000

/** A calendar as JSON: an array of objects whose fields are the columns. */
export const readJson = (content: string): Either.Either<FileRows, ReadonlyArray<Fault>> => {
  const json = Either.mapLeft(
    boundedJson(content.replace(/^\uFEFF/, ""), MOST_VALUES),
    (wrong) => [fault(null, `The file ${wrong}`)]
  )
  return Either.flatMap(json, (value) => {
    if (!isRows(value)) return Either.left([fault(null, "The file is not an array of objects, one for each plan")])
    if (value.length > MOST_ROWS) return Either.left([tooManyRows(value.length)])
    const faults: Array<Fault> = []
    const rows = value.map((object, index): FileRow => {
      const row = index + 1
      const cells: { [C in Cell]?: string } = {}
      for (const [written, cell] of Object.entries(object)) {
        const name = cellNamed(written)
        if (name === "status") continue
        if (name === undefined) {
          faults.push(unknownColumn(written, row))
          continue
        }
        const text = textOf(name, cell)
        if (text === undefined) faults.push(fault(name, "It must be a text", row))
        else cells[name] = text
      }
      return { row, place: String(row), cells, repeats: false }
    })
    return Either.right({ rows, faults })
  })
}

export const writeJson = (rows: ReadonlyArray<{ readonly [name: string]: string }>): string =>
  JSON.stringify(rows, null, 2) + "\n"
