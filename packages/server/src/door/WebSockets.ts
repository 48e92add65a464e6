import { Sessions } from "@callsheet/database/secrets/Sessions"
import { seconds } from "@callsheet/domain/Instant"
import { Listener } from "@callsheet/process/HttpListening"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as HttpServerError from "@effect/platform/HttpServerError"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Socket from "@effect/platform/Socket"
import { Effect, Runtime } from "effect"
import type { IncomingMessage } from "node:http"
import { Socket as NetSocket } from "node:net"
import type { Duplex } from "node:stream"
import { type WebSocket, WebSocketServer } from "ws"
import type { VisitProof } from "./Visit.ts"

/** The largest message, a calendar file with its escapes. */
export const MESSAGE_BYTES = 8 * 1_048_576
/** What a caller may send before a key or session of theirs was found good. */
const UNPROVED_BYTES = 65_536
const PROVE_WITHIN_MILLIS = seconds(10)
/** So soon a WebSocket ends after its key was revoked or its session ended. */
const LOOK_EVERY_MILLIS = seconds(5)
/** A peer that answers nothing for so many looks is gone. */
const PATIENT_LOOKS = 6
/** A side that does not answer the close is cut. */
const CLOSE_WITHIN_MILLIS = seconds(2)

/** RFC 6455: the caller breaks a rule of this server. */
const AGAINST_THE_RULES = 1008

/** What is known of the caller of one WebSocket. */
export interface WebSocketVisit {
  /** The last key or session that was found good; null: none yet. */
  proof: VisitProof | null
  /** Hears of the first proof. */
  onProved: () => void
}

const end = (socket: WebSocket, why: string) => {
  socket.close(AGAINST_THE_RULES, why)
  setTimeout(() => socket.terminate(), CLOSE_WITHIN_MILLIS).unref()
}

/** The engine answers every request in the end; after an upgrade that answer would be written into the WebSocket. */
const answerNothingMore = (request: HttpServerRequest.HttpServerRequest, connection: Duplex) => {
  const answer = NodeHttpServerRequest.toServerResponse(request)
  if (connection instanceof NetSocket) answer.detachSocket(connection)
  answer.end()
}

/** Without a proof only so many bytes are read, and only for so long. */
const awaitProof = (socket: WebSocket, connection: Duplex, visit: WebSocketVisit) => {
  let bytes = 0
  const onData = (piece: Buffer) => {
    bytes += piece.length
    if (bytes > UNPROVED_BYTES) connection.pause()
  }
  const patience = setTimeout(() => {
    connection.off("data", onData)
    connection.resume()
    end(socket, "No valid API key or session came within 10 seconds.")
  }, PROVE_WITHIN_MILLIS)
  connection.on("data", onData)
  visit.onProved = () => {
    clearTimeout(patience)
    connection.off("data", onData)
    connection.resume()
  }
  socket.once("close", () => clearTimeout(patience))
}

/**
 * WebSockets with limits: the size of a message, the time until a caller is known, and an end that follows when the key is
 * revoked or the session ended.
 */
export const makeWebSockets = Effect.gen(function*() {
  const { server } = yield* Listener
  const sessions = yield* Sessions
  const runtime = yield* Effect.runtime<never>()
  const upgrades = new WeakMap<IncomingMessage, { readonly connection: Duplex; readonly head: Buffer }>()
  const note = (message: IncomingMessage, connection: Duplex, head: Buffer) =>
    void upgrades.set(message, { connection, head })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES, perMessageDeflate: false })
  yield* Effect.acquireRelease(
    Effect.sync(() => server.prependListener("upgrade", note)),
    () =>
      Effect.sync(() => {
        server.off("upgrade", note)
        sockets.close()
      })
  )

  /** Looks again and again whether the caller may go on, and whether somebody is there. A database that is away decides nothing. */
  const watch = (socket: WebSocket, visit: WebSocketVisit) => {
    let unanswered = 0
    socket.on("pong", () => {
      unanswered = 0
    })
    const stands = Effect.suspend(() => visit.proof === null ? Effect.succeed(true) : sessions.stands(visit.proof))
      .pipe(
        Effect.catchAll((error) => Effect.as(Effect.logDebug(`Whether a caller may go on: ${error.message}`), true))
      )
    const timer = setInterval(() => {
      if (unanswered >= PATIENT_LOOKS) return socket.terminate()
      unanswered++
      socket.ping()
      Runtime.runCallback(runtime)(stands, {
        onExit: (exit) => {
          if (exit._tag === "Success" && !exit.value) end(socket, "The API key was revoked or the session ended.")
        }
      })
    }, LOOK_EVERY_MILLIS)
    socket.once("close", () => clearInterval(timer))
  }

  /** The request's upgrade, with the limits; the engine's own upgrade has none. */
  return (
    request: HttpServerRequest.HttpServerRequest,
    visit: WebSocketVisit
  ): Effect.Effect<Socket.Socket, HttpServerError.RequestError> =>
    Effect.suspend(() => {
      const message = NodeHttpServerRequest.toIncomingMessage(request)
      const upgrade = upgrades.get(message)
      if (upgrade === undefined) {
        return Effect.fail(
          new HttpServerError.RequestError({ request, reason: "Decode", description: "not an upgrade" })
        )
      }
      const { connection, head } = upgrade
      return Socket.fromWebSocket(Effect.acquireRelease(
        Effect.async<globalThis.WebSocket>((resume) =>
          sockets.handleUpgrade(message, connection, head, (socket) => {
            answerNothingMore(request, connection)
            awaitProof(socket, connection, visit)
            watch(socket, visit)
            resume(Effect.succeed(socket as unknown as globalThis.WebSocket))
          })
        ),
        (socket) => Effect.sync(() => socket.close())
      ))
    })
})
