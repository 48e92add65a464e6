import type { Fault } from "@callsheet/domain/api/ApiError"
import type { Feasibility } from "@callsheet/domain/api/calls/plan"
import { parse } from "csv-parse/browser/esm/sync"
import { stringify } from "csv-stringify/browser/esm/sync"

export type Format = "csv" | "ics" | "json"

/** A file as it was chosen. `rows` are the cells of a CSV, head first; null where only the server reads the format. */
export interface Sheet {
  readonly name: string
  readonly format: Format
  readonly content: string
  readonly rows: ReadonlyArray<ReadonlyArray<string>> | null
}

export const formatOf = (name: string): Format | null => {
  const end = name.toLowerCase().split(".").at(-1) ?? ""
  return end === "ics" || end === "json" ? end : end === "csv" || end === "txt" || end === "tsv" ? "csv" : null
}

/** The head decides, as on the server. */
const delimiterOf = (content: string): "," | ";" => {
  const head = content.replace(/^\uFEFF/, "").trimStart().split(/\r\n|\r|\n/, 1)[0] ?? ""
  return head.split(";").length > head.split(",").length ? ";" : ","
}

/** Null where it is no CSV; the server then says what is wrong with it. */
const cellsOf = (content: string): ReadonlyArray<ReadonlyArray<string>> | null => {
  try {
    return parse(content, {
      bom: true,
      delimiter: delimiterOf(content),
      relax_column_count: true,
      skip_records_with_empty_values: true
    })
  } catch {
    // The server reads the very file and names the line.
    return null
  }
}

export const sheetOf = (name: string, format: Format, content: string): Sheet => ({
  name,
  format,
  content,
  rows: format === "csv" ? cellsOf(content) : null
})

const written = (sheet: Sheet, rows: ReadonlyArray<ReadonlyArray<string>>): Sheet => ({
  ...sheet,
  rows,
  content: stringify(rows.map((row) => [...row]), { delimiter: delimiterOf(sheet.content) })
})

/** `row` counts the data rows from 1, `column` the cells from 0. */
export const withCell = (sheet: Sheet, row: number, column: number, text: string): Sheet =>
  sheet.rows === null
    ? sheet
    : written(
      sheet,
      sheet.rows.map((cells, at) => at !== row ? cells : cells.map((cell, index) => index === column ? text : cell))
    )

export const withoutRows = (sheet: Sheet, rows: ReadonlySet<number>): Sheet =>
  sheet.rows === null ? sheet : written(sheet, sheet.rows.filter((_, at) => !rows.has(at)))

export interface Checked {
  readonly faults: ReadonlyArray<Fault>
  readonly feasibility: ReadonlyArray<Feasibility>
}

export const columnAt = (sheet: Sheet, name: string): number =>
  (sheet.rows?.[0] ?? []).findIndex((head) => head.trim().toLowerCase() === name)

/** Whether a fault belongs to this cell. */
export const faultsOf = (checked: Checked, row: number, column: string | null): ReadonlyArray<Fault> =>
  checked.faults.filter((fault) => fault.row === row && (column === null || fault.column === column))

/** Faults stand in the order of the rows; those of the file itself come first. */
export const faultyRows = ({ faults }: Checked): ReadonlySet<number> =>
  new Set(faults.flatMap(({ row }) => row === null ? [] : [row]))
