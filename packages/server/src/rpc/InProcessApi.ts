import { ApiError } from "@callsheet/domain/api/ApiError"
import type * as Headers from "@effect/platform/Headers"
import type { FromServerEncoded } from "@effect/rpc/RpcMessage"
import * as RpcServer from "@effect/rpc/RpcServer"
import { Chunk, Context, Effect, Layer, Mailbox, Option, Schema, type Scope, Stream } from "effect"
import type { CallShape } from "../http/Endpoints.ts"
import { MeteredApi } from "./MeteredApi.ts"

const decodeExit = Schema.decodeUnknown(
  Schema.Exit({ success: Schema.Unknown, failure: ApiError, defect: Schema.Defect })
)

/** The only request of its client. */
const requestId = "1"

type Answers = Mailbox.ReadonlyMailbox<FromServerEncoded>

/** The engine's side of a conversation ended without an answer: the server is stopping. */
const stopping = Effect.interrupt

const make = Effect.gen(function*() {
  const clients = new Map<number, Mailbox.Mailbox<FromServerEncoded>>()
  const disconnects = yield* Mailbox.make<number>()
  let nextClient = 0
  let write: Parameters<RpcServer.Protocol["Type"]["run"]>[0] = () => Effect.never

  const protocol = yield* RpcServer.Protocol.make((writeRequest) => {
    write = writeRequest
    return Effect.succeed({
      disconnects,
      send: (clientId, response) => clients.get(clientId)?.offer(response) ?? Effect.void,
      end: (clientId) => clients.get(clientId)?.end ?? Effect.void,
      clientIds: Effect.sync(() => new Set(clients.keys())),
      initialMessage: Effect.succeedNone,
      supportsAck: true,
      supportsTransferables: false,
      supportsSpanPropagation: false
    })
  })
  yield* RpcServer.make(MeteredApi, { disableFatalDefects: true }).pipe(
    Effect.provideService(RpcServer.Protocol, protocol),
    Effect.interruptible,
    Effect.forkScoped
  )

  /** One request of a client of its own, which goes when the scope does: anyone who leaves takes the work along. */
  const asked = (
    shape: CallShape,
    payload: unknown,
    headers: Headers.Headers
  ): Effect.Effect<{ readonly id: number; readonly answers: Answers }, never, Scope.Scope> =>
    Effect.gen(function*() {
      const id = nextClient++
      const answers = yield* Mailbox.make<FromServerEncoded>()
      yield* Effect.acquireRelease(
        Effect.sync(() => clients.set(id, answers)),
        () =>
          Effect.suspend(() => {
            clients.delete(id)
            return disconnects.offer(id)
          })
      )
      yield* write(id, {
        _tag: "Request",
        id: requestId,
        tag: shape.name,
        payload,
        headers: Object.entries(headers)
      })
      return { id, answers }
    })

  const taken = (answers: Answers) => Effect.catchTag(answers.take, "NoSuchElementException", () => stopping)

  /** Ends with what the call ended with, in its JSON form. */
  const ended = (response: FromServerEncoded): Effect.Effect<unknown, ApiError> =>
    response._tag === "Exit"
      ? Effect.flatten(Effect.orDie(decodeExit(response.exit)))
      : response._tag === "Defect"
      ? Effect.die(response.defect)
      : stopping

  return InProcessApi.of({
    ask: (shape, payload, headers) =>
      asked(shape, payload, headers).pipe(
        Effect.flatMap(({ answers }) => taken(answers)),
        Effect.flatMap(ended),
        Effect.scoped
      ),
    follow: (shape, payload, headers) =>
      Stream.unwrapScoped(
        Effect.map(asked(shape, payload, headers), ({ answers, id }) =>
          Stream.unfoldChunkEffect(undefined, () =>
            Effect.flatMap(taken(answers), (response) =>
              response._tag === "Chunk"
                // Only now may the next items come.
                ? Effect.as(
                  write(id, { _tag: "Ack", requestId }),
                  Option.some([Chunk.fromIterable(response.values), undefined] as const)
                )
                : Effect.as(ended(response), Option.none()))))
      )
  })
})

/**
 * The group's calls from inside this process: the very server that RPC clients reach, spoken to in JSON, so that a call
 * means the same whichever way it comes in.
 */
export class InProcessApi extends Context.Tag("@callsheet/server/InProcessApi")<InProcessApi, {
  /** The answer in its JSON form. `headers` are the caller's; who calls is found from them. */
  readonly ask: (shape: CallShape, payload: unknown, headers: Headers.Headers) => Effect.Effect<unknown, ApiError>
  /** The items of a streaming call in their JSON form, no faster than they are read. */
  readonly follow: (shape: CallShape, payload: unknown, headers: Headers.Headers) => Stream.Stream<unknown, ApiError>
}>() {
  static readonly layer = Layer.scoped(this, Effect.suspend(() => make))
}
