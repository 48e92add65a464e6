import type { CallShape } from "@callsheet/server/http/Endpoints"
import { Predicate } from "effect"
import { WebSocket } from "ws"
import type { Caller } from "./World.ts"

/** What a call ended with: `ok` or the tag of the refusal, and the answer as it was told. */
export interface Told {
  readonly tag: string
  readonly text: string
}

interface Asked {
  readonly base: string
  readonly shape: CallShape
  readonly caller: Caller
  readonly payload: Readonly<Record<string, unknown>>
}

/** One way in. */
export type Way = (asked: Asked) => Promise<Told>

const PATIENCE_MILLIS = 90_000

const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((one, name) => (Predicate.hasProperty(one, name) ? one[name] : undefined), value)

const queryOf = (payload: Readonly<Record<string, unknown>>) =>
  new URLSearchParams(Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]))

/** As much as the first event of a stream, or the whole of any other answer. */
const bodyOf = async (response: Response, streams: boolean): Promise<string> => {
  if (!streams || response.body === null) return await response.text()
  let text = ""
  for await (const piece of response.body) {
    text += Buffer.from(piece).toString("utf8")
    if (/^data: .*\n\n/m.test(text)) break
  }
  return text
}

/** JSON over HTTP, with the headers that say who calls. */
const overHttp =
  (headersOf: (caller: Caller, base: string) => Readonly<Record<string, string>>): Way =>
  async ({ base, caller, payload, shape }) => {
    const url = shape.streams ? `${base}${shape.path}?${queryOf(payload)}` : `${base}${shape.path}`
    const response = await fetch(url, {
      method: shape.streams ? "GET" : "POST",
      headers: { "content-type": "application/json", ...headersOf(caller, base) },
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
      ...(shape.streams ? {} : { body: JSON.stringify(payload) })
    })
    const isStream = response.ok && shape.streams
    const text = await bodyOf(response, isStream)
    if (isStream) {
      const refused = /^event: error\ndata: (.*)$/m.exec(text)?.[1]
      return refused === undefined
        ? { tag: "ok", text }
        : { tag: String(at(JSON.parse(refused), "error", "tag")), text }
    }
    return { tag: response.ok ? "ok" : String(at(JSON.parse(text), "error", "tag") ?? response.status), text }
  }

/** What an answer of the protocol ends with; null: it does not say yet. */
const toldBy = (message: unknown): Told | null => {
  if (Predicate.isTagged(message, "Chunk")) return { tag: "ok", text: JSON.stringify(at(message, "values")) }
  if (!Predicate.isTagged(message, "Exit")) return null
  const exit = at(message, "exit")
  if (Predicate.isTagged(exit, "Success")) return { tag: "ok", text: JSON.stringify(at(exit, "value") ?? null) }
  const cause = at(exit, "cause")
  return Predicate.isTagged(cause, "Fail")
    ? { tag: String(at(cause, "error", "_tag")), text: JSON.stringify(at(cause, "error")) }
    : { tag: "defect", text: JSON.stringify(cause) }
}

const messageOf = (id: string, { caller, payload, shape }: Asked, named: boolean) => ({
  _tag: "Request",
  id,
  tag: shape.name,
  payload,
  headers: named ? [["authorization", caller.bearer]] : []
})

const overRpc: Way = async (asked) => {
  const response = await fetch(`${asked.base}/rpc`, {
    method: "POST",
    headers: { "content-type": "application/ndjson", authorization: asked.caller.bearer },
    body: `${JSON.stringify(messageOf("1", asked, true))}\n`,
    signal: AbortSignal.timeout(PATIENCE_MILLIS)
  })
  let text = ""
  for await (const piece of response.body ?? []) {
    text += Buffer.from(piece).toString("utf8")
    for (const line of text.split("\n").slice(0, -1)) {
      const told = toldBy(JSON.parse(line))
      if (told !== null) return told
    }
  }
  return { tag: `no answer (${response.status})`, text }
}

interface Open {
  readonly socket: WebSocket
  readonly waiting: Map<string, (told: Told) => void>
}

/** One WebSocket for each caller, opened when it is first needed. */
export const webSockets = () => {
  const opened = new Map<string, Promise<Open>>()
  let next = 0

  const open = (base: string, headers: Readonly<Record<string, string>>): Promise<Open> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${base.replace("http", "ws")}/rpc/ws`, { headers })
      const waiting: Open["waiting"] = new Map()
      const hear = (message: unknown) => {
        const id = String(at(message, "requestId"))
        const told = toldBy(message)
        if (told === null || !waiting.has(id)) return
        if (Predicate.isTagged(message, "Chunk")) {
          socket.send(`${JSON.stringify({ _tag: "Interrupt", requestId: id })}\n`)
        }
        waiting.get(id)?.(told)
        waiting.delete(id)
      }
      socket.on("message", (data) => {
        for (const line of String(data).split("\n")) if (line.trim() !== "") hear(JSON.parse(line))
      })
      socket.on("close", (code, reason) => {
        for (const settle of waiting.values()) settle({ tag: "closed", text: `${code} ${reason.toString("utf8")}` })
      })
      socket.on("error", reject)
      socket.on("open", () => resolve({ socket, waiting }))
    })

  const through = (named: boolean): Way => async (asked) => {
    const { base, caller } = asked
    const name = named ? caller.bearer : caller.cookie
    const known = opened.get(name) ?? open(base, named ? {} : { cookie: caller.cookie, origin: base })
    opened.set(name, known)
    const { socket, waiting } = await known
    const id = String(++next)
    return await new Promise<Told>((resolve) => {
      waiting.set(id, resolve)
      socket.send(`${JSON.stringify(messageOf(id, asked, named))}\n`)
    })
  }

  return {
    byKey: through(true),
    bySession: through(false),
    close: async () => {
      for (const known of opened.values()) (await known).socket.terminate()
    }
  }
}

/** Every way in by which a call can be asked. */
export const waysIn = (sockets: ReturnType<typeof webSockets>): Readonly<Record<string, Way>> => ({
  HTTP: overHttp(({ bearer }) => ({ authorization: bearer })),
  RPC: overRpc,
  WebSocket: sockets.byKey,
  "panel over HTTP": overHttp(({ cookie }, base) => ({ cookie, origin: base })),
  "panel over WebSocket": sockets.bySession
})
