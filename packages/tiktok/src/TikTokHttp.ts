import type * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { type Duration, Effect } from "effect"
import type { TikTokSettings } from "./TikTokConfig.ts"
import { TikTokAnswerUnreadable, TikTokUnavailable } from "./TikTokErrors.ts"

export interface TikTokAnswer {
  readonly status: number
  readonly headers: Headers.Headers
  readonly text: string
}

export type Send = (
  operation: string,
  request: HttpClientRequest.HttpClientRequest,
  timeout?: Duration.Duration
) => Effect.Effect<TikTokAnswer, TikTokUnavailable | TikTokAnswerUnreadable>

/** Signs that no connection came about, so not one byte of the request can have arrived. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT"
])

/** The system's error codes anywhere below an error; clients wrap them differently. */
const codesBelow = (cause: unknown, depth = 0): ReadonlyArray<string> => {
  if (typeof cause !== "object" || cause === null || depth > 5) return []
  const own = "code" in cause && typeof cause.code === "string" ? [cause.code] : []
  const inner = "cause" in cause ? codesBelow(cause.cause, depth + 1) : []
  const many = "errors" in cause && Array.isArray(cause.errors)
    ? cause.errors.flatMap((error) => codesBelow(error, depth + 1))
    : []
  return [...own, ...inner, ...many]
}

/**
 * One request, one answer, always within the time-out. The client's own spans are off: they would record whole addresses,
 * and an upload address is as good as a key. Nothing of the request is kept in an error for the same reason.
 */
export const makeSend = (client: HttpClient.HttpClient, settings: TikTokSettings): Send => {
  const quiet = client.pipe(
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.mapRequest(HttpClientRequest.setHeader("user-agent", settings.userAgent))
  )
  return (operation, request, timeout = settings.callTimeout) => {
    const failed = (error: HttpClientError) => {
      if (error._tag === "ResponseError") {
        return new TikTokAnswerUnreadable({
          operation,
          code: "",
          logId: error.response.headers["x-tt-logid"] ?? null,
          status: error.response.status,
          detail: "it broke off"
        })
      }
      const never = error.reason !== "Transport" || codesBelow(error.cause).some((code) => neverConnected.has(code))
      return new TikTokUnavailable({
        operation,
        code: "",
        logId: null,
        sent: never ? "no" : "maybe",
        reason: never ? "connect" : "transport",
        status: null
      })
    }
    return quiet.execute(request).pipe(
      Effect.flatMap((response) =>
        Effect.map(
          response.text,
          (text): TikTokAnswer => ({ status: response.status, headers: response.headers, text })
        )
      ),
      Effect.mapError(failed),
      Effect.timeoutFail({
        duration: timeout,
        onTimeout: () =>
          new TikTokUnavailable({ operation, code: "", logId: null, sent: "maybe", reason: "timeout", status: null })
      }),
      Effect.tap((answer) => Effect.annotateCurrentSpan("http.response.status_code", answer.status))
    )
  }
}

/** `Retry-After` in seconds or as a date, though TikTok documents none (November 2026). */
export const retryAfterMillis = (headers: Headers.Headers, nowMillis: number): number | undefined => {
  const value = headers["retry-after"]
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMillis)
}
