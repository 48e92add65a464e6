import { Busy } from "@callsheet/domain/Envelope"
import { MOST_PIECE_BYTES } from "@callsheet/domain/library/LibraryMedia"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Headers from "@effect/platform/Headers"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Effect, Option, Schema, Stream } from "effect"

const KIB = 1_024
const MIB = 1_024 * KIB

/** A body of a caller without a key: enough for every message that can be answered without one. */
const WITHOUT_KEY = 64 * KIB
const WEBHOOK = 64 * KIB
/** A calendar file of the longest content, with room for its JSON escapes. */
const CALENDAR_FILE = 8 * MIB
/** A file of the library comes in pieces: what is cut costs one piece, and memory is bounded. */
const PIECE = MOST_PIECE_BYTES
const OTHERWISE = 256 * KIB

/** What all bodies that are being read may hold at once, so that many callers cannot do what one may not. */
const ALL_AT_ONCE = 128 * MIB
/** A body that arrives slower than this is given up. */
const PATIENCE = "60 seconds"
/** How long a refused sender has to read the refusal before its connection is closed. */
const READ_REFUSAL_MILLIS = 500

/** Nothing of a body above its limit is kept, and its connection is closed. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>()("BodyTooLarge", { limit: Schema.Number }) {
  override get message(): string {
    return `The body is larger than ${this.limit} bytes, the limit of this route for this caller.`
  }
  get remedy(): string {
    return "Send less, split a calendar into several files, and send the API key in the Authorization header."
  }
}

/** The body did not arrive in time. */
export class BodyTooSlow extends Schema.TaggedError<BodyTooSlow>()("BodyTooSlow", {}) {
  override get message(): string {
    return `The body did not arrive within ${PATIENCE}.`
  }
  get remedy(): string {
    return "Send it again over a faster connection, or send less."
  }
}

/** A browser that is signed in sends its session instead of a key. */
const hasSession = (headers: Headers.Headers): boolean =>
  Option.exists(Headers.get(headers, "cookie"), (value) => value.includes("callsheet_session_"))

const hasBearer = (headers: Headers.Headers): boolean =>
  Option.exists(Headers.get(headers, "authorization"), (value) => /^Bearer +\S{1,200} *$/i.test(value))

/** The most bytes the body of a request may have; nothing but its path and its headers is looked at. */
export const bodyLimit = (path: string, headers: Headers.Headers): number => {
  if (path === "/webhooks/tiktok") return WEBHOOK
  if (path.startsWith("/media/upload/") && (hasBearer(headers) || hasSession(headers))) return PIECE
  if (!hasBearer(headers)) return WITHOUT_KEY
  return path === "/rpc" || path === "/api/v1/plan/import" ? CALENDAR_FILE : OTHERWISE
}

type Request = HttpServerRequest.HttpServerRequest

/** The request with its body in memory: anyone who reads it below reads these bytes. */
const withBody = (request: Request, body: Buffer): Request => {
  const text = Effect.sync(() => body.toString("utf8"))
  return Object.create(request, {
    text: { value: text },
    arrayBuffer: { value: Effect.sync(() => new Uint8Array(body).buffer) },
    stream: { value: Stream.make(new Uint8Array(body)) }
  })
}

/** Closes the connection of a refused body soon after the refusal was sent: what still arrives is never kept. */
const cutAfterRefusal = (request: Request): Effect.Effect<void> =>
  Effect.sync(() => {
    const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
    NodeHttpServerRequest.toServerResponse(request).once("finish", () => {
      setTimeout(() => socket.destroy(), READ_REFUSAL_MILLIS).unref()
    })
  })

/**
 * Reads bodies before anything else looks at the request, within the limit of their route and within one limit for all of
 * them together.
 */
export const makeBodies = () => {
  let held = 0

  const read = (request: Request, limit: number) =>
    Effect.async<Buffer, BodyTooLarge | Busy>((resume) => {
      const message = NodeHttpServerRequest.toIncomingMessage(request)
      if (message.destroyed) return resume(Effect.interrupt)
      const pieces: Array<Buffer> = []
      let bytes = 0
      const release = () => {
        message.off("data", onData)
        message.off("end", onEnd)
        message.off("close", onClose)
        held -= bytes
        bytes = 0
      }
      const refuse = (error: BodyTooLarge | Busy) => {
        release()
        message.pause()
        resume(Effect.fail(error))
      }
      const onData = (piece: Buffer) => {
        bytes += piece.length
        held += piece.length
        if (bytes > limit) return refuse(new BodyTooLarge({ limit }))
        if (held > ALL_AT_ONCE) return refuse(new Busy({ what: "This much data at once", retryAfterMillis: 2_000 }))
        pieces.push(piece)
      }
      const onEnd = () => {
        release()
        resume(Effect.succeed(Buffer.concat(pieces)))
      }
      // The sender went away: so does the work.
      const onClose = () => {
        release()
        resume(Effect.interrupt)
      }
      message.on("data", onData)
      message.once("end", onEnd)
      message.once("close", onClose)
      return Effect.sync(release)
    })

  return (request: Request, path: string): Effect.Effect<Request, BodyTooLarge | BodyTooSlow | Busy> => {
    if (request.method === "GET" || request.method === "HEAD") return Effect.succeed(request)
    const limit = bodyLimit(path, request.headers)
    const declared = Option.map(Headers.get(request.headers, "content-length"), Number)
    return (Option.exists(declared, (bytes) => bytes > limit)
      ? Effect.fail(new BodyTooLarge({ limit }))
      // A request runs uninterruptible, and a wait that cannot be interrupted has no end.
      : Effect.timeoutFail(Effect.interruptible(read(request, limit)), {
        duration: PATIENCE,
        onTimeout: () => new BodyTooSlow()
      })).pipe(
        Effect.tapError(() => cutAfterRefusal(request)),
        Effect.map((body) => withBody(request, body))
      )
  }
}
