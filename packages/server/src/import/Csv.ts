import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import {
  type Column,
  columns,
  exportedOnly,
  type FileRow,
  isColumn,
  isExportedOnly,
  unknownColumn
} from "@callsheet/domain/planning/ImportColumns"
import { CsvError, parse } from "csv-parse/sync"
import { stringify } from "csv-stringify/sync"
import { Either } from "effect"
import { MOST_LINES, MOST_ROWS, tooManyRows } from "./Limits.ts"

/** The head decides: a semicolon inside a topic of a comma file is no separator. */
const delimiterOf = (content: string): "," | ";" => {
  const head = content.replace(/^\uFEFF/, "").trimStart().split(/\r\n|\r|\n/, 1)[0] ?? ""
  return head.split(";").length > head.split(",").length ? ";" : ","
}

const linesIn = (content: string): number => content.match(/\r\n|\r|\n/g)?.length ?? 0

const records = (content: string): Either.Either<ReadonlyArray<ReadonlyArray<string>>, Fault> =>
  linesIn(content) > MOST_LINES
    ? Either.left(fault(null, `The file has more than ${MOST_LINES} lines; split it`))
    : Either.try({
      try: (): ReadonlyArray<ReadonlyArray<string>> =>
        parse(content, {
          bom: true,
          delimiter: delimiterOf(content),
          // The head, and one row more than is possible: then it is refused, however many follow.
          to: MOST_ROWS + 2,
          relax_column_count: true,
          skip_records_with_empty_values: true
        }),
      catch: (error) => {
        if (!(error instanceof CsvError)) throw error
        const line = typeof error["lines"] === "number" ? ` (line ${error["lines"]})` : ""
        return fault(null, `The file cannot be read as CSV${line}: ${error.message}`)
      }
    })

/** A calendar as CSV: a head, then one plan a row; `,` or `;`, quoted with `"`, with or without a byte order mark. */
export const readCsv = (content: string): Either.Either<ReadonlyArray<FileRow>, ReadonlyArray<Fault>> =>
  Either.flatMap(Either.mapLeft(records(content), (one) => [one]), ([head = [], ...rows]) => {
    if (rows.length > MOST_ROWS) return Either.left([tooManyRows(null)])
    const names = head.map((name) => name.trim().toLowerCase())
    const faults = [
      ...names.flatMap((name) => isColumn(name) || isExportedOnly(name) ? [] : [unknownColumn(name, null)]),
      ...columns.flatMap((name) =>
        names.filter((other) => other === name).length > 1 ? [fault(name, "The column is there twice")] : []
      ),
      ...(names.includes("topic") ? [] : [fault("topic", "The column is missing")]),
      ...rows.flatMap((cells, index) =>
        cells.length === names.length
          ? []
          : [fault(null, `It has ${cells.length} cells, the head has ${names.length}`, index + 1)]
      )
    ]
    if (faults.length > 0) return Either.left(faults)
    return Either.right(rows.map((cells, index): FileRow => {
      const found: { [C in Column]?: string } = {}
      names.forEach((name, column) => {
        if (isColumn(name)) found[name] = unescaped(cells[column] ?? "")
      })
      return { row: index + 1, place: String(index + 1), cells: found, repeats: false }
    }))
  })

/** What a spreadsheet would take for a formula. `csv-stringify` writes a quote mark before it, as spreadsheets do. */
const formula = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/** A text that begins with such a quote mark gets another, so that reading, which takes one away, is exact. */
const kept = (text: string) => text.startsWith("'") && formula.test(text) ? `'${text}` : text
const unescaped = (text: string) => text.startsWith("'") && formula.test(text) ? text.slice(1) : text

export const writeCsv = (rows: ReadonlyArray<{ readonly [name: string]: string }>): string => {
  const names = [...columns, ...exportedOnly]
  return stringify([names, ...rows.map((row) => names.map((name) => kept(row[name] ?? "")))], {
    escape_formulas: true,
    quoted_match: /^\s|\s$/,
    record_delimiter: "windows"
  })
}
