import { never, type RetryAdvice } from "@callsheet/domain/Failure"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type * as HttpServer from "@effect/platform/HttpServer"
import { Context, type Duration, Effect, Layer, Schema } from "effect"
import { createServer, type Server, type ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { callerOf } from "./Addresses.ts"

/** Connections that one address may hold, and all of them together. */
export const CONNECTIONS_PER_ADDRESS = 512
const CONNECTIONS = 8_192
/** A caller that has not sent its headers, or its whole request, by then is cut. */
const HEADERS_MILLIS = 15_000
const REQUEST_MILLIS = 120_000
/** How long a refused caller has to read why. */
const READ_REFUSAL_MILLIS = 500

const tooManyConnections = (() => {
  const body = JSON.stringify({
    error: {
      tag: "TooManyConnections",
      message: `This address holds ${CONNECTIONS_PER_ADDRESS} connections already.`,
      remedy: "Close some, or use one connection for many requests, then try again in 5 s.",
      retryAfterMillis: 5_000
    }
  })
  const head = [
    "HTTP/1.1 429 Too Many Requests",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Retry-After: 5",
    "Connection: close"
  ]
  return `${head.join("\r\n")}\r\n\r\n${body}`
})()

/** No address holds more connections than its share, except proxies, behind which there are many callers. */
const limitConnections = (server: Server, proxies: ReadonlySet<string>) => {
  const held = new Map<string, number>()
  server.maxConnections = CONNECTIONS
  server.on("connection", (socket: Socket) => {
    const address = callerOf(socket.remoteAddress ?? "")
    if (proxies.has(address)) return
    const holds = (held.get(address) ?? 0) + 1
    held.set(address, holds)
    socket.once("close", () => {
      const left = (held.get(address) ?? 1) - 1
      if (left === 0) held.delete(address)
      else held.set(address, left)
    })
    if (holds <= CONNECTIONS_PER_ADDRESS) return
    socket.end(tooManyConnections)
    setTimeout(() => socket.destroy(), READ_REFUSAL_MILLIS).unref()
  })
}

/** Another program listens there already, often an earlier Callsheet. */
export class PortTaken extends Schema.TaggedError<PortTaken>()("PortTaken", {
  host: Schema.String,
  port: Schema.Number,
  variable: Schema.String
}) {
  override get message(): string {
    return `Port ${this.port} on ${this.host} is taken by another program.`
  }
  get remedy(): string {
    return `Stop that program (an earlier Callsheet?), or choose another port: ${this.variable}=${this.port + 1}`
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** The address cannot be listened on at all. */
export class CannotListen extends Schema.TaggedError<CannotListen>()("CannotListen", {
  host: Schema.String,
  port: Schema.Number,
  variable: Schema.String,
  cause: Schema.String
}) {
  override get message(): string {
    return `Listening on ${this.host}, port ${this.port}, is not possible: ${this.cause}.`
  }
  get remedy(): string {
    return this.cause.includes("EACCES")
      ? `Ports below 1024 need rights this process does not have; choose a higher one: ${this.variable}=4400`
      : "Use an address this machine has, such as 127.0.0.1, or 0.0.0.0 for all of them."
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** The listening socket and the answers that have not begun yet. */
export class Listener extends Context.Tag("@callsheet/process/Listener")<Listener, {
  readonly server: Server
  readonly waiting: ReadonlySet<ServerResponse>
}>() {}

export interface ListenOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** The variable that sets the port, for the remedy. */
  readonly variable: string
  /** Addresses of our own proxies; absent: none. */
  readonly proxies?: ReadonlySet<string>
}

/** An HTTP server on this address, or a typed error that says why not. */
export const layer = (
  options: ListenOptions
): Layer.Layer<HttpServer.HttpServer | Listener, PortTaken | CannotListen> =>
  Layer.suspend(() => {
    const server = createServer({ headersTimeout: HEADERS_MILLIS, requestTimeout: REQUEST_MILLIS })
    limitConnections(server, options.proxies ?? new Set())
    const waiting = new Set<ServerResponse>()
    server.on("request", (_, response) => {
      // The socket listens a moment before the routes are there. A request of that moment would never be answered.
      if (server.listenerCount("request") === 1) {
        response.writeHead(503, { "content-type": "text/plain", "retry-after": "1", connection: "close" })
        response.end("Starting; ask again in a second.\n")
        return
      }
      waiting.add(response)
      response.once("close", () => waiting.delete(response))
    })
    const { host, port, variable } = options
    return NodeHttpServer.layerServer(() => server, { host, port }).pipe(
      Layer.catchAll(({ cause }) => {
        const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause)
        return Layer.fail(
          code === "EADDRINUSE"
            ? new PortTaken({ host, port, variable })
            : new CannotListen({ host, port, variable, cause: code })
        )
      }),
      Layer.merge(Layer.succeed(Listener, { server, waiting }))
    )
  })

/**
 * Put on top of everything that serves: when the process stops, this goes first. No new connection is accepted, requests
 * that were taken get their answers (for at most `patience`), and only then is what answers them torn down. Answers that
 * have begun, such as event streams, are not waited for: their readers come back with the last position they know.
 */
export const drainFirst = (patience: Duration.DurationInput): Layer.Layer<never, never, Listener> =>
  Layer.scopedDiscard(
    Effect.flatMap(Listener, ({ server, waiting }) =>
      Effect.addFinalizer(() =>
        Effect.gen(function*() {
          server.close()
          server.closeIdleConnections()
          const unanswered = () => [...waiting].some((response) => !response.headersSent)
          yield* Effect.sleep("20 millis").pipe(
            Effect.repeat({ while: () => unanswered() }),
            Effect.timeoutOption(patience)
          )
          // Everything that is still open now is a stream or idle; ended streams would otherwise hold up the server's own close.
          setImmediate(() => server.closeAllConnections())
        })
      ))
  )
