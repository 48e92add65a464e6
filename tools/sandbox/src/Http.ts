import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Clock, Context, Deferred, Effect, FiberSet, Layer, Option, Queue, Schema } from "effect"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { WireAnswer } from "./Answer.ts"
import type { Books } from "./Books.ts"
import { type Control, makeControl } from "./Control.ts"
import { controlAnswer } from "./ControlRoutes.ts"
import { bodyLimit, type Proofs, refusalOf } from "./Entrance.ts"
import { openJournal, type StateUnusable } from "./Journal.ts"
import { Sandbox } from "./Sandbox.ts"
import { serve } from "./Serve.ts"
import type { SettingsPatch } from "./Settings.ts"
import { webhookSender } from "./WebhookSender.ts"
import type { Request } from "./World.ts"

export interface ServerOptions {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  readonly clientKey?: string
  readonly clientSecret?: string
  readonly settings?: SettingsPatch
  /** What callers show over HTTP; absent: nobody commands it there, and the consent page opens without a proof. */
  readonly proofs?: Proofs
  /** File that keeps everything; null keeps it in memory only. */
  readonly stateFile?: string | null
}

export class SandboxCannotListen extends Schema.TaggedError<SandboxCannotListen>()("CannotListen", {
  address: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The sandbox cannot listen on ${this.address}: ${this.detail}`
  }
  get remedy() {
    return "Free the port, or set CALLSHEET_SANDBOX_PORT to another one (0 takes any)."
  }
}

/** The whole body, or null as soon as it is larger than it may be. Fails when the client goes away. */
const readBody = (message: IncomingMessage, most: number): Promise<Uint8Array | null> =>
  new Promise((resolve, reject) => {
    const parts: Array<Buffer> = []
    let size = 0
    message.on("data", (part: Buffer) => {
      size += part.length
      if (size <= most) return void parts.push(part)
      parts.length = 0
      message.pause()
      resolve(null)
    })
    message.on("end", () => resolve(Buffer.concat(parts)))
    message.on("error", reject)
    message.on("close", () => reject(new Error("The client went away.")))
  })

const headOf = (message: IncomingMessage): Request => {
  const url = new URL(message.url ?? "/", "http://sandbox.invalid")
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value])
  )
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: new Uint8Array()
  }
}

const write = (response: ServerResponse, answer: WireAnswer): void => {
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) })
  response.end(answer.body)
}

/** The head promises the whole body, half of it follows, then the connection is gone. */
const writeHalf = (response: ServerResponse, answer: WireAnswer): void => {
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) })
  response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => response.destroy())
}

/** For a request whose body is not read to its end: what still comes of it goes nowhere. */
const writeAndClose = (message: IncomingMessage, response: ServerResponse, answer: WireAnswer): void => {
  response.once("finish", () => message.socket.destroySoon())
  write(response, { ...answer, headers: { ...answer.headers, connection: "close" } })
}

interface Opened {
  readonly sandbox: Sandbox
  readonly control: Control
  readonly proofs: Proofs
}

const respond = Effect.fnUntraced(
  function*({ control, proofs, sandbox }: Opened, message: IncomingMessage, response: ServerResponse) {
    const head = headOf(message)
    const refusal = refusalOf(proofs, head)
    if (refusal !== null) return writeAndClose(message, response, refusal)
    const { beyond, bytes } = bodyLimit(sandbox.world, head)
    const body = yield* Effect.promise(() => readBody(message, bytes))
    if (body === null) return writeAndClose(message, response, beyond)
    const request = { ...head, body }
    const own = controlAnswer(sandbox, control, request, yield* Clock.currentTimeMillis)
    if (Option.isSome(own)) return write(response, yield* own.value)
    const outcome = yield* serve(sandbox, request)
    switch (outcome._tag) {
      case "Answered":
        return write(response, outcome.answer)
      case "Truncated":
        return writeHalf(response, outcome.answer)
      case "Cut":
        message.socket.destroy()
    }
  }
)

const listen = (server: Server, host: string, port: number) =>
  Effect.async<string, SandboxCannotListen>((resume) => {
    server.once("error", (error) =>
      resume(Effect.fail(new SandboxCannotListen({ address: `${host}:${port}`, detail: error.message }))))
    server.listen(port, host, () => {
      const address = server.address()
      const actual = typeof address === "object" && address !== null ? address.port : port
      resume(Effect.succeed(`http://${host.includes(":") ? `[${host}]` : host}:${actual}`))
    })
  })

const close = (server: Server) =>
  Effect.async<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/**
 * A sandbox TikTok behind a socket, until the scope closes. It takes its port before it opens its state, so that a second
 * one started by mistake leaves the file of the first alone; requests that come in between wait.
 */
export const start = Effect.fnUntraced(function*(options: ServerOptions = {}) {
  const { host = "127.0.0.1", port = 0, proofs = { control: null, consent: null }, stateFile = null, ...rest } = options
  const opened = yield* Deferred.make<Opened>()
  const run = yield* FiberSet.makeRuntime<never, void, never>()
  const server = createServer((message, response) => {
    const answered = Effect.flatMap(Deferred.await(opened), (own) => respond(own, message, response))
    run(Effect.onError(answered, () => Effect.sync(() => message.socket.destroy())))
  })
  const url = yield* Effect.acquireRelease(listen(server, host, port), () => close(server))
  const journal = stateFile === null ? null : yield* openJournal(stateFile)
  const changed = yield* Queue.sliding<void>(1)
  const sandbox = new Sandbox({
    ...rest,
    ...journal,
    keep: (line) => {
      journal?.keep(line)
      Queue.unsafeOffer(changed, undefined)
    }
  })
  const control = makeControl(sandbox)
  yield* webhookSender(sandbox, changed).pipe(Effect.provide(FetchHttpClient.layer))
  yield* Deferred.succeed(opened, { sandbox, control, proofs })
  return { url, books: sandbox.books, control, sandbox }
})

export interface RunningSandbox {
  /** Base of the API, the upload address and the authorize page, without a slash at the end. */
  readonly url: string
  readonly books: Books
  readonly control: Control
  readonly sandbox: Sandbox
}

export class SandboxServer extends Context.Tag("@callsheet/sandbox/SandboxServer")<SandboxServer, RunningSandbox>() {
  static readonly layer = (
    options: ServerOptions = {}
  ): Layer.Layer<SandboxServer, SandboxCannotListen | StateUnusable> => Layer.scoped(this, start(options))
}
