import type { Fault } from "@callsheet/domain/api/ApiError"
import type { Feasibility } from "@callsheet/domain/api/calls/plan"
import { parse } from "csv-parse/browser/esm/sync"
import { stringify } from "csv-stringify/browser/esm/sync"

export type Format = "csv" | "ics" | "json"

/** A file as it was chosen. `rows` are the cells of a CSV with its head; null where only the server reads the format. */
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
      relax_column_count: true
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

const isBlank = (cells: ReadonlyArray<string>) => cells.every((cell) => cell.trim() === "")
const headAt = ({ rows }: Sheet): number => rows?.findIndex((cells) => !isBlank(cells)) ?? -1

export interface NumberedRow {
  readonly cells: ReadonlyArray<string>
  /** As in a spreadsheet, where the head is row 1 and blank rows count too; the server counts the same. */
  readonly row: number
}

export const headOf = (sheet: Sheet): ReadonlyArray<string> => sheet.rows?.[headAt(sheet)] ?? []

export const dataRows = (sheet: Sheet): ReadonlyArray<NumberedRow> => {
  const at = headAt(sheet)
  return (sheet.rows ?? []).flatMap((cells, index) => index > at && !isBlank(cells) ? [{ cells, row: index + 1 }] : [])
}

/** `row` as in a spreadsheet, `column` counts the cells from 0. */
export const withCell = (sheet: Sheet, row: number, column: number, text: string): Sheet =>
  sheet.rows === null
    ? sheet
    : written(
      sheet,
      sheet.rows.map((cells, at) => at + 1 !== row ? cells : cells.map((cell, index) => index === column ? text : cell))
    )

export const withoutRows = (sheet: Sheet, rows: ReadonlySet<number>): Sheet =>
  sheet.rows === null ? sheet : written(sheet, sheet.rows.filter((_, at) => !rows.has(at + 1)))

export interface Checked {
  readonly faults: ReadonlyArray<Fault>
  readonly feasibility: ReadonlyArray<Feasibility>
}

export const columnAt = (sheet: Sheet, name: string): number =>
  headOf(sheet).findIndex((head) => head.trim().toLowerCase() === name)

/** Whether a fault belongs to this cell. */
export const faultsOf = (checked: Checked, row: number, column: string | null): ReadonlyArray<Fault> =>
  checked.faults.filter((fault) => fault.row === row && (column === null || fault.column === column))

/** Faults stand in the order of the rows; those of the file itself come first. */
export const faultyRows = ({ faults }: Checked): ReadonlySet<number> =>
  new Set(faults.flatMap(({ row }) => row === null ? [] : [row]))
