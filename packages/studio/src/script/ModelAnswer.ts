import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Either, JSONSchema, ParseResult, Schema } from "effect"
import { ScriptRefused, ScriptUnreadable, type ScriptUsage } from "./ScriptErrors.ts"
import type { ScriptBrief } from "./ScriptWriter.ts"

const described = (text: string) => Schema.String.annotations({ description: text })

/**
 * What the model is asked to fill in. Plain strings only, every field required: strict modes refuse lengths, references
 * and optional fields, so limits are checked here instead.
 */
const Draft = Schema.Struct({
  hook: Schema.Struct({
    text: described("The first spoken sentence, at most 12 words. It makes one stop scrolling."),
    emoji: described("One emoji for this line.")
  }),
  beats: Schema.Array(
    Schema.Struct({
      text: described("One spoken sentence, at most 18 words, with one *emphasised* word."),
      emoji: described("One emoji for this line."),
      kicker: described("At most three words shown above the line, or an empty string.")
    })
  ).annotations({ description: "Three or four sentences, each telling one thing." }),
  cta: Schema.Struct({
    text: described("The last spoken sentence. It asks for one action."),
    emoji: described("One emoji for this line.")
  }),
  caption: described("The text under the post: at most 150 characters, no hashtags."),
  hashtags: Schema.Array(described("One word without #.")).annotations({ description: "Three to five hashtags." })
})
type Draft = typeof Draft.Type

const { $schema: _, ...schema } = JSONSchema.make(Draft)

/** For `response_format`: the schema itself at the root, because strict modes refuse `$ref` there. */
export const responseFormat = {
  type: "json_schema",
  json_schema: { name: "short_video_script", strict: true, schema }
} as const

const Options = Schema.Struct({
  options: Schema.Array(
    Schema.Struct({
      text: described("One spoken sentence, with one *emphasised* word."),
      emoji: described("One emoji for this line.")
    })
  )
})

const { $schema: _too, ...optionsSchema } = JSONSchema.make(Options)

/** For `response_format` where single lines are wanted. */
export const optionsFormat = {
  type: "json_schema",
  json_schema: { name: "short_video_lines", strict: true, schema: optionsSchema }
} as const

/** The part of a chat completion that is used. Providers add to it freely. */
const Completion = Schema.Struct({
  id: Schema.optional(Schema.NullOr(Schema.String)),
  choices: Schema.NonEmptyArray(
    Schema.Struct({
      finish_reason: Schema.optional(Schema.NullOr(Schema.String)),
      message: Schema.Struct({
        content: Schema.optional(Schema.NullOr(Schema.String)),
        refusal: Schema.optional(Schema.NullOr(Schema.String))
      })
    })
  ),
  usage: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        prompt_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
        completion_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
        /** US dollars; OpenRouter tells it when asked. */
        cost: Schema.optional(Schema.NullOr(Schema.Number))
      })
    )
  )
})

const parseText = <A, I>(schema: Schema.Schema<A, I>, text: string) =>
  Schema.decodeUnknownEither(Schema.parseJson(schema))(text)

const whole = (value: number | null | undefined) => Math.max(0, Math.round(value ?? 0))

const usageOf = ({ usage }: typeof Completion.Type): ScriptUsage => ({
  promptTokens: whole(usage?.prompt_tokens),
  completionTokens: whole(usage?.completion_tokens),
  ...(typeof usage?.cost === "number" ? { costMicros: whole(usage.cost * 1_000_000) } : {})
})

/** A decoration that does not fit is left away; it is no reason to buy another script. */
const short = (text: string, limit: number) => {
  const trimmed = text.trim()
  return trimmed === "" || trimmed.length > limit ? undefined : trimmed
}

const lineOf = (role: ScriptLine["role"], { emoji, kicker, text }: Draft["hook"] & { readonly kicker?: string }) => {
  const sticker = short(emoji, 32)
  const pill = short(kicker ?? "", 40)
  return {
    role,
    text: text.replace(/\s+/g, " ").trim(),
    ...(sticker === undefined ? {} : { emoji: sticker }),
    ...(pill === undefined ? {} : { kicker: pill })
  }
}

