import { Either, ParseResult, Schema } from "effect"
import type { AccountView } from "../account/AccountView.ts"
import { type Fault, fault } from "../api/ApiError.ts"
import type { NewPlan } from "../api/calls/plan.ts"
import { AccountId } from "../Ids.ts"
import { PresetName } from "../org/Preset.ts"
import { Delivery, Privacy } from "../plan/Plan.ts"
import { Hashtags, IdempotencyKey, Language, Notes, ScriptText, Topic } from "../Text.ts"
import { readInstant } from "./Slot.ts"
import { type DateContext, writtenDate } from "./WrittenDate.ts"

/** The columns of a calendar file, in the order in which it is written. Part of the outside contract. */
export const columns = [
  "topic",
  "account",
  "at",
  "timezone",
  "privacy",
  "delivery",
  "script",
  "language",
  "hashtags",
  "key",
  "allow_comment",
  "allow_duet",
  "allow_stitch",
  "brand_organic",
  "brand_content",
  "notes",
  "preset"
] as const
export type ImportColumn = typeof columns[number]

/** What an export says besides: `id` makes a row that comes back a change of that plan, `status` is read past. */
export const exportedOnly = ["id", "status"] as const

/** What a row can hold. `time` is an hour in a column of its own. */
export type Cell = ImportColumn | "id" | "time"

/** Other names that people give to columns. */
const aliases: Readonly<Record<string, Cell>> = {
  title: "topic",
  subject: "topic",
  summary: "topic",
  thema: "topic",
  titel: "topic",
  betreff: "topic",
  channel: "account",
  username: "account",
  konto: "account",
  date: "at",
  datetime: "at",
  date_time: "at",
  slot: "at",
  when: "at",
  publish_at: "at",
  post_at: "at",
  scheduled: "at",
  scheduled_at: "at",
  start: "at",
  start_date: "at",
  datum: "at",
  hour: "time",
  start_time: "time",
  uhrzeit: "time",
  zeit: "time",
  time_zone: "timezone",
  tz: "timezone",
  zone: "timezone",
  zeitzone: "timezone",
  visibility: "privacy",
  lang: "language",
  sprache: "language",
  tags: "hashtags",
  hashtag: "hashtags",
  skript: "script",
  note: "notes",
  notizen: "notes",
  template: "preset",
  vorlage: "preset",
  comments_allowed: "allow_comment",
  duet: "allow_duet",
  stitch: "allow_stitch"
}

/** The cell that a head names; "status" is known and says nothing. Undefined for a name that means nothing. */
export const cellNamed = (written: string): Cell | "status" | undefined => {
  const name = written.trim().toLowerCase().replace(/[\s-]+/g, "_")
  const known: ReadonlyArray<Cell | "status"> = [...columns, "id", "time", "status"]
  return known.find((one) => one === name) ?? aliases[name]
}

export const unknownColumn = (name: string, row: number | null): Fault =>
  fault(name.slice(0, 80), `There is no such column; possible are ${columns.join(", ")}`, row)

/** One plan as a file has it. `place` names it within the file, and stays the same when the file is sent again. */
export interface FileRow {
  /** As the program that made the file counts: the first data row of a spreadsheet is row 2. */
  readonly row: number
  readonly place: string
  readonly cells: { readonly [C in Cell]?: string }
  /** One of a series: what of it has passed is left out instead of being a fault. */
  readonly repeats: boolean
}

/** A file as it was read: its rows, and what is wrong with its form. */
export interface FileRows {
  readonly rows: ReadonlyArray<FileRow>
  readonly faults: ReadonlyArray<Fault>
}

/** A row that makes sense by itself. */
export interface ReadRow extends FileRow {
  readonly key: string | null
  /** The plan that the row was exported from. */
  readonly planId: string | null
  /** Empty where the file leaves day and hour open, a day alone where it leaves the hour open. */
  readonly at: string
  /** What the file says instead of `at`, where it was written another way. */
  readonly written: string | null
  readonly plan: Omit<NewPlan, "at">
}

const yes = new Set(["true", "yes", "y", "1", "x", "on"])
const no = new Set(["", "false", "no", "n", "0", "off"])

const isPrivacy = Schema.is(Privacy)
const isDelivery = Schema.is(Delivery)
/** What is wrong with a cell's text, by the schema that the same field of a call has; null where nothing is. */
const misfit = <A, I>(schema: Schema.Schema<A, I>, value: I): string | null =>
  Either.match(Schema.decodeEither(schema)(value), {
    onLeft: (error) => ParseResult.ArrayFormatter.formatErrorSync(error)[0]?.message ?? error.message,
    onRight: () => null
  })

/** What a person wrote, as far as it helps them to find it again. */
const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)

/** By id, by @username, or the only one there is. */
const accountOf = (text: string, accounts: ReadonlyArray<AccountView>): Either.Either<AccountView, string> => {
  const usable = accounts.filter(({ status }) => status !== "disconnected")
  const only = usable.length === 1 ? usable[0] : undefined
  if (text === "") {
    return only === undefined
      ? Either.left("Name the account by its id or @username; see: callsheet account list")
      : Either.right(only)
  }
  const name = text.replace(/^@/, "").toLowerCase()
  const byId = accounts.find(({ id }) => id === text)
  const byName = accounts.filter(({ username }) => username !== "" && username.toLowerCase() === name)
  const found = byId ?? byName.find(({ status }) => status !== "disconnected") ?? byName[0]
  return found === undefined
    ? Either.left(`There is no account ${quoted(text)} in this org; see: callsheet account list`)
    : Either.right(found)
}

