import { Either, ParseResult, Schema } from "effect"
import type { AccountView } from "../account/AccountView.ts"
import { type Fault, fault } from "../api/ApiError.ts"
import type { NewPlan } from "../api/calls/plan.ts"
import { AccountId } from "../Ids.ts"
import { Delivery, Privacy } from "../plan/Plan.ts"
import { Hashtags, IdempotencyKey, Language, Notes, ScriptText, Topic } from "../Text.ts"
import { readInstant } from "./Slot.ts"

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
  "notes"
] as const
export type Column = typeof columns[number]

/** What an export says besides; a file that comes back with it is read as if it were not there. */
export const exportedOnly = ["id", "status"] as const

export const isColumn = (name: string): name is Column => (columns as ReadonlyArray<string>).includes(name)
export const isExportedOnly = (name: string): boolean => (exportedOnly as ReadonlyArray<string>).includes(name)

export const unknownColumn = (name: string, row: number | null): Fault =>
  fault(name.slice(0, 80), `There is no such column; possible are ${columns.join(", ")}`, row)

/** One plan as a file has it. `place` names it within the file, and stays the same when the file is sent again. */
export interface FileRow {
  /** Counts the data rows of the file from 1. */
  readonly row: number
  readonly place: string
  readonly cells: { readonly [C in Column]?: string }
  /** One of a series: what of it has passed is left out instead of being a fault. */
  readonly repeats: boolean
}

/** A row that makes sense by itself. `at` is empty where the file leaves the hour open. */
export interface ReadRow extends FileRow {
  readonly key: string | null
  readonly at: string
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

/** A row's cells as a plan, or everything that is wrong with them. */
export const readRow = (
  file: FileRow,
  accounts: ReadonlyArray<AccountView>,
  orgZone: string
): Either.Either<ReadRow, ReadonlyArray<Fault>> => {
  const faults: Array<Fault> = []
  const wrong = (column: Column, message: string) => void faults.push(fault(column, message, file.row))
  const fits = <A, I>(column: Column, schema: Schema.Schema<A, I>, value: I) => {
    const message = misfit(schema, value)
    if (message !== null) wrong(column, message)
  }
  const cell = (column: Column) => (file.cells[column] ?? "").trim()
  const flag = (column: Column): boolean => {
    const text = cell(column).toLowerCase()
    if (!yes.has(text) && !no.has(text)) wrong(column, `${quoted(text)} is neither true nor false`)
    return yes.has(text)
  }

  const topic = cell("topic")
  if (topic === "") wrong("topic", "It is empty; a plan needs a topic")
  else fits("topic", Topic, topic)
  const account = accountOf(cell("account"), accounts)
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
  if (Either.isLeft(account) || faults.length > 0) {
    // A whole row's hour is judged when it is planned; this row gets no further, and its hour may be wrong as well.
    const at = cell("at")
    if (at !== "" && at.toLowerCase() !== "next") {
      const zone = cell("timezone")
      Either.mapLeft(readInstant(at, zone === "" ? orgZone : zone), (message) => wrong("at", message))
    }
    return Either.left(faults)
  }
  return Either.right({
    ...file,
    key: key === "" ? null : key,
    at: cell("at"),
    plan: {
      accountId: AccountId.make(account.right.id),
      topic,
      hashtags,
      settings,
      ...(cell("timezone") === "" ? {} : { timeZone: cell("timezone") }),
      ...(isDelivery(delivery) ? { delivery } : {}),
      ...(cell("language") === "" ? {} : { language: cell("language") }),
      ...(script.trim() === "" ? {} : { script }),
      ...(notes === "" ? {} : { notes })
    }
  })
}
