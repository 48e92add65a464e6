import { Schema } from "effect"
import { naming } from "./Ids.ts"

/**
 * The text that callers may send, in one place. Nothing that a database cannot store (U+0000, lone surrogates), that moves a
 * terminal's cursor (control characters), or that makes a text read otherwise than it is (bidirectional overrides and
 * isolates). The marks U+200E and U+200F and the joiners, which languages and emoji need, are possible. Every field says how
 * long it may be.
 */
const unusableInLine = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u
/** As above; line ends and tabs are possible. */
const unusableInText = /[^\P{Cc}\t\n\r]|[\p{Cs}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`

const faultIn = (unusable: RegExp) => (text: string): string | null => {
  const match = unusable.exec(text)
  return match === null ? null : `it has the character ${codeOf(match[0])} at ${match.index + 1}, which is not possible`
}

/** What is wrong with a text of one line; null where nothing is. */
export const lineFault = faultIn(unusableInLine)
/** What is wrong with a text of several lines; null where nothing is. */
export const textFault = faultIn(unusableInText)

const oneLine = Schema.filter<typeof Schema.String>((text) => lineFault(text) ?? true, { jsonSchema: {} })
const severalLines = Schema.filter<typeof Schema.String>((text) => textFault(text) ?? true, { jsonSchema: {} })

/** One line of at most so many characters (UTF-16 code units, as TikTok counts). It may be empty. */
export const line = (most: number) => Schema.String.pipe(Schema.maxLength(most), oneLine)

/** One line that says something, without white space around it. */
export const name = (most: number) =>
  Schema.String.pipe(Schema.minLength(1), Schema.maxLength(most), Schema.trimmed(), oneLine)

/** A text of several lines. It may be empty. */
export const text = (most: number) => Schema.String.pipe(Schema.maxLength(most), severalLines)

/** At most so many of something. */
export const list = <A, I, R>(item: Schema.Schema<A, I, R>, most: number) =>
  Schema.Array(item).pipe(Schema.maxItems(most))

export const MOST_TOPIC_LENGTH = 500
export const Topic = name(MOST_TOPIC_LENGTH)
/** BCP 47, such as `en` or `de-AT`. */
export const Language = Schema.String.pipe(
  Schema.maxLength(35),
  Schema.pattern(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, {
    message: () => "expected a BCP 47 language tag such as \"en\" or \"de-AT\""
  })
)
export const MOST_HASHTAG_LENGTH = 100
export const MOST_HASHTAGS = 30
export const Hashtag = name(MOST_HASHTAG_LENGTH)
export const Hashtags = list(Hashtag, MOST_HASHTAGS)
/** Why a person did something. */
export const Reason = text(2_000)
export const NeededReason = Schema.String.pipe(
  Schema.minLength(1),
  Schema.maxLength(2_000),
  Schema.trimmed(),
  severalLines
)
/** Names a wish, so that repeating it does nothing new. */
export const IdempotencyKey = Schema.String.pipe(Schema.minLength(1), Schema.maxLength(120), oneLine)
/** A moment as people write it, with room for a zone's name. */
export const WrittenInstant = name(100)
/** Where a page or a stream goes on: what an answer before said, sent back as it was. */
export const Cursor = line(200)
const MOST_BIGINT = 2n ** 63n - 1n

/** A position of the feed of events, as an event names it: two numbers that a database can hold. */
export const Position = Schema.String.pipe(
  Schema.maxLength(39),
  Schema.filter(
    (text) =>
      /^\d{1,19}(\.\d{1,19})?$/.test(text) && text.split(".").every((part) => BigInt(part) <= MOST_BIGINT) ||
      "expected a position of the feed, as an event names it",
    { jsonSchema: { pattern: "^\\d{1,19}(\\.\\d{1,19})?$" } }
  )
)
/** The most characters a calendar file may have. */
export const MOST_FILE = 5_000_000
export const FileText = text(MOST_FILE)
/** What a video is to say: points, or the text of an article. */
export const MOST_NOTES = 20_000
export const Notes = text(MOST_NOTES)
/** A script a person brings along: plain text, or the JSON of a script. */
export const ScriptText = text(100_000).pipe(naming("script"))
/** A word, claim, hashtag or disclosure of a policy. */
export const PolicyText = name(200)
export const PolicyTexts = list(PolicyText, 200)
