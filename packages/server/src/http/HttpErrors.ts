import { ApiError, httpStatusOf, InvalidInput } from "@callsheet/domain/api/ApiError"
import { readJson } from "@callsheet/domain/BoundedJson"
import type { Remedied } from "@callsheet/domain/Failure"
import { schemaFaults } from "@callsheet/domain/SchemaFaults"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect, type ParseResult, Schema } from "effect"
import { BodyTooLarge, BodyTooSlow } from "./RequestBody.ts"

/** The request names a method that its path does not have. */
export class MethodNotAllowed extends Schema.TaggedError<MethodNotAllowed>()("MethodNotAllowed", {
  method: Schema.String,
  allowed: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `${this.method} is not possible here.`
  }
  get remedy(): string {
    return `Use ${this.allowed.join(" or ")}; /api/docs lists every call.`
  }
}

/** Sent by a page of another site in somebody's browser. */
export class ForeignOrigin extends Schema.TaggedError<ForeignOrigin>()("ForeignOrigin", {
  origin: Schema.String
}) {
  override get message(): string {
    return `Pages from ${this.origin} may not act here.`
  }
  get remedy(): string {
    return "Use the address in CALLSHEET_PUBLIC_URL, or correct that variable."
  }
}

/** The request names another server: its name leads here without our knowledge. */
export class ForeignHost extends Schema.TaggedError<ForeignHost>()("ForeignHost", {
  host: Schema.String
}) {
  override get message(): string {
    return `This server does not answer to the name ${this.host}.`
  }
  get remedy(): string {
    return "Use the address in CALLSHEET_PUBLIC_URL, or add the name to CALLSHEET_ALLOWED_HOSTS."
  }
}

/** Nothing a caller can help: the log has it under the trace id. */
export class ServerFault extends Schema.TaggedError<ServerFault>()("ServerFault", {
  traceId: Schema.NullOr(Schema.String)
}) {
  override get message(): string {
    return "The server failed while it answered."
  }
  get remedy(): string {
    return this.traceId === null
      ? "Look into the server's log."
      : `Look into the server's log for the trace ${this.traceId}; the same idempotency key makes a repeat safe.`
  }
}

const own: { readonly [tag: string]: number } = {
  MethodNotAllowed: 405,
  ForeignOrigin: 403,
  ForeignHost: 421,
  BodyTooLarge: 413,
  BodyTooSlow: 408,
  ServerFault: 500
}

/** The tags of errors that only HTTP knows. */
export const ownErrorTags: ReadonlyArray<string> = Object.keys(own)

/** The status of any error, our callers' as the domain has it, and those that only HTTP knows. */
export const statusOf = (tag: string): number => own[tag] ?? httpStatusOf(tag)

const Known = Schema.Union(
  ApiError,
  MethodNotAllowed,
  ForeignHost,
  ForeignOrigin,
  BodyTooLarge,
  BodyTooSlow,
  ServerFault
)
const isKnown = Schema.is(Known)
const encodeKnown = Schema.encodeSync(Known)

/** An error as every HTTP answer carries it: its tag, what is so, what to do, and the error's own fields. */
export const errorBody = (error: Remedied) => {
  const { _tag, message, remedy, steps } = error
  const { _tag: _, ...fields } = isKnown(error) ? encodeKnown(error) : { _tag }
  return { error: { tag: _tag, message, remedy, ...fields, ...(steps === undefined ? {} : { steps }) } }
}

const retryAfterSeconds = (error: Remedied): number | undefined =>
  "retryAfterMillis" in error && typeof error.retryAfterMillis === "number"
    ? Math.max(1, Math.ceil(error.retryAfterMillis / 1000))
    : undefined

/** The answer to anyone who gets this error; `status` where it differs from what the error's tag says. */
export const errorResponse = (error: Remedied, status = statusOf(error._tag)) => {
  const seconds = retryAfterSeconds(error)
  return HttpServerResponse.unsafeJson(errorBody(error), {
    status,
    headers: {
      ...(seconds === undefined ? {} : { "retry-after": String(seconds) }),
      ...(status === 401 ? { "www-authenticate": "Bearer realm=\"callsheet\"" } : {}),
      ...(error instanceof MethodNotAllowed ? { allow: error.allowed.join(", ") } : {})
    }
  })
}

/** The trace this fiber belongs to. */
export const currentTraceId: Effect.Effect<string | null> = Effect.match(Effect.currentSpan, {
  onFailure: () => null,
  onSuccess: (span) => span.traceId
})

/** The answer where something went wrong that was logged already; it shows nothing of the inside. */
export const faultResponse = Effect.map(currentTraceId, (traceId) => errorResponse(new ServerFault({ traceId })))

/** What does not fit the schema, field by field. */
export const invalidInput = (error: ParseResult.ParseError): InvalidInput => {
  const [first, ...rest] = schemaFaults(error).map(({ message, place }) => ({
    row: null,
    column: place === "" ? null : place,
    message
  }))
  return new InvalidInput({ faults: [first ?? { row: null, column: null, message: error.message }, ...rest] })
}

/** The value that a body stands for. */
export const jsonBody = (text: string): Effect.Effect<unknown, InvalidInput> =>
  Effect.mapError(readJson(text), (wrong) => invalidRequest(`The body ${wrong}.`))

export const invalidRequest = (message: string, column: string | null = null): InvalidInput =>
  new InvalidInput({ faults: [{ row: null, column, message }] })
