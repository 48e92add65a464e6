import * as Headers from "@effect/platform/Headers"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Option, Redacted } from "effect"

/**
 * Cookies know no ports, so two installations on one machine would overwrite each other's: the name carries the port, as
 * the browser sees it.
 */
export const cookieName = (kind: "session" | "consent", publicUrl: string): string => {
  const { port, protocol } = new URL(publicUrl)
  return `callsheet_${kind}_${port === "" ? (protocol === "https:" ? "443" : "80") : port}`
}

export const cookieIn = (headers: Headers.Headers, name: string): Option.Option<string> => {
  const pairs = Option.getOrElse(Headers.get(headers, "cookie"), () => "").split(";").map((pair) => pair.trim())
  return Option.map(
    Option.fromNullable(pairs.find((pair) => pair.startsWith(`${name}=`))),
    (pair) => pair.slice(name.length + 1)
  )
}

/** The session's cookie in a request, or in the request that opened a WebSocket. */
export const sessionCookieIn = (headers: Headers.Headers, publicUrl: string): Option.Option<Redacted.Redacted> =>
  Option.map(cookieIn(headers, cookieName("session", publicUrl)), Redacted.make)

/** Out of reach for scripts and for other sites. It goes back to HTTPS alone where the installation is reached by it. */
export const withSessionCookie = (
  response: HttpServerResponse.HttpServerResponse,
  publicUrl: string,
  cookie: Redacted.Redacted,
  maxAgeSeconds: number
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeSetCookie(response, cookieName("session", publicUrl), Redacted.value(cookie), {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure: publicUrl.startsWith("https:"),
    maxAge: maxAgeSeconds * 1_000
  })

export const withoutSessionCookie = (response: HttpServerResponse.HttpServerResponse, publicUrl: string) =>
  withSessionCookie(response, publicUrl, Redacted.make(""), 0)
