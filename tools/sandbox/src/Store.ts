import { Schema } from "effect"
import { BookEntry, Books, type Note } from "./Books.ts"
import { InjectedFault } from "./Fault.ts"
import { Code, Creator, Grant, PublicationRecord, QueuedWebhook, Token } from "./Records.ts"
import { Settings, type SettingsPatch, standardSettings } from "./Settings.ts"

interface Rows {
  readonly settings: Settings
  readonly creators: Creator
  readonly codes: Code
  readonly grants: Grant
  readonly accessTokens: Token
  readonly refreshTokens: Token
  readonly publications: PublicationRecord
  readonly deliveries: QueuedWebhook
  readonly faults: InjectedFault
}
export type StoreTable = keyof Rows
/** Tables whose rows have a time at which something happens to them. */
type Timed = "publications" | "deliveries"
const isTimed = (table: StoreTable): table is Timed => table === "publications" || table === "deliveries"

const schemas: { readonly [K in StoreTable]: Schema.Schema<Rows[K]> } = {
  settings: Settings,
  creators: Creator,
  codes: Code,
  grants: Grant,
  accessTokens: Token,
  refreshTokens: Token,
  publications: PublicationRecord,
  deliveries: QueuedWebhook,
  faults: InjectedFault
}
const tableNames = Object.keys(schemas).filter((name): name is StoreTable => name in schemas)

/** What one step changed; a line of the journal. A null row was removed; `cleared` comes before everything else. */
const Change = Schema.parseJson(Schema.Struct({
  cleared: Schema.Boolean,
  rows: Schema.Array(Schema.Tuple(Schema.Literal(...tableNames), Schema.String, Schema.Unknown)),
  books: Schema.Array(BookEntry)
}))
const decodeChange = Schema.decodeUnknownSync(Change)

/** All that this TikTok knows, in memory. It keeps account of what changed so that a journal can hold it. */
export class Store {
  readonly books = new Books()
  readonly #tables: { readonly [K in StoreTable]: Map<string, Rows[K]> } = {
    settings: new Map(),
    creators: new Map(),
    codes: new Map(),
    grants: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    publications: new Map(),
    deliveries: new Map(),
    faults: new Map()
  }
  /** When rows with a `dueAt` are due, so that finding the next one does not read every row. */
  readonly #agenda = { publications: new Map<string, number>(), deliveries: new Map<string, number>() }
  #changed = new Map<string, readonly [StoreTable, string]>()
  #noted: Array<BookEntry> = []
  #cleared = false

  get settings(): Settings {
    return this.#tables.settings.get("") ?? standardSettings
  }

  patchSettings(patch: SettingsPatch): void {
    this.put("settings", "", { ...this.settings, ...patch })
  }

  get<K extends StoreTable>(table: K, id: string): Rows[K] | undefined {
    return this.#tables[table].get(id)
  }

  all<K extends StoreTable>(table: K): ReadonlyArray<Rows[K]> {
    return [...this.#tables[table].values()]
  }

  ids(table: StoreTable): ReadonlyArray<string> {
    return [...this.#tables[table].keys()]
  }

  put<K extends StoreTable>(table: K, id: string, row: Rows[K]): void {
    this.#set(table, id, row)
    this.#changed.set(`${table} ${id}`, [table, id])
  }

  remove(table: StoreTable, id: string): void {
    if (this.#delete(table, id)) this.#changed.set(`${table} ${id}`, [table, id])
  }

  /** The row that is due first, and when. */
  nextDue(table: Timed): { readonly id: string; readonly at: number } | null {
    let first: { readonly id: string; readonly at: number } | null = null
    for (const [id, at] of this.#agenda[table]) if (first === null || at < first.at) first = { id, at }
    return first
  }

  note(at: number, note: Note): void {
    this.#noted.push(this.books.append(at, note))
  }

  /** Forgets everything, books included. */
  clear(): void {
    this.#empty()
    this.#changed = new Map()
    this.#noted = []
    this.#cleared = true
  }

  #empty(): void {
    for (const table of tableNames) this.#tables[table].clear()
    this.#agenda.publications.clear()
    this.#agenda.deliveries.clear()
    this.books.clear()
  }

  /** Everything since the last call as one line, or null when nothing changed. */
  takeChange(): string | null {
    if (!this.#cleared && this.#changed.size === 0 && this.#noted.length === 0) return null
    const rows = [...this.#changed.values()].map(([table, id]) => [table, id, this.get(table, id) ?? null])
    const line = JSON.stringify({ cleared: this.#cleared, rows, books: this.#noted })
    this.#cleared = false
    this.#changed = new Map()
    this.#noted = []
    return line
  }

  /** The present state as lines that `restore` understands. */
  *snapshot(): Generator<string> {
    const line = (rows: ReadonlyArray<unknown>, books: ReadonlyArray<BookEntry>) =>
      JSON.stringify({ cleared: false, rows, books })
    for (const table of tableNames) {
      for (const id of this.ids(table)) yield line([[table, id, this.get(table, id)]], [])
    }
    for (const entry of this.books.since(0)) yield line([], [entry])
  }

  /** Takes over a line written earlier. Throws a ParseError if it is not one. */
  restore(line: string): void {
    const change = decodeChange(line)
    if (change.cleared) this.#empty()
    for (const [table, id, row] of change.rows) this.#restoreRow(table, id, row)
    for (const entry of change.books) this.books.restore(entry)
  }

  #restoreRow<K extends StoreTable>(table: K, id: string, row: unknown): void {
    if (row === null) this.#delete(table, id)
    else this.#set(table, id, Schema.decodeUnknownSync(schemas[table])(row))
  }

  #set<K extends StoreTable>(table: K, id: string, row: Rows[K]): void {
    this.#tables[table].set(id, row)
    if (!isTimed(table)) return
    if ("dueAt" in row && row.dueAt !== null) this.#agenda[table].set(id, row.dueAt)
    else this.#agenda[table].delete(id)
  }

  #delete(table: StoreTable, id: string): boolean {
    if (isTimed(table)) this.#agenda[table].delete(id)
    return this.#tables[table].delete(id)
  }
}
