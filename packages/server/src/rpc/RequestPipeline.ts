import { NotFound } from "@callsheet/domain/api/ApiError"
import { countHttp } from "@callsheet/process/Metrics"
import * as Headers from "@effect/platform/Headers"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Cause, Clock, Duration, Effect, Option } from "effect"
import { randomUUID } from "node:crypto"
import { isIPv4 } from "node:net"
import type { ServerSettings } from "../Config.ts"
import type { Door } from "../door/Door.ts"
import { Visit } from "../door/Visit.ts"
import { callShapes } from "../http/Endpoints.ts"
import {
  currentTraceId,
  errorResponse,
  faultResponse,
  ForeignHost,
  ForeignOrigin,
  invalidRequest
} from "../http/HttpErrors.ts"
import { panelPages } from "../http/Panel.ts"
import { makeBodies } from "../http/RequestBody.ts"
import { shownPath } from "../http/SecretAddresses.ts"

const securityHeaders = {
  "content-security-policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

const pathOf = (url: string) => url.split("?", 1)[0] ?? url

const fixedRoutes = new Set<string>([
  ...callShapes.map(({ path }) => path),
  ...panelPages,
  "/rpc",
  "/rpc/ws",
  "/api/docs",
  "/api/openapi.json",
  "/health/live",
  "/health/ready",
  "/metrics",
  "/oauth/tiktok/start",
  "/oauth/tiktok/callback",
  "/webhooks/tiktok",
  "/session"
])

/** The route as a metric's label: strangers can ask for any path, so what is not ours is one label. */
const routeOf = (path: string) =>
  fixedRoutes.has(path)
    ? path
    : ["/media", "/assets", "/open", "/plans", "/review", "/v1/review"].find((part) => path.startsWith(`${part}/`)) ??
      "other"

/** Answers to calls belong to their caller, and some hold a secret: nobody on the way keeps a copy. */
const holdsAnswers = (path: string) =>
  path.startsWith("/api/v1/") || path.startsWith("/rpc") || path.startsWith("/oauth/")

const isUpgrade = (headers: Headers.Headers) =>
  Option.exists(Headers.get(headers, "upgrade"), (value) => value.toLowerCase() === "websocket")

const harmless = new Set(["GET", "HEAD", "OPTIONS"])

const hostOf = (url: string): string | undefined => URL.canParse(url) ? new URL(url).host : undefined

/**
 * The origin of a page of another site that tries to act through somebody's browser. Browsers name it on every such
 * request and on the upgrade to a WebSocket, which no other rule of theirs would stop.
 */
const foreignOrigin = (request: HttpServerRequest.HttpServerRequest, publicUrl: string): Option.Option<string> =>
  harmless.has(request.method) && !isUpgrade(request.headers)
    ? Option.none()
    : Option.filter(Headers.get(request.headers, "origin"), (origin) => {
      const host = hostOf(origin)
      const own = [Option.getOrUndefined(Headers.get(request.headers, "host")), hostOf(publicUrl)]
      return host === undefined || !own.includes(host)
    })

/**
 * A change that a browser's session stands for names its origin: every browser sends one. What comes without is not the
 * panel, and an API key is there for it.
 */
const hidesItsOrigin = (request: HttpServerRequest.HttpServerRequest): boolean =>
  !(harmless.has(request.method) && !isUpgrade(request.headers)) &&
  (request.headers["cookie"] ?? "").includes("callsheet_session_") &&
  Option.isNone(Headers.get(request.headers, "origin")) &&
  Option.isNone(Headers.get(request.headers, "authorization"))

/**
 * Whether a request names this server. A page of another site can point its own name at this address and would then be of
 * the same origin; it cannot do so with an address, or with a name that no public directory answers for.
 */
const ownNames = ({ allowedHosts, host, publicUrl }: Pick<ServerSettings, "allowedHosts" | "host" | "publicUrl">) => {
  const names = new Set([new URL(publicUrl).hostname, host, ...(allowedHosts ?? [])].map((name) => name.toLowerCase()))
  return (header: string): boolean => {
    const name = URL.canParse(`http://${header}`) ? new URL(`http://${header}`).hostname.replace(/\.$/, "") : ""
    return name !== "" &&
      (names.has(name) || name.startsWith("[") || isIPv4(name) || !name.includes(".") || name.endsWith(".localhost"))
  }
}

const requestIdOf = (headers: Headers.Headers) =>
  Option.getOrElse(
    Option.filter(Headers.get(headers, "x-request-id"), (id) => /^[\w.-]{1,80}$/.test(id)),
    () => randomUUID()
  )

/** Everything that went wrong below becomes an answer with the usual body. The caller's own leaving stays what it is. */
const answerOf = (cause: Cause.Cause<unknown>, path: string) => {
  if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
  const error = Cause.squash(cause)
  if (error instanceof HttpServerError.RouteNotFound) {
    return Effect.succeed(errorResponse(new NotFound({ what: "page", id: path, list: "/api/docs" })))
  }
  if (error instanceof HttpServerError.RequestError) {
    return Effect.succeed(errorResponse(invalidRequest("The request could not be read."), 400))
  }
  return Effect.zipRight(Effect.logError("A request failed.", cause), faultResponse)
}

/**
 * What every request passes on its way in and out: who may act from a browser, one form for errors, the trace and request
 * id on the answer, the count, the access log.
 */
export const requestPipeline = <E, R>(
  settings: Pick<ServerSettings, "allowedHosts" | "host" | "mode" | "publicUrl">,
  door: Door,
  app: HttpApp.Default<E, R>
): HttpApp.Default<never, R> => {
  const bodyOf = makeBodies()
  const isOurs = ownNames(settings)
  return Effect.gen(function*() {
    const { request, visit } = door(yield* HttpServerRequest.HttpServerRequest)
    const began = yield* Clock.currentTimeMillis
    const path = pathOf(request.url)
    const requestId = requestIdOf(request.headers)
    const traceId = yield* currentTraceId
    const foreign = foreignOrigin(request, settings.publicUrl)
    const host = request.headers["host"]
    const answered = host !== undefined && !isOurs(host)
      ? Effect.succeed(errorResponse(new ForeignHost({ host: host.slice(0, 255) })))
      : Option.isSome(foreign)
      ? Effect.succeed(errorResponse(new ForeignOrigin({ origin: foreign.value })))
      : hidesItsOrigin(request)
      ? Effect.succeed(errorResponse(new ForeignOrigin({ origin: "an unnamed origin" })))
      : bodyOf(request, path).pipe(
        Effect.matchEffect({
          onFailure: (error) =>
            Effect.succeed(HttpServerResponse.setHeader(errorResponse(error), "connection", "close")),
          onSuccess: (whole) =>
            Effect.provideService(app, HttpServerRequest.HttpServerRequest, whole).pipe(
              Effect.provideService(Visit, visit)
            )
        })
      )
    const response = yield* answered.pipe(
      Effect.catchAllCause((cause) => answerOf(cause, path)),
      Effect.annotateLogs({ requestId })
    )
    const took = Duration.millis((yield* Clock.currentTimeMillis) - began)
    yield* countHttp(request.method, routeOf(path), response.status, took)
    yield* Effect.logDebug(`${request.method} ${shownPath(path)}`).pipe(
      Effect.annotateLogs({ requestId, status: response.status, millis: Duration.toMillis(took) })
    )
    return HttpServerResponse.setHeaders(response, {
      ...securityHeaders,
      ...(holdsAnswers(path) ? { "cache-control": "no-store" } : {}),
      ...response.headers,
      "x-request-id": requestId,
      "x-callsheet-mode": settings.mode,
      ...(traceId === null ? {} : { "x-trace-id": traceId }),
      // The connection of a refused upgrade ends with the answer; a client that kept it would lose its next request.
      ...(isUpgrade(request.headers) ? { connection: "close" } : {})
    })
  })
}
