import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Clock, Duration, Effect, Option, type Redacted } from "effect"
import { nothingUsed, ScriptModelUnavailable, ScriptRefused } from "./ScriptErrors.ts"

export interface ModelSettings {
  /** Base of an OpenAI-compatible API ("https://openrouter.ai/api/v1"), or its chat endpoint itself. */
  readonly url: string
  /** Absent for services on this machine that ask for none. */
  readonly key: Option.Option<Redacted.Redacted>
  readonly model: string
  readonly userAgent: string
}

/** Long, because models think; a minute and a half is more than any script has been seen to take. */
const TIMEOUT = Duration.seconds(90)

/** The chat endpoint itself. */
export const chatEndpoint = (url: string): string => {
  const base = url.replace(/\/+$/, "")
  return base.endsWith("/chat/completions") ? base : `${base}/chat/completions`
}

const refusedWhy = (status: number): ScriptRefused["why"] =>
  status === 401 || status === 403 ? "credentials" : status === 402 ? "credit" : "request"

const retryAfter = (header: string | undefined, now: number): number | null => {
  if (header === undefined) return null
  if (/^\d+$/.test(header)) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

const unavailable = (
  reason: ScriptModelUnavailable["reason"],
  status: number | null,
  retryAfterMillis: number | null = null
) => new ScriptModelUnavailable({ reason, status, retryAfterMillis })

const requestTo = ({ key, url, userAgent }: ModelSettings): HttpClientRequest.HttpClientRequest =>
  HttpClientRequest.post(chatEndpoint(url)).pipe(
    HttpClientRequest.setHeaders({ "user-agent": userAgent, "x-title": "Callsheet" }),
    Option.match(key, {
      onNone: () => (plain: HttpClientRequest.HttpClientRequest) => plain,
      onSome: (secret) => HttpClientRequest.bearerToken(secret)
    })
  )

/** What an answer's status says: why there is nothing to read, or nothing where there is. */
const checked = (
  { headers, status }: HttpClientResponse.HttpClientResponse,
  requestId: string
): Effect.Effect<void, ScriptModelUnavailable | ScriptRefused> => {
  if (status === 429) {
    return Effect.flatMap(
      Clock.currentTimeMillis,
      (now) => Effect.fail(unavailable("rate", 429, retryAfter(headers["retry-after"], now)))
    )
  }
  if (status >= 500 || status === 408) return Effect.fail(unavailable("server", status))
  return status < 300 ? Effect.void : Effect.fail(
    new ScriptRefused({
      why: refusedWhy(status),
      detail: `HTTP ${status}`,
      usage: nothingUsed,
      requestId: headers["x-request-id"] ?? requestId
    })
  )
}

export type AskModel = (
  body: string
) => (requestId: string) => Effect.Effect<Uint8Array, ScriptModelUnavailable | ScriptRefused>

/** Sends one request to the model and gives the bytes of its answer. */
export const modelAt = (client: HttpClient.HttpClient, settings: ModelSettings): AskModel => {
  // The client's own spans would record addresses and headers.
  const quiet = HttpClient.withTracerDisabledWhen(client, () => true)
  const request = requestTo(settings)
  return (body) => (requestId) =>
    Effect.gen(function*() {
      const response = yield* quiet.execute(
        HttpClientRequest.bodyText(request, body, "application/json").pipe(
          HttpClientRequest.setHeaders({ "idempotency-key": requestId, "x-request-id": requestId })
        )
      )
      const bytes = new Uint8Array(yield* response.arrayBuffer)
      yield* Effect.annotateCurrentSpan({ "http.response.status_code": response.status, "llm.request_id": requestId })
      yield* checked(response, requestId)
      return bytes
    }).pipe(
      Effect.catchTags({
        RequestError: () => Effect.fail(unavailable("network", null)),
        ResponseError: ({ response }) => Effect.fail(unavailable("network", response.status))
      }),
      Effect.timeoutFail({ duration: TIMEOUT, onTimeout: () => unavailable("timeout", null) }),
      Effect.withSpan("ScriptWriter.ask", { attributes: { "llm.model": settings.model } })
    )
}
