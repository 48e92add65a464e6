import { Api, type CallName } from "@callsheet/domain/api/Api"
import type { ApiError, Fault } from "@callsheet/domain/api/ApiError"
import { FeedItem } from "@callsheet/domain/api/calls/events"
import { HintItem, type HintSubject } from "@callsheet/domain/api/calls/hints"
import type { Step } from "@callsheet/domain/Remedy"
import * as Rpc from "@effect/rpc/Rpc"
import type * as RpcGroup from "@effect/rpc/RpcGroup"
import { Cause, Exit, Option, Schema } from "effect"
import { faultText, spokenFaults, told } from "../text/Spoken.ts"

type Calls = RpcGroup.Rpcs<typeof Api>
type Call<N extends CallName> = Rpc.ExtractTag<Calls, N>

/** What the server refused, or why it could not be asked, in words a person can act on. */
export class Refusal extends Error {
  readonly tag: string
  readonly remedy: string
  /** What is wrong with each part of what was sent, where the server said it part by part. */
  readonly faults: ReadonlyArray<Fault>
  /** The remedy step by step, where a step is a call. */
  readonly steps: ReadonlyArray<Step>
  constructor(
    tag: string,
    message: string,
    remedy: string,
    faults: ReadonlyArray<Fault> = [],
    steps: ReadonlyArray<Step> = []
  ) {
    super(message)
    this.tag = tag
    this.remedy = remedy
    this.faults = faults
    this.steps = steps
  }
}

/** A refusal as the server says it, in the language of the page. */
export const refused = (
  tag: string,
  said: { readonly message: string; readonly remedy: string; readonly steps?: ReadonlyArray<Step> | undefined },
  faults: ReadonlyArray<Fault> = []
): Refusal => {
  const own = spokenFaults(faults)
  const { message, remedy, steps } = told(faults.length === 0 ? said : { ...said, message: "" })
  return new Refusal(tag, own.length === 0 ? message : faultText(own), remedy, own, steps)
}

export const offline = () =>
  refused("Offline", {
    message: "There is no connection to the server.",
    remedy: "Nothing was sent. Try it again when it says Live."
  })

const refusalOf = (cause: Cause.Cause<unknown>): Refusal => {
  const error = Option.getOrUndefined(Cause.failureOption(cause)) as ApiError | undefined
  return error === undefined
    ? refused("ServerFault", {
      message: "The server failed while it answered.",
      remedy: "Look into the server's log, then try again."
    })
    : refused(error._tag, error, error._tag === "InvalidInput" ? error.faults : [])
}

interface Waiting {
  readonly item?: (value: unknown) => void
  readonly end: (exit: unknown) => void
  readonly fail: (error: Refusal) => void
}

const feedItem = Schema.decodeUnknownSync(FeedItem)
const hintItem = Schema.decodeUnknownSync(HintItem)

/** One WebSocket that speaks the group's calls; the domain's schemas check what goes out and what comes back. */
export class LiveConnection {
  readonly #socket: WebSocket
  readonly #waiting = new Map<string, Waiting>()
  #next = 0
  #heardAt = Date.now()
  readonly #beat: ReturnType<typeof setInterval>

  constructor(url: string, opened: () => void, closed: () => void) {
    this.#socket = new WebSocket(url)
    this.#socket.addEventListener("open", opened)
    this.#socket.addEventListener("message", ({ data }) => this.#read(String(data)))
    this.#socket.addEventListener("close", () => {
      clearInterval(this.#beat)
      for (const one of this.#waiting.values()) one.fail(offline())
      this.#waiting.clear()
      closed()
    })
    this.#beat = setInterval(() => {
      if (Date.now() - this.#heardAt > 12_000) this.#socket.close()
      else this.#send({ _tag: "Ping" })
    }, 4_000)
  }

  #send(message: unknown): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(`${JSON.stringify(message)}\n`)
  }

  #read(text: string): void {
    this.#heardAt = Date.now()
    for (const line of text.split("\n")) {
      if (line === "") continue
      const message = JSON.parse(line)
      const one = this.#waiting.get(String(message.requestId))
      if (message._tag === "Chunk") {
        for (const value of message.values) one?.item?.(value)
        this.#send({ _tag: "Ack", requestId: message.requestId })
      } else if (message._tag === "Exit") {
        this.#waiting.delete(String(message.requestId))
        one?.end(message.exit)
      } else if (message._tag === "Defect") this.#socket.close()
    }
  }

  #request(name: CallName, payload: unknown, waiting: Waiting): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return waiting.fail(offline())
    const id = String(this.#next++)
    const rpc = Api.requests.get(name)!
    this.#waiting.set(id, waiting)
    const encoded = Schema.encodeUnknownSync(rpc.payloadSchema as Schema.Schema<unknown, unknown>)(payload)
    this.#send({ _tag: "Request", id, tag: name, payload: encoded, headers: [] })
  }

  ask<N extends CallName>(name: N, payload: Rpc.Payload<Call<N>>): Promise<Rpc.Success<Call<N>>> {
    return new Promise((resolve, reject) => {
      const decode = Schema.decodeUnknownSync(
        Rpc.exitSchema(Api.requests.get(name)!) as unknown as Schema.Schema<
          Exit.Exit<Rpc.Success<Call<N>>, unknown>,
          unknown
        >
      )
      const end = (exit: unknown) => {
        try {
          Exit.match(decode(exit), { onSuccess: resolve, onFailure: (cause) => reject(refusalOf(cause)) })
        } catch (error) {
          reject(
            refused("Unreadable", {
              message: `The answer to ${name} could not be read: ${String(error)}`,
              remedy: "Reload the page."
            })
          )
        }
      }
      this.#request(name, payload, { end, fail: reject })
    })
  }

  follow(since: string, item: (item: FeedItem) => void): void {
    this.#request("events.follow", { since }, {
      item: (value) => item(feedItem(value)),
      end: () => this.close(),
      fail: () => undefined
    })
  }

  hear(hint: (subject: HintSubject) => void): void {
    this.#request("hints.follow", {}, {
      item: (value) => hint(hintItem(value).subject),
      end: () => this.close(),
      fail: () => undefined
    })
  }

  close(): void {
    this.#socket.close()
  }
}
