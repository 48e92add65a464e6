import { Either, Schema } from "effect"
import { readJson } from "../BoundedJson.ts"
import { CAPTION_LIMIT } from "../Caption.ts"
import { never } from "../Failure.ts"
import { schemaFaults } from "../SchemaFaults.ts"
import { Language, lineFault, MOST_HASHTAG_LENGTH, MOST_HASHTAGS, textFault } from "../Text.ts"
import { withoutPauses } from "./Pauses.ts"
import { type LineRole, Script, ScriptLine, type ScriptSource } from "./Script.ts"

/** What is wrong, and in which row of the file (from 1) or, for JSON, at which place ("lines.2.text"). */
export const ScriptFault = Schema.Struct({ where: Schema.String, what: Schema.String })
export type ScriptFault = typeof ScriptFault.Type

export class ScriptFileInvalid extends Schema.TaggedError<ScriptFileInvalid>()("ScriptFileInvalid", {
  faults: Schema.NonEmptyArray(ScriptFault)
}) {
  override get message() {
    return `The script cannot be used. ${this.faults.map(({ what, where }) => `${where}: ${what}.`).join(" ")}`
  }
  get remedy() {
    return "Write plain text: the hook in the first row, then one row a beat, the call to action in the last; or use the JSON that callsheet asset script --json prints."
  }
  get retry() {
    return never
  }
}

export interface PlainScriptOptions {
  readonly language: string
  readonly hashtags: ReadonlyArray<string>
}

/** Enough for about a minute and a half of speech; more would not be a short. */
const MAX_ROWS = 40

const MAX_ROW_LENGTH = 400

/** Ten minutes of speech, the longest video TikTok takes: what is spoken in all lines together. */
const MAX_SPOKEN = 9_000

const invalid = (faults: ReadonlyArray<ScriptFault>): Either.Either<never, ScriptFileInvalid> => {
  const [first = { where: "file", what: "it is empty" }, ...rest] = faults
  return Either.left(new ScriptFileInvalid({ faults: [first, ...rest] }))
}

/**
 * Who a script that a person brings along is from: the person, or the model whose words they bring. Whether TikTok's AI label
 * is due depends on it, so a file cannot name anything else.
 */
const brought = ({ source }: Script): ScriptSource => source._tag === "model" ? source : { _tag: "person" }

const isLanguage = Schema.is(Language)

/** Every text within a value, and its place ("lines.2.text"). */
const textsIn = (value: unknown, place: ReadonlyArray<string> = []): ReadonlyArray<readonly [string, string]> =>
  typeof value === "string"
    ? [[place.join("."), value]]
    : typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...place, key]))
    : []

/**
 * What a script's stored form allows and a new one may not have: it is spoken, shown, searched and posted, and one script
 * must not keep a renderer busy for hours.
 */
export const scriptFaults = (script: Script): ReadonlyArray<ScriptFault> => {
  const spoken = script.lines.reduce((sum, { text }) => sum + text.length, 0)
  const atMost = (where: string, count: number, most: number, what: string): ReadonlyArray<ScriptFault> =>
    count > most ? [{ where, what: `it has ${count} ${what}, ${most} are possible` }] : []
  return [
    ...atMost("lines", script.lines.length, MAX_ROWS, "lines"),
    ...atMost("lines", spoken, MAX_SPOKEN, "characters"),
    ...atMost("caption", script.caption.length, CAPTION_LIMIT, "characters"),
    ...atMost("hashtags", script.hashtags.length, MOST_HASHTAGS, "hashtags"),
    ...script.hashtags.flatMap((tag, i) => atMost(`hashtags.${i}`, tag.length, MOST_HASHTAG_LENGTH, "characters")),
    ...(isLanguage(script.language)
      ? []
      : [{ where: "language", what: "it is not a BCP 47 tag such as \"en\" or \"de-AT\"" }]),
    ...textsIn(script.source, ["source"]).flatMap(([where, text]) => atMost(where, text.length, 200, "characters")),
    ...textsIn({ ...script }).flatMap(([where, text]) => {
      const what = where === "caption" ? textFault(text) : lineFault(text)
      return what === null ? [] : [{ where, what }]
    })
  ]
}

const fromJson = (text: string): Either.Either<Script, ScriptFileInvalid> => {
  const json = Either.mapLeft(readJson(text), (wrong) => `it begins like JSON but ${wrong}`)
  if (Either.isLeft(json)) return invalid([{ where: "file", what: json.left }])
  const script = Schema.decodeUnknownEither(Script, { errors: "all" })(json.right)
  if (Either.isRight(script)) {
    const faults = scriptFaults(script.right)
    return faults.length > 0
      ? invalid(faults)
      : Either.right(new Script({ ...script.right, source: brought(script.right) }))
  }
  // One place can be at fault in several ways: for each of the values that would have been possible.
  const byPlace = new Map<string, ReadonlyArray<string>>()
  for (const { message, place } of schemaFaults(script.left)) {
    const where = place === "" ? "file" : place
    byPlace.set(where, [...(byPlace.get(where) ?? []), message.replace(/\.$/, "")])
  }
  return invalid([...byPlace].map(([where, messages]) => ({ where, what: messages.join(", or ") })))
}

const roleOf = (index: number, count: number): LineRole => (index === 0 ? "hook" : index === count - 1 ? "cta" : "beat")

/**
 * Reads a script a person wrote. Empty rows are skipped; every fault is reported at once with its row. The caption is the
 * hook without its emphasis marks, the hashtags are the plan's.
 */
export const parseScript = (
  file: string,
  options: PlainScriptOptions
): Either.Either<Script, ScriptFileInvalid> => {
  const text = file.replace(/^\uFEFF/, "")
  if (text.trimStart().startsWith("{")) return fromJson(text)

  const rows = text.split(/\r\n|\r|\n/).flatMap((row, index) => {
    const line = row.replaceAll("\t", " ").trim()
    return line === "" ? [] : [{ number: index + 1, line }]
  })
  const faults = rows.flatMap(({ line, number }): ReadonlyArray<ScriptFault> => {
    const where = `row ${number}`
    const unusable = lineFault(line) ?? (line.includes("\uFFFD") ? "it holds characters that cannot be shown" : null)
    if (unusable !== null) return [{ where, what: unusable }]
    if (line.length > MAX_ROW_LENGTH) {
      return [{ where, what: `it has ${line.length} characters, ${MAX_ROW_LENGTH} are possible` }]
    }
    return /[\p{L}\p{N}]/u.test(line) ? [] : [{ where, what: "it has no word to say" }]
  })
  if (rows.length < 2) faults.push({ where: "file", what: "it needs at least a hook and a call to action" })
  if (rows.length > MAX_ROWS) {
    faults.push({ where: "file", what: `it has ${rows.length} rows, ${MAX_ROWS} are possible` })
  }
  const lines = rows.map(({ line }, index) => ({ role: roleOf(index, rows.length), text: line }))
  const [hook, ...rest] = lines
  if (faults.length > 0 || hook === undefined) return invalid(faults)
  return Either.right(
    new Script({
      language: options.language,
      lines: [new ScriptLine(hook), ...rest.map((line) => new ScriptLine(line))],
      caption: withoutPauses(hook.text).replaceAll("*", ""),
      hashtags: options.hashtags,
      source: { _tag: "person" }
    })
  )
}
