import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Duration, Effect, Layer, Redacted } from "effect"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Instead of an ordinary answer: anything a broken network can do. */
  readonly instead?: (response: ServerResponse) => void
}

/** A server on this machine that answers as told and remembers what it was sent. */
export const loopback = (answer: (seen: Seen, index: number) => Reply) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly seen: ReadonlyArray<Seen>; readonly stop: () => void }>((resume) => {
      const seen: Array<Seen> = []
      const server = createServer((request, response) => {
        const pieces: Array<Buffer> = []
        request.on("data", (piece: Buffer) => pieces.push(piece))
        request.on("end", () => {
          const entry: Seen = {
            method: request.method ?? "",
            url: request.url ?? "",
            headers: request.headers,
            body: Buffer.concat(pieces)
          }
          seen.push(entry)
          const reply = answer(entry, seen.length - 1)
          if (reply.instead !== undefined) return reply.instead(response)
          response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers })
          response.end(reply.body ?? "")
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const stop = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, seen, stop }))
      })
    }),
    ({ stop }) => Effect.sync(stop)
  )

export const settingsAt = (
  url: string,
  app: { readonly key: string; readonly secret: string } = { key: "sim_client_key", secret: "sim_client_secret" }
) =>
  Layer.succeed(TikTokConfig, {
    apiUrl: url,
    authorizeUrl: `${url}/v2/auth/authorize/`,
    clientKey: app.key,
    clientSecret: Redacted.make(app.secret),
    userAgent: "callsheet/test",
    callTimeout: Duration.millis(400),
    chunkTimeout: Duration.seconds(5)
  })

/** The real client against any address. */
export const clientAt = (url: string, app?: { readonly key: string; readonly secret: string }) =>
  Layer.mergeAll(TikTokApi.layer, TikTokOAuth.layer).pipe(
    Layer.provide(settingsAt(url, app)),
    Layer.provide(NodeHttpClient.layerUndici)
  )

export const ok = (data: unknown): string =>
  JSON.stringify({ data, error: { code: "ok", message: "", log_id: "20261122LOG" } })

export const refusal = (code: string, message = "Please review our integration guidelines."): string =>
  JSON.stringify({ data: {}, error: { code, message, log_id: "20261122LOG" } })

export const token = Redacted.make("act.the-access-token")