/** A text in one cell may have its line ends written as `\n`. */
const cellText = (text: string) =>
  text.includes("\n") || text.trimStart().startsWith("{") ? text : text.replaceAll("\\n", "\n")

/** What a caller says about a whole file. */
export interface RowContext extends DateContext {
  readonly accounts: ReadonlyArray<AccountView>
  /** The account of rows that name none. */
  readonly account: string
  /** The hour of rows that name a day alone, such as `18:00:00`. */
  readonly hour: string | null
}

const DAY_ALONE = /^\d{4}-\d{2}-\d{2}$/
/** Whether a row names a day and leaves the hour open. */
export const isDayAlone = (at: string): boolean => DAY_ALONE.test(at)

/** Day and hour as the file writes them, in one text. */
export const momentOf = ({ cells }: FileRow): string => {
  const day = (cells.at ?? "").trim()
  const hour = (cells.time ?? "").trim()
  // A day that brings an hour of its own needs no other.
  return hour === "" || /[T\s]\d/.test(day) ? day : `${day} ${hour}`.trim()
}

/** A row's cells as a plan, or everything that is wrong with them. */
export const readRow = (
  file: FileRow,
  context: RowContext
): Either.Either<ReadRow, ReadonlyArray<Fault>> => {
  const faults: Array<Fault> = []
  const wrong = (column: ImportColumn, message: string) => void faults.push(fault(column, message, file.row))
  const fits = <A, I>(column: ImportColumn, schema: Schema.Schema<A, I>, value: I) => {
    const message = misfit(schema, value)
    if (message !== null) wrong(column, message)
  }
  const cell = (column: Cell) => (file.cells[column] ?? "").trim()
  const flag = (column: ImportColumn): boolean => {
    const text = cell(column).toLowerCase()
    if (!yes.has(text) && !no.has(text)) wrong(column, `${quoted(text)} is neither true nor false`)
    return yes.has(text)
  }

  const topic = cell("topic")
  if (topic === "") wrong("topic", "It is empty; a plan needs a topic")
  else fits("topic", Topic, topic)
  const account = accountOf(cell("account") === "" ? context.account.trim() : cell("account"), context.accounts)
  if (Either.isLeft(account)) wrong("account", account.left)
  const privacy = cell("privacy").toUpperCase()
  if (privacy !== "" && !isPrivacy(privacy)) {
    wrong("privacy", `${quoted(privacy)} is none of ${Privacy.literals.join(", ")}`)
  }
  const delivery = cell("delivery").toLowerCase()
  if (delivery !== "" && !isDelivery(delivery)) {
    wrong("delivery", `${quoted(delivery)} is none of ${Delivery.literals.join(", ")}`)
  }
  const key = cell("key")
  if (key !== "") fits("key", IdempotencyKey, key)
  if (cell("language") !== "") fits("language", Language, cell("language"))
  const hashtags = cell("hashtags").split(/[\s,;]+/).filter((tag) => tag.replaceAll("#", "") !== "")
  fits("hashtags", Hashtags, hashtags)
  const preset = cell("preset")
  if (preset !== "") fits("preset", PresetName, preset)
  const settings = {
    ...(isPrivacy(privacy) ? { privacy } : {}),
    allowComment: flag("allow_comment"),
    allowDuet: flag("allow_duet"),
    allowStitch: flag("allow_stitch"),
    brandOrganic: flag("brand_organic"),
    brandContent: flag("brand_content")
  }
  const script = cellText(file.cells.script ?? "")
  fits("script", ScriptText, script)
  const notes = cellText(file.cells.notes ?? "").trim()
  fits("notes", Notes, notes)
  const written = momentOf(file)
  const timeZone = cell("timezone") === "" ? context.timeZone : cell("timezone")
  const moment = Either.map(
    writtenDate(written, { ...context, timeZone }),
    (text) => isDayAlone(text) && context.hour !== null ? `${text}T${context.hour}` : text
  )
  if (Either.isLeft(moment)) wrong("at", moment.left)
  else if ((Either.isLeft(account) || faults.length > 0) && !/^(?:|next|now)$/i.test(moment.right)) {
    // A whole row's hour is judged when it is planned; this row gets no further, and its hour may be wrong as well.
    Either.mapLeft(readInstant(moment.right, timeZone, { dateAlone: true }), (message) => wrong("at", message))
  }
  if (Either.isLeft(account) || Either.isLeft(moment) || faults.length > 0) return Either.left(faults)
  return Either.right({
    ...file,
    key: key === "" ? null : key,
    planId: cell("id") === "" ? null : cell("id"),
    at: moment.right,
    written: moment.right === written ? null : written,
    plan: {
      accountId: AccountId.make(account.right.id),
      topic,
      settings,
      ...(hashtags.length === 0 ? {} : { hashtags }),
      ...(preset === "" ? {} : { preset }),
      ...(cell("timezone") === "" ? {} : { timeZone: cell("timezone") }),
      ...(isDelivery(delivery) ? { delivery } : {}),
      ...(cell("language") === "" ? {} : { language: cell("language") }),
      ...(script.trim() === "" ? {} : { script }),
      ...(notes === "" ? {} : { notes })
    }
  })
}
