import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import {
  type Cell,
  cellNamed,
  columns,
  exportedOnly,
  type FileRow,
  type FileRows,
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
          relax_column_count: true
        }),
      catch: (error) => {
        if (!(error instanceof CsvError)) throw error
        const line = typeof error["lines"] === "number" ? ` (line ${error["lines"]})` : ""
        return fault(null, `The file cannot be read as CSV${line}: ${error.message}`)
      }
    })

const isBlank = (cells: ReadonlyArray<string>) => cells.every((cell) => cell.trim() === "")

/** What is wrong with the head, by itself. */
const headFaults = (head: ReadonlyArray<string>, names: ReadonlyArray<ReturnType<typeof cellNamed>>) => [
  ...head.flatMap((written, column) => names[column] === undefined ? [unknownColumn(written.trim(), null)] : []),
  ...columns.flatMap((name) => {
    const same = head.filter((_, column) => names[column] === name)
    return same.length > 1
      ? [fault(name, `The column is there ${same.length} times: ${same.map((one) => one.trim()).join(", ")}`)]
      : []
  }),
  ...(names.includes("topic") ? [] : [fault("topic", "The column is missing")])
]

/**
 * A calendar as CSV: a head, then one plan a row; `,` or `;`, quoted with `"`, with or without a byte order mark. Rows count
 * as in a spreadsheet, where the head is row 1 and blank rows count too.
 */
export const readCsv = (content: string): Either.Either<FileRows, ReadonlyArray<Fault>> =>
  Either.flatMap(Either.mapLeft(records(content), (one) => [one]), (all) => {
    const at = all.findIndex((cells) => !isBlank(cells))
    const head = at < 0 ? [] : all[at] ?? []
    const found = all.flatMap((cells, index) => index > at && !isBlank(cells) ? [{ cells, row: index + 1 }] : [])
    if (found.length > MOST_ROWS) return Either.left([tooManyRows(found.length)])
    const names = head.map(cellNamed)
    const faults: Array<Fault> = headFaults(head, names)
    const rows = found.map(({ cells, row }, index): FileRow => {
      // A spreadsheet writes empty cells where a row was longer once.
      if (cells.length < head.length || !isBlank(cells.slice(head.length))) {
        faults.push(fault(null, `It has ${cells.length} cells, the head has ${head.length}`, row))
      }
      const read: { [C in Cell]?: string } = {}
      names.forEach((name, column) => {
        if (name !== undefined && name !== "status") read[name] = unescaped(cells[column] ?? "")
      })
      return { row, place: String(index + 1), cells: read, repeats: false }
    })
    // A row that nobody can name the columns of says nothing.
    return names.includes("topic") ? Either.right({ rows, faults }) : Either.left(faults)
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
