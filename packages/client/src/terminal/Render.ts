import { type PlanStatusFacts, planStatusFacts } from "@callsheet/domain/facts/planStatuses"
import { stripVTControlCharacters } from "node:util"
import stringWidth from "string-width"

/** What a stream can show. `width` in columns; a pipe has no width. */
export interface TerminalLook {
  readonly terminal: boolean
  readonly colour: boolean
  readonly width: number
}

export const plainLook: TerminalLook = { terminal: false, colour: false, width: Number.POSITIVE_INFINITY }

/** Colour needs a terminal that can, and a person who did not turn it off (no-color.org). */
export const lookOf = (
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>
): TerminalLook => {
  if (stream.isTTY !== true) return plainLook
  const colour = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb"
  return { terminal: env["TERM"] !== "dumb", colour, width: Math.max(40, stream.columns ?? 80) }
}

const codes = { red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, grey: 90, bold: 1 } as const
export type Colour = keyof typeof codes
export type Colouring = (colour: Colour, text: string) => string

export const painter = (look: TerminalLook): Colouring => (colour, text) =>
  look.colour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text

/** Columns a text takes: ANSI codes take none, wide letters and emoji take two. */
export const widthOf = (text: string): number => stringWidth(text)

export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))

const signs = new Intl.Segmenter(undefined, { granularity: "grapheme" })

export const shorten = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text
  let kept = ""
  // By what a reader sees as one sign: a flag or a letter with its marks is never cut in half.
  for (const { segment } of signs.segment(text)) {
    if (widthOf(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Marks that reverse the text after them, so that it says something else than it holds. */
const DIRECTIONS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** One line and no control characters: what a vendor or a user wrote must not move the cursor. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(DIRECTIONS, "").trim()

export interface TableColumn<A> {
  readonly name: string
  readonly of: (row: A) => string | number | null
  readonly colour?: (row: A) => Colour | null
  /** May be shortened when the terminal is narrow. */
  readonly flexible?: boolean
}

/** Aligned under headings on a terminal; tab-separated without headings in a pipe, as `cut` and `awk` like it. */
export const table = <A>(
  rows: ReadonlyArray<A>,
  columns: ReadonlyArray<TableColumn<A>>,
  look: TerminalLook
): string => {
  const cells = rows.map((row) => columns.map((column) => oneLine(String(column.of(row) ?? ""))))
  if (!look.terminal) return cells.map((line) => line.join("\t")).join("\n")
  if (rows.length === 0) return "None."
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.name), ...cells.map((line) => widthOf(line[index] ?? "")))
  )
  const excess = widths.reduce((sum, width) => sum + width + 2, -2) - look.width
  const flexible = columns.flatMap((column, index) => (column.flexible === true ? [index] : []))
  for (let left = excess; left > 0 && flexible.some((index) => (widths[index] ?? 0) > 12); left--) {
    const widest = flexible.reduce((a, b) => ((widths[a] ?? 0) >= (widths[b] ?? 0) ? a : b))
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  const paint = painter(look)
  const line = (texts: ReadonlyArray<string>, colours: ReadonlyArray<Colour | null>) =>
    texts.map((text, index) => {
      const width = widths[index] ?? 0
      const shown = index === texts.length - 1 ? shorten(text, width) : pad(shorten(text, width), width)
      const colour = colours[index] ?? null
      return colour === null ? shown : paint(colour, shown)
    }).join("  ").trimEnd()
  return [
    line(columns.map((column) => column.name.toUpperCase()), columns.map(() => "grey")),
    ...rows.map((row, index) => line(cells[index] ?? [], columns.map((column) => column.colour?.(row) ?? null)))
  ].join("\n")
}

/** Names and values of one thing, one a line. */
export const facts = (
  pairs: ReadonlyArray<readonly [name: string, value: string | number | null]>,
  look: TerminalLook
) => {
  const shown = pairs.filter(([, value]) => value !== null && value !== "")
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const paint = painter(look)
  return shown.map(([name, value]) =>
    look.terminal
      ? `${paint("grey", pad(name, width))}  ${oneLine(String(value))}`
      : `${name}\t${oneLine(String(value))}`
  ).join("\n")
}

export const bar = (fraction: number, width: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * width)
  return "█".repeat(full) + "░".repeat(width - full)
}

/** `2026-11-24 18:00:05 Europe/Berlin`: always with its zone, because a time without one is a trap. */
export const inZone = (iso: string, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium"
  }).format(new Date(iso))
  return `${parts} ${timeZone}`
}

/** The same in the zone of the person at this terminal. */
export const here = (iso: string): string => inZone(iso, Intl.DateTimeFormat().resolvedOptions().timeZone)

/** `340 ms`, `8.2 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export const span = (millis: number): string => {
  if (millis < 1_000) return `${Math.max(0, Math.round(millis))} ms`
  if (millis < 60_000) return `${(millis / 1_000).toFixed(1)} s`
  const seconds = Math.round(millis / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`
}

/** What accounts and jobs are, beside plans. */
const otherColours: Readonly<Record<string, Colour>> = {
  connected: "green",
  completed: "green",
  dead: "red",
  needs_reauth: "red",
  suspended: "yellow",
  disconnected: "grey"
}

const planColour = ({ posted, waitsFor }: PlanStatusFacts): Colour | null => {
  if (posted === "yes") return "green"
  if (posted === "never") return "grey"
  return waitsFor === "person" ? "red" : waitsFor === "approver" ? "yellow" : null
}

export const statusColour = (status: string): Colour | null => {
  const plan = planStatusFacts(status)
  return plan === undefined ? otherColours[status] ?? null : planColour(plan)
}
