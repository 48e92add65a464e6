import { makeOnceAMinute, timesOf } from "@callsheet/domain/OnceAMinute"
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as Socket from "@effect/platform/Socket"
import * as SocketServer from "@effect/platform/SocketServer"
import { Effect, Exit, FiberSet, Layer, Runtime, Scope } from "effect"
import { createServer, type TLSSocket } from "node:tls"
import { keyNamed, protocol, type TransportKeys } from "./TransportKeys.ts"

/** A caller that has not proved its key by then is cut. */
const HANDSHAKE_MILLIS = 3_000
/** Callers that are not let in, such as scans of the network. */
const makeRefusals = () => {
  const onceAMinute = makeOnceAMinute()
  return (what: string) =>
    onceAMinute((times) =>
      Effect.logWarning(
        `A connection to the runner port was refused: ${what}.${
          timesOf(times)
        } If it is a member of this installation, give it the same CALLSHEET_MASTER_KEY.`
      )
    )
}

const asSocket = (connection: TLSSocket) =>
  NodeSocket.fromDuplex(
    Effect.acquireRelease(
      Effect.suspend((): Effect.Effect<TLSSocket, Socket.SocketError> =>
        connection.destroyed
          ? Effect.fail(new Socket.SocketCloseError({ reason: "Close", code: 1000 }))
          : Effect.succeed(connection)
      ),
      () => Effect.sync(() => connection.destroySoon())
    )
  )

/**
 * Listens for other members of the installation. Nobody else is heard: a connection exists for the engine only after its
 * caller has proved the key, and what is no handshake is closed.
 */
const make = ({ host, keys, port }: {
  readonly host: string
  readonly port: number
  readonly keys: TransportKeys
}) =>
  Effect.gen(function*() {
    const runtime = yield* Effect.runtime<never>()
    const refusal = makeRefusals()
    const refuse = (what: string) => Runtime.runFork(runtime)(refusal(what))
    const waiting: Array<TLSSocket> = []
    let onConnection: (connection: TLSSocket) => void = (connection) => void waiting.push(connection)
    const server = createServer({
      ...protocol,
      handshakeTimeout: HANDSHAKE_MILLIS,
      pskIdentityHint: keys[0].id,
      pskCallback: (_, identity) => {
        const key = keyNamed(keys, identity)
        if (key === null) refuse("its caller has another master key")
        return key
      }
    }, (connection) => onConnection(connection))
    server.on("tlsClientError", (error: NodeJS.ErrnoException, connection) => {
      // Members look whether somebody listens here, and hang up at once; an unknown key was told of above.
      if (error.code !== "ECONNRESET" && error.code !== "ERR_SSL_PSK_IDENTITY_NOT_FOUND") {
        refuse("its caller did not prove the key of this installation")
      }
      connection.destroy()
    })
    yield* Effect.acquireRelease(
      Effect.async<void, SocketServer.SocketServerError>((resume) => {
        server.once("error", (cause) =>
          resume(Effect.fail(new SocketServer.SocketServerError({ reason: "Open", cause }))))
        server.listen({ host, port }, () =>
          resume(Effect.void))
      }),
      () => Effect.async<void>((resume) => void server.close(() => resume(Effect.void)))
    )

    const run = Effect.fnUntraced(function*<R, E, _>(handler: (socket: Socket.Socket) => Effect.Effect<_, E, R>) {
      const scope = yield* Scope.make()
      const fibers = yield* Scope.extend(FiberSet.make(), scope)
      const fork = yield* FiberSet.runtime(fibers)<R>()
      const accept = (connection: TLSSocket) => {
        // How a connection ends is heard below; without a listener it would end the process.
        connection.on("error", () => undefined)
        fork(
          asSocket(connection).pipe(
            Effect.flatMap(handler),
            Effect.catchAllCause((cause) => Effect.logDebug("A connection of another member ended.", cause)),
            Effect.provideService(NodeSocket.NetSocket, connection)
          )
        )
      }
      return yield* Effect.async<never>(() => {
        const before = onConnection
        onConnection = accept
        waiting.splice(0).forEach(accept)
        return Effect.suspend(() => {
          onConnection = before
          return Scope.close(scope, Exit.void)
        })
      })
    })

    const address = server.address()
    return SocketServer.SocketServer.of({
      address: typeof address === "object" && address !== null
        ? { _tag: "TcpAddress", hostname: address.address, port: address.port }
        : { _tag: "TcpAddress", hostname: host, port },
      run
    })
  })

export const layer = (options: Parameters<typeof make>[0]) => Layer.scoped(SocketServer.SocketServer, make(options))
