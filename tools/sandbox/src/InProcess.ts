import * as HttpClient from "@effect/platform/HttpClient"
import { RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Effect, Layer } from "effect"
import type { InjectedFault } from "./Fault.ts"
import type { Sandbox } from "./Sandbox.ts"
import { serve } from "./Serve.ts"
import type { Request } from "./World.ts"

const bodyOf = (request: HttpClientRequest): Uint8Array =>
  request.body._tag === "Uint8Array" ? request.body.body : new Uint8Array()

/** A call as the sandbox takes it. `url`: where it goes, its query included. */
export const requestOf = (request: HttpClientRequest, url: URL): Request => {
  const body = bodyOf(request)
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: {
      ...request.headers,
      ...(body.length > 0 ? { "content-length": String(body.length) } : {}),
      ...(request.body.contentType === undefined ? {} : { "content-type": request.body.contentType })
    },
    body
  }
}

/**
 * An HTTP client whose every call ends in this sandbox, no matter what host it names: no socket, and time from Effect's clock,
 * so a whole product can run against it on virtual time. A cut connection is a transport error, as over a socket. `struck`
 * hears of every fault that one of its calls met, as the answer leaves.
 */
export const httpClient = (sandbox: Sandbox, struck?: (fault: InjectedFault) => void): HttpClient.HttpClient =>
  HttpClient.make((request, url) => {
    const cut = new RequestError({ request, reason: "Transport", description: "The connection was cut." })
    return Effect.flatMap(serve(sandbox, requestOf(request, url), struck), (outcome) => {
      if (outcome._tag === "Cut") return Effect.fail(cut)
      const { answer } = outcome
      const body = outcome._tag === "Truncated" ? answer.body.slice(0, Math.floor(answer.body.length / 2)) : answer.body
      return Effect.succeed(
        HttpClientResponse.fromWeb(
          request,
          new Response(body, { status: answer.status, headers: { ...answer.headers } })
        )
      )
    })
  })

export const layerHttpClient = (sandbox: Sandbox): Layer.Layer<HttpClient.HttpClient> =>
  Layer.succeed(HttpClient.HttpClient, httpClient(sandbox))
