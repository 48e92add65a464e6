import * as Socket from "@effect/platform/Socket"
import { Effect } from "effect"

/**
 * The platform's socket looks whether it is open and writes a turn later. A peer that is gone by then makes the write throw; it is the
 * same broken connection as any other, and the program did nothing wrong.
 */
export const withWriteFaults = (socket: Socket.Socket): Socket.Socket =>
  Socket.Socket.of({
    ...socket,
    writer: Effect.map(socket.writer, (write) => (chunk) =>
      Effect.catchAllDefect(write(chunk), (cause) =>
        new Socket.SocketGenericError({ reason: "Write", cause })))
  })
