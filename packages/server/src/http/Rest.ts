import type { InvalidInput } from "@callsheet/domain/api/ApiError"
import { excessOfValue } from "@callsheet/domain/BoundedJson"
import * as Headers from "@effect/platform/Headers"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect, Option, Schema } from "effect"
import { eventStream } from "../live/EventStream.ts"
import { InProcessApi } from "../rpc/InProcessApi.ts"
import { type CallShape, callShapes, whoami } from "./Endpoints.ts"
import { errorResponse, faultResponse, invalidInput, invalidRequest, jsonBody, MethodNotAllowed } from "./HttpErrors.ts"
import { fieldsOf, payloadFromQuery } from "./QueryInput.ts"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const queryOf = (url: string) => {
  const at = url.indexOf("?")
  return new URLSearchParams(at === -1 ? "" : url.slice(at + 1))
}

const bodyOf = (request: HttpServerRequest.HttpServerRequest) =>
  Effect.gen(function*() {
    const text = yield* Effect.mapError(request.text, () => invalidRequest("The body could not be read."))
    if (text.trim() === "") return {}
    const body = yield* jsonBody(text)
    return isRecord(body) ? body : yield* invalidRequest("The body must be a JSON object.")
  })

/** The idempotency key may come in the payload or, as is usual over HTTP, in its header. */
const withKey = (shape: CallShape, payload: Readonly<Record<string, unknown>>, headers: Headers.Headers) => {
  const given = Headers.get(headers, "idempotency-key")
  if (Option.isNone(given) || !fieldsOf(shape.payload).has("key")) return Effect.succeed(payload)
  return payload["key"] === undefined || payload["key"] === given.value
    ? Effect.succeed({ ...payload, key: given.value })
    : Effect.fail(invalidRequest("The Idempotency-Key header names another key than the body.", "key"))
}

/** The version that a caller looked at may come in the payload or, as is usual over HTTP, in `If-Match`. */
const withVersion = (shape: CallShape, payload: Readonly<Record<string, unknown>>, headers: Headers.Headers) => {
  const given = Headers.get(headers, "if-match")
  if (Option.isNone(given) || !fieldsOf(shape.payload).has("ifVersion")) return Effect.succeed(payload)
  const value = given.value.trim()
  if (value === "*") {
    return Effect.fail(
      invalidRequest(
        "If-Match: * would write over what you did not see. Send the ETag of the plan you looked at.",
        "ifVersion"
      )
    )
  }
  const [, digits, bare] = /^(?:(?:W\/)?"(\d{1,10})"|(\d{1,10}))$/.exec(value) ?? []
  if (digits === undefined && bare === undefined) {
    return Effect.fail(
      invalidRequest("The If-Match header is not the version of a plan, such as \"7\"; its ETag says it.", "ifVersion")
    )
  }
  const ifVersion = Number(digits ?? bare)
  return payload["ifVersion"] === undefined || payload["ifVersion"] === ifVersion
    ? Effect.succeed({ ...payload, ifVersion })
    : Effect.fail(invalidRequest("The If-Match header names another version than the body.", "ifVersion"))
}

/** Each unknown field costs a description of the known ones, so with very many unknown fields only the first is named. */
const MOST_LOOKED_AT = 2_000
const errorsOf = (payload: unknown) => excessOfValue(payload, MOST_LOOKED_AT) === null ? "all" : "first"

/** Refuses what does not fit before the call begins, field by field, and fields the call does not have. */
const checked = (shape: CallShape, payload: unknown) =>
  Effect.as(
    Effect.mapError(
      Schema.decodeUnknown(shape.payload, { errors: errorsOf(payload), onExcessProperty: "error" })(payload),
      invalidInput
    ),
    payload
  )

type Payload = Effect.Effect<unknown, InvalidInput>
type Request = HttpServerRequest.HttpServerRequest

const versionIn = (result: unknown): number | null =>
  isRecord(result)
    ? typeof result["version"] === "number" ? result["version"] : versionIn(result["plan"])
    : null

/** What shows one plan names its version, as `If-Match` takes it. */
const tagged = ({ facts: { noun } }: CallShape, result: unknown) => {
  const version = noun === "plan" || noun === "take" ? versionIn(result) : null
  return version === null ? {} : { headers: { etag: `"${version}"` } }
}

const answer = (calls: InProcessApi["Type"], shape: CallShape, request: Request, payload: Payload) =>
  payload.pipe(
    Effect.flatMap((given) => checked(shape, given)),
    Effect.flatMap((given) => calls.ask(shape, given, request.headers)),
    Effect.map((result) => HttpServerResponse.unsafeJson(result, tagged(shape, result))),
    Effect.catchAll((error) => Effect.succeed(errorResponse(error))),
    // Anyone who runs the calls has logged it.
    Effect.catchAllDefect(() => faultResponse)
  )

/** An event stream. Whether it may be read is asked first, while there still is a status to answer with. */
const streamed = (calls: InProcessApi["Type"], shape: CallShape, request: Request, payload: Payload) =>
  payload.pipe(
    Effect.flatMap((given) => checked(shape, given)),
    Effect.zipLeft(calls.ask(whoami, {}, request.headers)),
    Effect.map((given) => eventStream(calls.follow(shape, given, request.headers))),
    Effect.catchAll((error) => Effect.succeed(errorResponse(error)))
  )

const body = (shape: CallShape, request: Request): Payload =>
  bodyOf(request).pipe(
    Effect.flatMap((given) => withKey(shape, given, request.headers)),
    Effect.flatMap((given) => withVersion(shape, given, request.headers))
  )

const query = (shape: CallShape, request: Request): Payload =>
  Effect.sync(() => payloadFromQuery(shape.payload, queryOf(request.url)))

/** A reader that comes back says where it was: what came after that position is sent first. */
const resumed = (shape: CallShape, request: Request): Payload =>
  Effect.map(query(shape, request), (given) => {
    const last = Headers.get(request.headers, "last-event-id")
    return Option.isSome(last) && isRecord(given) ? { ...given, since: last.value } : given
  })

const routesOf = (calls: InProcessApi["Type"], shape: CallShape) => {
  const post = HttpLayerRouter.route(
    "POST",
    shape.path,
    (request: Request) => answer(calls, shape, request, body(shape, request))
  )
  const get = HttpLayerRouter.route("GET", shape.path, (request: Request) =>
    shape.streams
      ? streamed(calls, shape, request, resumed(shape, request))
      : answer(calls, shape, request, query(shape, request)))
  const allowed = shape.streams ? ["GET"] : shape.reads ? ["GET", "POST"] : ["POST"]
  const others = (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).filter((method) => !allowed.includes(method))
  return [
    ...(shape.streams ? [] : [post]),
    ...(shape.reads ? [get] : []),
    ...others.map((method) =>
      HttpLayerRouter.route(
        method,
        shape.path,
        Effect.succeed(errorResponse(new MethodNotAllowed({ method, allowed })))
      )
    )
  ]
}

/**
 * `/api/v1/*`: every call of the group as JSON over HTTP, derived from the group. `plan.approve` is
 * `POST /api/v1/plan/approve`; calls that only read may also be asked with GET.
 */
export const layer = HttpLayerRouter.use((router) =>
  Effect.flatMap(InProcessApi, (calls) => router.addAll(callShapes.flatMap((shape) => routesOf(calls, shape))))
)
