import * as Runners from "@effect/cluster/Runners"
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as Socket from "@effect/platform/Socket"
import * as RpcClient from "@effect/rpc/RpcClient"
import * as RpcSerialization from "@effect/rpc/RpcSerialization"
import { Effect, Layer } from "effect"
import { connect, type TLSSocket } from "node:tls"
import { protocol, shown, type TransportKeys } from "./TransportKeys.ts"
import { withWriteFaults } from "./WriteFaults.ts"

/** A member that does not answer the handshake by then is asked again later. */
const OPEN = "2 seconds"
/** A connection that only waits for its end asks the other machine so often whether it is still there. */
const KEEP_ALIVE_MILLIS = 5_000

const dial = (host: string, port: number, keys: TransportKeys): TLSSocket =>
  connect({
    ...protocol,
    host,
    port,
    pskCallback: (hint) => shown(keys, hint),
    // Without certificates the key itself says who the other side is.
    checkServerIdentity: () => undefined
  })

const open = (host: string, port: number, keys: TransportKeys) =>
  Effect.acquireRelease(
    Effect.async<TLSSocket, Socket.SocketError>((resume) => {
      const connection = dial(host, port, keys)
      connection.once("secureConnect", () => resume(Effect.succeed(connection)))
      connection.on("error", (cause) => resume(Effect.fail(new Socket.SocketGenericError({ reason: "Open", cause }))))
      return Effect.sync(() => connection.destroy())
    }),
    (connection) => Effect.sync(() => connection.destroySoon())
  )

/** Holds a connection to a member and comes back when it has ended, or at once if there is none to be had. */
export const untilEnded = (host: string, port: number, keys: TransportKeys): Effect.Effect<void> =>
  Effect.async((resume) => {
    const connection = dial(host, port, keys)
    // What ends it does not matter here; without a listener it would end the process.
    connection.on("error", () => undefined)
    connection.once("close", () => resume(Effect.void))
    connection.setKeepAlive(true, KEEP_ALIVE_MILLIS)
    // A stream that nobody reads does not see its end.
    connection.resume()
    return Effect.sync(() => connection.destroy())
  })

/** How members ask each other: over connections on which both sides have proved the installation's key. */
export const layer = (keys: TransportKeys) =>
  Layer.effect(
    Runners.RpcClientProtocol,
    Effect.map(RpcSerialization.RpcSerialization, (serialization) => ({ host, port }) =>
      Effect.flatMap(
        NodeSocket.fromDuplex(open(host, port, keys), { openTimeout: OPEN }),
        (socket) =>
          RpcClient.makeProtocolSocket().pipe(
            Effect.provideService(Socket.Socket, withWriteFaults(socket)),
            Effect.provideService(RpcSerialization.RpcSerialization, serialization)
          )
      ))
  )
