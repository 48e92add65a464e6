import { Schema } from "effect"
import { Script, ScriptLine, ScriptSource } from "../asset/Script.ts"
import type { Shows } from "../asset/Shows.ts"
import { canonicalJson } from "../Digest.ts"
import { Failure } from "../Failure.ts"
import { By } from "../Ids.ts"
import { Instant } from "../Instant.ts"

/** What another take is of. */
export const TakeOf = Schema.Literal("script", "hook", "line", "picture")
export type TakeOf = typeof TakeOf.Type

/** A whole script, or the one line that the take is about. */
export const TakeOption = Schema.Struct({ script: Schema.optional(Script), line: Schema.optional(ScriptLine) })
export type TakeOption = typeof TakeOption.Type

/** What the writer is asked for. */
export const TakeWish = Schema.Struct({
  of: TakeOf,
  /** Which line, counted from 1; absent for a whole script. */
  line: Schema.optional(Schema.Int),
  /** Why another one is wanted. */
  reason: Schema.optional(Schema.String)
})
export type TakeWish = typeof TakeWish.Type

/**
 * Another take of a script or of a part of it. It changes nothing until a person chooses one of its options, which is an edit.
 * `before` is what stood there when it was asked for: the old take, which can be chosen again.
 */
export const Take = Schema.Struct({
  ...TakeWish.fields,
  number: Schema.Int,
  by: By,
  at: Instant,
  before: Schema.optional(TakeOption),
  /** The whole script it is a take of, kept until it is written. */
  from: Schema.optional(Script),
  options: Schema.Array(TakeOption),
  /** Who wrote the options; absent until they are written. */
  source: Schema.optional(ScriptSource),
  failure: Schema.optional(Failure)
})
export type Take = typeof Take.Type

/** A plan remembers its latest takes; each may hold two scripts. */
export const MOST_TAKES = 6

interface WithTakes {
  readonly takes?: ReadonlyArray<Take> | undefined
}

export const takesOf = ({ takes }: WithTakes): ReadonlyArray<Take> => takes ?? []

const isPending = ({ failure, source }: Take): boolean => source === undefined && failure === undefined

/** The take that is being written; there is one at most. */
export const pendingTake = (self: WithTakes): Take | null => takesOf(self).find(isPending) ?? null

export const nextTakeNumber = (self: WithTakes): number => (takesOf(self).at(-1)?.number ?? 0) + 1

/** Whether options can still be added: a take that was given up may be written after all. */
export const isUnwritten = (self: WithTakes, number: number): boolean =>
  takesOf(self).some((take) => take.number === number && take.source === undefined)

export const withTake = (self: WithTakes, take: Take): ReadonlyArray<Take> =>
  [...takesOf(self), take].slice(-MOST_TAKES)

const withChanged = (self: WithTakes, number: number, change: (take: Take) => Take): ReadonlyArray<Take> =>
  takesOf(self).map((take) => take.number === number ? change(take) : take)

export const withWritten = (
  self: WithTakes,
  { number, options, source }: Pick<Take, "number" | "options"> & { readonly source: ScriptSource }
): ReadonlyArray<Take> =>
  withChanged(self, number, ({ failure: _over, from: _read, ...take }) => ({ ...take, options, source }))

export const withFailed = (self: WithTakes, number: number, failure: Failure): ReadonlyArray<Take> =>
  withChanged(self, number, (take) => ({ ...take, failure }))

/** A plan that ended waits for no take. */
export const withoutPending = (self: WithTakes): ReadonlyArray<Take> | undefined =>
  self.takes?.filter((take) => !isPending(take))

/** The line of a script that a take is about, counted from 0; null for a whole script. */
export const lineOfTake = ({ line, of }: TakeWish): number | null =>
  of === "script" ? null : of === "hook" ? 0 : (line ?? 1) - 1

/** What a script holds in the place that a take is about. */
export const placeIn = (script: Script, wish: TakeWish): TakeOption | undefined => {
  const at = lineOfTake(wish)
  if (at === null) return { script }
  const line = script.lines[at]
  return line === undefined ? undefined : { line }
}

/** An option by its number: 0 is what stood there before. */
export const optionOf = ({ before, options }: Take, option: number): TakeOption | undefined =>
  option === 0 ? before : options[option - 1]

/** The words of every option, for a writer that must not give them again. */
export const textsOfOption = ({ line, script }: TakeOption): ReadonlyArray<string> => [
  ...(line === undefined ? [] : [line.text]),
  ...(script === undefined ? [] : script.lines.map(({ text }) => text))
]

const withLine = (script: Script, at: number, line: ScriptLine): Script => {
  const [hook, ...rest] = script.lines.map((old, index) => index === at ? line : old)
  return hook === undefined ? script : new Script({ ...script, lines: [hook, ...rest] })
}

/** A script with an option in its place; null where it has no such place. Words of a model stay known as such. */
export const scriptWithOption = (script: Script | null, take: Take, option: TakeOption): Script | null => {
  if (option.script !== undefined) return option.script
  const at = lineOfTake(take)
  if (script === null || at === null || option.line === undefined || script.lines[at] === undefined) return null
  const placed = withLine(script, at, option.line)
  const isNew = canonicalJson(option) !== canonicalJson(take.before ?? null)
  return isNew && take.source?._tag === "model" ? new Script({ ...placed, source: take.source }) : placed
}

/** Which option a script shows now, by its number; null where it shows none of them. */
export const optionInUse = (script: Script | null, take: Take): number | null => {
  if (script === null) return null
  const place = canonicalJson(
    take.options.some((option) => option.script !== undefined) ? { script } : placeIn(script, take) ?? null
  )
  const found = [take.before, ...take.options].findIndex((option) =>
    option !== undefined && canonicalJson(option) === place
  )
  return found === -1 ? null : found
}

/** The same wish for a picture, answered by another one. */
export const otherPicture = (shows: Extract<Shows, { kind: "picture" }>, wish: string | undefined): Shows => {
  if (wish !== undefined) return { kind: "picture", wish }
  const { file: _named, ...rest } = shows
  return { ...rest, another: (shows.another ?? 0) + 1 }
}
