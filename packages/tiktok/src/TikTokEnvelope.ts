import { line } from "@callsheet/domain/Text"
import { Clock, Effect, Either, ParseResult, Schema } from "effect"
import { errorOfCode, TikTokAnswerUnreadable, type TikTokError, TikTokUnavailable } from "./TikTokErrors.ts"
import { retryAfterMillis, type TikTokAnswer } from "./TikTokHttp.ts"
import { parseJson } from "./TikTokJson.ts"

/** Longer than any id that TikTok documents (64). What is not stored here is told as an answer that cannot be read. */
const LONGEST_ID = 256

/** An id on the wire: one line of text, or a number of any length; text from here on. */
export const WireId = Schema.transform(
  Schema.Union(line(LONGEST_ID).pipe(Schema.minLength(1)), Schema.Int),
  Schema.NonEmptyString,
  {
    strict: true,
    decode: String,
    encode: (text) => text
  }
)

/** A field that may be missing or null, and then has a value of ours. */
export const lenient = <A, I>(schema: Schema.Schema<A, I>, missing: () => A) =>
  Schema.optionalWith(schema, { nullable: true, default: missing })

/** The references spell `logid` in their tables and `log_id` in every example. */
const envelope = Schema.decodeUnknownEither(
  Schema.Struct({
    error: Schema.Struct({
      code: Schema.String,
      message: lenient(Schema.String, () => ""),
      log_id: Schema.optional(Schema.NullOr(Schema.String)),
      logid: Schema.optional(Schema.NullOr(Schema.String))
    }),
    data: Schema.optional(Schema.Unknown)
  })
)

/** Where a value has the wrong shape, without the value: answers may hold tokens. */
export const shapeFault = (error: ParseResult.ParseError): string => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  return issue === undefined || issue.path.length === 0
    ? "it does not have the expected form"
    : `its field ${issue.path.map(String).join(".")} is missing or of another type`
}

/** Calls that bring public numbers and no secret: what cannot be read of them may be kept as it came. */
const publicReads = new Set(["userInfo", "videoList", "videoQuery"])
const MOST_RAW = 20_000

/** No answer at all, in effect: a gateway's page, or words in a form that says nothing. */
export const unreadable = (
  operation: string,
  answer: TikTokAnswer,
  detail: string
): TikTokUnavailable | TikTokAnswerUnreadable => {
  const logId = answer.headers["x-tt-logid"] ?? null
  return answer.status >= 500
    ? new TikTokUnavailable({ operation, code: "", logId, sent: "maybe", reason: "server", status: answer.status })
    : new TikTokAnswerUnreadable({
      operation,
      code: "",
      logId,
      status: answer.status,
      detail,
      ...(publicReads.has(operation) ? { raw: answer.text.slice(0, MOST_RAW) } : {})
    })
}

/**
 * The v2 envelope of the Content Posting and Display calls. Success is `error.code` being "ok", no matter what the HTTP status:
 * business refusals come with 200 on purpose. `data` is decoded only then.
 */
export const readEnvelope = <A, I>(
  operation: string,
  schema: Schema.Schema<A, I>,
  answer: TikTokAnswer
): Effect.Effect<A, TikTokError> =>
  Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<A, TikTokError> => {
    const headerId = answer.headers["x-tt-logid"] ?? null
    const refused = (code: string, logId: string | null, detail: string): Effect.Effect<never, TikTokError> =>
      Effect.fail(errorOfCode({
        operation,
        code,
        logId,
        detail,
        status: answer.status,
        retryAfterMillis: retryAfterMillis(answer.headers, now)
      }))
    const outer = parseJson(answer.text).pipe(
      Either.flatMap((json) => Either.mapLeft(envelope(json), shapeFault))
    )
    if (Either.isLeft(outer)) {
      return answer.status === 429
        ? refused("rate_limit_exceeded", headerId, "")
        : Effect.fail(unreadable(operation, answer, outer.left))
    }
    const { code, log_id, logid, message } = outer.right.error
    const logId = log_id ?? logid ?? headerId
    const data = Schema.decodeUnknownEither(schema)(outer.right.data ?? {})
    const result: Effect.Effect<A, TikTokError> = code !== "ok"
      ? refused(code, logId, message)
      : Either.isRight(data) && answer.status < 500
      ? Effect.succeed(data.right)
      : Effect.fail(unreadable(operation, answer, Either.isLeft(data) ? shapeFault(data.left) : ""))
    return Effect.zipRight(Effect.annotateCurrentSpan({ "tiktok.code": code, "tiktok.log_id": logId }), result)
  })