const hashtagsOf = (own: ReadonlyArray<string>, proposed: ReadonlyArray<string>): ReadonlyArray<string> => {
  const words = [...own, ...proposed.slice(0, 5)].map((tag) => tag.replace(/[#\s]+/g, "")).filter((tag) => tag !== "")
  return words.filter((word, i) => words.findIndex((other) => other.toLowerCase() === word.toLowerCase()) === i)
}

const script = Schema.decodeUnknownEither(Script)

export interface ReadAnswer {
  readonly script: Script
  readonly usage: ScriptUsage
  readonly requestId: string | null
}

/** What an answer has cost, as far as it says so. */
export const readUsage = (text: string): ScriptUsage | null => {
  const completion = parseText(Completion, text)
  if (Either.isLeft(completion) || completion.right.usage === undefined || completion.right.usage === null) return null
  return usageOf(completion.right)
}

interface Said {
  readonly content: string
  readonly paid: { readonly usage: ScriptUsage; readonly requestId: string }
}

/** What a successful HTTP answer says, no matter what it was asked for. */
const readSaid = (
  text: string,
  requestId: string,
  last: boolean
): Either.Either<Said, ScriptUnreadable | ScriptRefused> => {
  const completion = parseText(Completion, text)
  if (Either.isLeft(completion)) {
    const detail = "it is not a chat completion"
    const usage = { promptTokens: 0, completionTokens: 0 }
    return Either.left(new ScriptUnreadable({ detail, last, usage, requestId }))
  }
  const paid = { usage: usageOf(completion.right), requestId: completion.right.id ?? requestId }
  const [{ finish_reason, message }] = completion.right.choices
  if (finish_reason === "content_filter") {
    return Either.left(new ScriptRefused({ why: "filter", detail: "", ...paid }))
  }
  if (typeof message.refusal === "string" && message.refusal !== "") {
    return Either.left(new ScriptRefused({ why: "model", detail: "", ...paid }))
  }
  return finish_reason === "length"
    ? Either.left(new ScriptUnreadable({ detail: "it was cut off at the model's limit", last, ...paid }))
    : Either.right({ content: message.content ?? "", paid })
}

const MALFORMED = "its content does not have the form that was asked for"

/**
 * Reads a script. Nothing is repaired: what is not a script is bought again at most once, and `last` says that this was that
 * once.
 */
export const readCompletion = (
  text: string,
  model: string,
  brief: ScriptBrief,
  requestId: string,
  last: boolean
): Either.Either<ReadAnswer, ScriptUnreadable | ScriptRefused> =>
  Either.flatMap(readSaid(text, requestId, last), ({ content, paid }) => {
    const unreadable = (detail: string) => Either.left(new ScriptUnreadable({ detail, last, ...paid }))
    const draft = parseText(Draft, content)
    if (Either.isLeft(draft)) return unreadable(MALFORMED)
    const { beats, caption, cta, hashtags, hook } = draft.right
    if (beats.length < 2 || beats.length > 6) return unreadable(`it has ${beats.length} beats`)
    const decoded = script({
      language: brief.language,
      lines: [lineOf("hook", hook), ...beats.map((beat) => lineOf("beat", beat)), lineOf("cta", cta)],
      caption: caption.trim(),
      hashtags: hashtagsOf(brief.hashtags, hashtags),
      source: { _tag: "model", model }
    })
    if (Either.isLeft(decoded)) {
      const issue = ParseResult.ArrayFormatter.formatErrorSync(decoded.left)[0]
      return unreadable(`${issue?.path.map(String).join(".") ?? "a field"} does not fit`)
    }
    return Either.right({ script: decoded.right, ...paid })
  })

const scriptLine = Schema.decodeUnknownEither(ScriptLine)

export interface ReadLines {
  readonly lines: ReadonlyArray<ScriptLine>
  readonly usage: ScriptUsage
  readonly requestId: string | null
}

/** Reads single lines, of which at least one must be usable. Each takes the place of `old`. */
export const readLines = (
  text: string,
  old: ScriptLine,
  requestId: string,
  last: boolean
): Either.Either<ReadLines, ScriptUnreadable | ScriptRefused> =>
  Either.flatMap(readSaid(text, requestId, last), ({ content, paid }) => {
    const read = parseText(Options, content)
    const offered = Either.isLeft(read) ? [] : read.right.options
    const lines = offered.flatMap(({ emoji, text }) =>
      Either.match(scriptLine(lineOf(old.role, { emoji, text, kicker: old.kicker ?? "" })), {
        onLeft: () => [],
        onRight: (line) => line.text === old.text ? [] : [line]
      })
    )
    return lines.length === 0
      ? Either.left(new ScriptUnreadable({ detail: MALFORMED, last, ...paid }))
      : Either.right({ lines, ...paid })
  })
