import { Keys } from "@callsheet/database/secrets/Keys"
import { SESSION_MILLIS, type SessionHolder, Sessions } from "@callsheet/database/secrets/Sessions"
import { Unauthorized } from "@callsheet/domain/api/ApiError"
import { Busy } from "@callsheet/domain/Envelope"
import type { Remedied } from "@callsheet/domain/Failure"
import { VERSION } from "@callsheet/domain/Version"
import { SANDBOX_BANNER } from "@callsheet/process/Mode"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect, Option, Redacted, Schema } from "effect"
import { sessionCookieIn, withoutSessionCookie, withSessionCookie } from "../auth/SessionCookie.ts"
import { ServerConfig, type ServerSettings } from "../Config.ts"
import { knocking, Visit } from "../door/Visit.ts"
import { page } from "./Html.ts"
import { errorResponse, invalidRequest, jsonBody } from "./HttpErrors.ts"

type Request = HttpServerRequest.HttpServerRequest

const KeyBody = Schema.Struct({ key: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(200)) })

const maxAgeSeconds = SESSION_MILLIS / 1_000
const browserOf = (request: Request) => request.headers["user-agent"] ?? ""

const PANEL = "http://panel"

/** Where a link leads after the sign-in: a page of this panel, no matter what the address says. */
const destination = (url: string): string => {
  const to = new URL(url, PANEL).searchParams.get("to") ?? "/"
  // As a browser reads it: it drops tabs and line ends, and takes a backslash for a slash.
  if (!to.startsWith("/") || !URL.canParse(to, PANEL)) return "/"
  const { hash, origin, pathname, search } = new URL(to, PANEL)
  const path = `${pathname}${search}${hash}`
  // Also a path may begin like a host, where dots were taken out of it.
  return origin === PANEL && !path.startsWith("//") ? path : "/"
}

const tokenIn = (url: string) => (url.split("?", 1)[0] ?? "").slice("/open/".length)

/** Chat programs and browsers fetch links ahead of a person; that must not use them up. */
const isAhead = (request: Request) =>
  /prefetch|preview/i.test(request.headers["sec-purpose"] ?? request.headers["purpose"] ?? "")

const seeOther = (to: string) =>
  HttpServerResponse.empty({ status: 303, headers: { location: to, "cache-control": "no-store" } })

const usedUp = ({ mode }: Pick<ServerSettings, "mode">) =>
  page({
    title: "Not signed in",
    banner: mode === "sandbox" ? SANDBOX_BANNER : null,
    status: 410,
    body: `<h1>This link does not work any more</h1>
<p>A sign-in link works once, for ten minutes. Make another one where Callsheet runs:</p><pre>callsheet open</pre>
<p>Or <a href="/sign-in">sign in with an API key</a>.</p>`
  })

const away = new Busy({ what: "The database", retryAfterMillis: 2_000, why: "database" })

const told = (holder: SessionHolder, mode: ServerSettings["mode"]) => ({ ...holder, mode, version: VERSION })

const json = (body: unknown) => HttpServerResponse.unsafeJson(body, { headers: { "cache-control": "no-store" } })

const visit = Effect.serviceOption(Visit)
const mayTry = Effect.flatMap(visit, Option.match({ onNone: () => Effect.void, onSome: (one) => one.mayTry }))
const failed = Effect.flatMap(visit, Option.match({ onNone: () => Effect.void, onSome: (one) => one.failed }))

/** Sessions of the panel: made by a one-time link or an API key, asked for at each start of a page, and given up. */
export const signIn = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const keys = yield* Keys
    const sessions = yield* Sessions
    const { mode, publicUrl } = yield* ServerConfig
    const cookieOf = (request: Request) => sessionCookieIn(request.headers, publicUrl)
    const answered = <R>(work: Effect.Effect<HttpServerResponse.HttpServerResponse, Remedied, R>) =>
      Effect.catchAll(work, (error) => Effect.succeed(errorResponse(error)))
    const orAway = <A, E, R>(work: Effect.Effect<A, E, R>) =>
      work.pipe(
        Effect.tapError((error) => Effect.logError("The database could not serve a session.", error)),
        Effect.mapError(() => away)
      )

    yield* router.add("GET", "/open/:token", (request: Request) =>
      answered(Effect.gen(function*() {
        if (isAhead(request)) return HttpServerResponse.empty({ status: 204 })
        yield* knocking
        const opened = yield* orAway(sessions.redeem(Redacted.make(tokenIn(request.url)), browserOf(request)))
        return Option.match(opened, {
          onNone: () => usedUp({ mode }),
          onSome: ({ cookie }) =>
            withSessionCookie(seeOther(destination(request.url)), publicUrl, cookie, maxAgeSeconds)
        })
      })))

    yield* router.add("POST", "/session", (request: Request) =>
      answered(Effect.gen(function*() {
        const body = yield* Effect.flatMap(Effect.orElseSucceed(request.text, () => ""), jsonBody)
        const { key } = yield* Effect.mapError(
          Schema.decodeUnknown(KeyBody)(body),
          () => invalidRequest("Give the API key.", "key")
        )
        yield* mayTry
        const holder = yield* orAway(keys.find(Redacted.make(key)))
        if (Option.isNone(holder)) {
          yield* failed
          return yield* new Unauthorized()
        }
        const opened = yield* orAway(sessions.open(holder.value, browserOf(request)))
        return withSessionCookie(json(told(opened.holder, mode)), publicUrl, opened.cookie, maxAgeSeconds)
      })))

    yield* router.add("GET", "/session", (request: Request) =>
      answered(Effect.gen(function*() {
        const cookie = cookieOf(request)
        // Asked by every page that opens: having no session is an answer, not an error.
        if (Option.isNone(cookie)) return json({ mode, version: VERSION, sessionId: null })
        const holder = yield* orAway(sessions.find(cookie.value))
        if (Option.isNone(holder)) {
          return withoutSessionCookie(json({ mode, version: VERSION, sessionId: null }), publicUrl)
        }
        const next = yield* orAway(sessions.rotate(cookie.value))
        const answer = json(told(holder.value, mode))
        return Option.match(next, {
          onNone: () => answer,
          onSome: (cookie) => withSessionCookie(answer, publicUrl, cookie, maxAgeSeconds)
        })
      })))

    yield* router.add("DELETE", "/session", (request: Request) =>
      answered(Effect.gen(function*() {
        const cookie = cookieOf(request)
        const holder = Option.isNone(cookie) ? Option.none() : yield* orAway(sessions.find(cookie.value))
        if (Option.isSome(holder)) yield* orAway(sessions.end(holder.value.orgId, holder.value.sessionId))
        return withoutSessionCookie(HttpServerResponse.empty({ status: 204 }), publicUrl)
      })))
  })
)
