import { oneLine } from "@callsheet/client/terminal/Render"
import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs"
import { dirname } from "node:path"

/** One old log of this size is kept beside the new one. */
const KEPT_BYTES = 10_000_000
const LAST_WORDS = 12

export interface ChildNotice {
  readonly level: "warning" | "error"
  readonly text: string
}

const levels: Readonly<Record<string, ChildNotice["level"]>> = { warn: "warning", error: "error", fatal: "error" }

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : Array.isArray(value) ? value.map(textOf).join(" ") : JSON.stringify(value)

/** What a line of a child's log tells a person while it runs: nothing below a warning. */
export const noticeOf = (line: string): ChildNotice | null => {
  if (!line.startsWith("{")) return null
  try {
    const entry: { readonly level?: string; readonly message?: unknown } = JSON.parse(line)
    const level = levels[entry.level ?? ""]
    return level === undefined ? null : { level, text: oneLine(textOf(entry.message)) }
  } catch {
    // No JSON after all: words that happen to begin with a brace.
    return null
  }
}

/** A child's log file, and its last words for the case that it dies. Written at once, so a crash loses nothing. */
export class ChildLog {
  readonly file: string
  #bytes: number
  #last: Array<{ readonly line: string; readonly fromStderr: boolean }> = []

  constructor(file: string) {
    this.file = file
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    this.#bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }

  write(line: string, fromStderr: boolean): void {
    this.#last = [...this.#last, { line, fromStderr }].slice(-LAST_WORDS)
    const bytes = Buffer.byteLength(line) + 1
    if (this.#bytes > 0 && this.#bytes + bytes > KEPT_BYTES) {
      renameSync(this.file, `${this.file}.old`)
      this.#bytes = 0
    }
    appendFileSync(this.file, `${line}\n`, { mode: 0o600 })
    this.#bytes += bytes
  }

  /** What it said of importance before it died; where it said nothing of importance, its last lines. */
  lastWords(): string {
    const told = this.#last.flatMap(({ fromStderr, line }) => (fromStderr ? oneLine(line) : noticeOf(line)?.text ?? []))
    return (told.length > 0 ? told : this.#last.map(({ line }) => oneLine(line))).slice(-8).join("\n") ||
      "It said nothing."
  }
}
