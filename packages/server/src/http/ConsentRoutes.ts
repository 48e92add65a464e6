import type { InvalidInput } from "@callsheet/domain/api/ApiError"
import type { Remedied } from "@callsheet/domain/Failure"
import { minutes } from "@callsheet/domain/Instant"
import { SANDBOX_BANNER } from "@callsheet/process/Mode"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { isTikToks } from "@callsheet/tiktok/TikTokHosts"
import type * as Headers from "@effect/platform/Headers"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Clock, Effect, Option } from "effect"
import { randomBytes } from "node:crypto"
import { CONSENT_PATH } from "../auth/Connection.ts"
import { Consents, type ReturnedFromTikTok } from "../auth/Consents.ts"
import { cookieIn, cookieName } from "../auth/SessionCookie.ts"
import { ServerConfig } from "../Config.ts"
import { knocking } from "../door/Visit.ts"
import { connectedPage, consentPage, languageOf, notConnectedPage } from "./ConsentPage.ts"
import { ForeignOrigin, invalidRequest, statusOf } from "./HttpErrors.ts"

type Request = HttpServerRequest.HttpServerRequest

/** As long as a request lives. */
const COOKIE_MILLIS = minutes(15)
const COOKIE_SHAPE = /^[A-Za-z0-9_-]{43}$/
/** Stands for every program together; it has not the shape of a cookie, so no browser passes for it. */
const PROGRAM = "a program"

const queryOf = (request: Request) => new URL(request.url, "http://callback").searchParams

const returnedIn = (request: Request): Effect.Effect<ReturnedFromTikTok, InvalidInput> => {
  const query = queryOf(request)
  const state = query.get("state") ?? ""
  const code = query.get("code")
  const error = query.get("error")
  if (state === "" || (code === null) === (error === null)) {
    return Effect.fail(invalidRequest("The address carries no answer of TikTok's authorize page."))
  }
  const scopes = (query.get("scopes") ?? "").split(",").filter((scope) => scope !== "")
  const said = error === null
    ? null
    : (query.get("error_description") ?? error).replaceAll(/\p{C}+/gu, " ").slice(0, 200)
  return Effect.succeed({ state, code, scopes, error: said })
}

/**
 * Whether a caller goes on without our page and comes back without a cookie: programs that drive a stand-in, whose accounts
 * are nobody's. Browsers ask for documents and say so. At TikTok itself nobody does.
 */
export const passesWithoutPage = (headers: Headers.Headers, authorizeUrl: string): boolean =>
  !isTikToks(new URL(authorizeUrl).hostname) &&
  headers["sec-fetch-dest"] === undefined && !(headers["accept"] ?? "").includes("text/html")

/** The page before TikTok's, and the way back from there. */
export const consentRoutes = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const consents = yield* Consents
    const { mode, publicUrl } = yield* ServerConfig
    const { authorizeUrl } = yield* TikTokConfig
    const banner = mode === "sandbox" ? SANDBOX_BANNER : null
    const cookie = cookieName("consent", publicUrl)
    const passes = ({ headers }: Request) => passesWithoutPage(headers, authorizeUrl)
    const cookieOf = ({ headers }: Request) =>
      Option.filter(cookieIn(headers, cookie), (value) => COOKIE_SHAPE.test(value))
    const lookOf = ({ headers }: Request) => ({ banner, language: languageOf(headers["accept-language"]) })
    const answered = (
      request: Request,
      work: Effect.Effect<HttpServerResponse.HttpServerResponse, Remedied>
    ) =>
      Effect.catchAll(Effect.zipRight(knocking, work), (error: Remedied) =>
        Effect.succeed(notConnectedPage(lookOf(request), {
          message: error.message,
          remedy: error.remedy,
          status: statusOf(error._tag)
        })))

    /** TikTok may lead over other hosts of its own before it shows its page. */
    const { hostname, origin } = new URL(authorizeUrl)
    const goesTo = isTikToks(hostname) ? `${origin} https://*.tiktok.com` : origin
    /** Browsers hold a form to its policy also where it is redirected to. And they name the form's origin only so. */
    const headers = {
      "content-security-policy":
        `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self' ${goesTo}; frame-ancestors 'none'`,
      "referrer-policy": "same-origin"
    }
    const seeOther = (location: string) =>
      HttpServerResponse.empty({ status: 303, headers: { location } })

    /** A stand-in may take more than TikTok does, such as which of its creators consents. */
    const straightOn = (request: Request, state: string) =>
      Effect.map(consents.begin(state, PROGRAM), (to) => {
        const url = new URL(to)
        for (const [name, value] of queryOf(request)) {
          if (name !== "state") {
            url.searchParams.append(name, value)
          }
        }
        return seeOther(url.href)
      })

    yield* router.add("GET", CONSENT_PATH, (request: Request) => {
      const state = queryOf(request).get("state") ?? ""
      return answered(
        request,
        passes(request)
          ? straightOn(request, state)
          : Effect.gen(function*() {
            const terms = yield* consents.terms(state)
            const now = yield* Clock.currentTimeMillis
            return consentPage(lookOf(request), { ...terms, state, action: CONSENT_PATH, now })
          }).pipe(Effect.map(HttpServerResponse.setHeaders(headers)))
      )
    })

    yield* router.add("POST", CONSENT_PATH, (request: Request) =>
      answered(
        request,
        Effect.gen(function*() {
          // A form of another site would lead a person past this page; the one of this page always names where it is from.
          if (request.headers["origin"] === undefined) {
            return yield* new ForeignOrigin({ origin: "an unnamed origin" })
          }
          const body = yield* Effect.mapError(request.text, () =>
            invalidRequest("The form could not be read."))
          const browser = Option.getOrElse(cookieOf(request), () => randomBytes(32).toString("base64url"))
          const to = yield* consents.begin(new URLSearchParams(body).get("state") ?? "", browser)
          return HttpServerResponse.unsafeSetCookie(seeOther(to), cookie, browser, {
            httpOnly: true,
            // TikTok's page leads back here, which a strict cookie would not survive.
            sameSite: "lax",
            path: "/oauth/tiktok",
            secure: publicUrl.startsWith("https:"),
            maxAge: COOKIE_MILLIS
          })
        })
      ))

    yield* router.add("GET", "/oauth/tiktok/callback", (request: Request) =>
      answered(
        request,
        Effect.gen(function*() {
          const returned = yield* returnedIn(request)
          // Without a cookie it is nobody's browser: what it brings is refused like that of any other.
          const browser = Option.getOrElse(cookieOf(request), () => passes(request) ? PROGRAM : "")
          const { name } = yield* consents.finish(returned, browser)
          return connectedPage(lookOf(request), name)
        })
      ))
  })
)
