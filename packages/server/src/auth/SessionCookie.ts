import * as Headers from "@effect/platform/Headers"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Option, Redacted } from "effect"

/**
 * Cookies know no ports, so two installations on one machine would overwrite each other's: the name carries the port, as
 * the browser sees it.
 */
const nameOf = (publicUrl: string): string => {
  const { port, protocol } = new URL(publicUrl)
  return `callsheet_session_${port === "" ? (protocol === "https:" ? "443" : "80") : port}`
}

/** The session's cookie in a request, or in the request that opened a WebSocket. */
export const sessionCookieIn = (headers: Headers.Headers, publicUrl: string): Option.Option<Redacted.Redacted> => {
  const name = `${nameOf(publicUrl)}=`
  const pairs = Option.getOrElse(Headers.get(headers, "cookie"), () => "").split(";").map((pair) => pair.trim())
  return Option.fromNullable(pairs.find((pair) => pair.startsWith(name))).pipe(
    Option.map((pair) => Redacted.make(pair.slice(name.length)))
  )
}

/** Out of reach for scripts and for other sites. It goes back to HTTPS alone where the installation is reached by it. */
export const withSessionCookie = (
  response: HttpServerResponse.HttpServerResponse,
  publicUrl: string,
  cookie: Redacted.Redacted,
  maxAgeSeconds: number
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeSetCookie(response, nameOf(publicUrl), Redacted.value(cookie), {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure: publicUrl.startsWith("https:"),
    maxAge: maxAgeSeconds * 1_000
  })

export const withoutSessionCookie = (response: HttpServerResponse.HttpServerResponse, publicUrl: string) =>
  withSessionCookie(response, publicUrl, Redacted.make(""), 0)
