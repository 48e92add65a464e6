import { Predicate } from "effect"
import { connect } from "node:net"
import { WebSocket } from "ws"
import type { Hostile } from "./Requests.ts"

/** What came back: the status of HTTP, or 0 where the connection ended without an answer. */
interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

const PATIENCE_MILLIS = 30_000
/** What a refusal may weigh, however large the request was. */
const MOST_REFUSAL = 64 * 1_024

const parsed = (bytes: Buffer): Answered => {
  const text = bytes.toString("utf8")
  const end = text.indexOf("\r\n\r\n")
  const head = end === -1 ? text : text.slice(0, end)
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0)
  const type = /^content-type: *(.*)$/im.exec(head)?.[1]?.trim() ?? ""
  return { status, type, body: end === -1 ? "" : text.slice(end + 4) }
}

const isStream = (bytes: Buffer) => /^content-type: text\/event-stream/im.test(bytes.subarray(0, 2_000).toString())

/** A connection that waits for more than is sent is given up by this side. */
const QUIET_MILLIS = 400

const overSocket = (base: URL, bytes: Buffer, maybeUnanswered: boolean): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(base.port), base.hostname)
    const pieces: Array<Buffer> = []
    const finish = () => {
      clearTimeout(patience)
      socket.destroy()
      resolve(parsed(Buffer.concat(pieces)))
    }
    const patience = setTimeout(
      () => maybeUnanswered ? finish() : (socket.destroy(), reject(new Error("no answer came"))),
      maybeUnanswered ? QUIET_MILLIS : PATIENCE_MILLIS
    )
    socket.on("connect", () => socket.write(bytes))
    socket.on("data", (piece) => {
      pieces.push(piece)
      // A stream goes on for as long as somebody listens: its beginning is answer enough.
      if (pieces.length < 4 && isStream(Buffer.concat(pieces))) finish()
    })
    // A refused sender may be cut while it still sends; what it has heard by then is the answer.
    socket.on("error", finish)
    socket.on("close", finish)
  })

/** The first thing that a WebSocket hears, or what it was closed with. */
const overWebSocket = (base: URL, text: string): Promise<Answered> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://${base.host}/rpc/ws`)
    const finish = (body: string) => {
      clearTimeout(patience)
      socket.terminate()
      resolve({ status: body === "" ? 0 : 200, type: "application/ndjson", body })
    }
    const patience = setTimeout(() => finish(""), QUIET_MILLIS)
    socket.on("open", () => socket.send(text))
    socket.on("message", (data) => finish(String(data)))
    socket.on("close", () => finish(""))
    socket.on("error", () => finish(""))
  })

const sent = (base: URL, { maybeUnanswered, wire }: Hostile): Promise<Answered> =>
  wire._tag === "http" ? overSocket(base, wire.bytes, maybeUnanswered) : overWebSocket(base, wire.text)

const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((one, name) => (Predicate.hasProperty(one, name) ? one[name] : undefined), value)

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** These visits are limited by address, so a siege from one address meets the limit. */
const mayBeBusy = (title: string, body: string) =>
  /\/open\/|\/oauth\/|consent|\/v1\/review/.test(title) && /This (many visits|flood)/.test(body) ||
  // Whether the installation is ready is an answer, not a failure.
  title.includes("/health/ready") ||
  // One org's previews are drawn one at a time.
  title.startsWith("plan.preview") && body.includes("A second preview of this org")

const isRefusal = (body: string): boolean => {
  const error = at(json(body), "error")
  return ["tag", "message", "remedy"].every((name) => typeof at(error, name) === "string" && at(error, name) !== "")
}

/** What an answer of the protocol says; `ok` where it is none of a failure. */
const protocolOutcome = (body: string): string => {
  const [line = ""] = body.split("\n")
  const exit = at(json(line), "exit")
  if (!Predicate.isTagged(exit, "Failure")) return "ok"
  const cause = at(exit, "cause")
  return Predicate.isTagged(cause, "Fail")
    ? String(at(cause, "error", "_tag"))
    : `${String(at(cause, "_tag"))}: ${line}`
}

/** What is wrong with an answer; null where nothing is. */
const faultOf = (request: Hostile, { body, status, type }: Answered): string | null => {
  const outcome = type.includes("ndjson") || status === 200 && body.startsWith("[{\"_tag\"")
    ? protocolOutcome(body)
    : "ok"
  if (/^(Die|Interrupt|Sequential|Parallel|Empty|Busy)/.test(outcome) && !mayBeBusy(request.title, body)) {
    return `the protocol answers ${outcome.slice(0, 400)}`
  }
  if (status === 503 && mayBeBusy(request.title, body)) return null
  if (status >= 500) return `${status} ${body.slice(0, 400)}`
  // An address or headers of more than 16 KiB are refused by the parser of HTTP itself.
  if (status === 431) return null
  if (status === 0) return request.maybeUnanswered ? null : "the connection ended without an answer"
  if (status >= 400 && !type.startsWith("text/html") && !isRefusal(body) && !request.maybeUnanswered) {
    return `an untyped refusal: ${status} ${body.slice(0, 400)}`
  }
  if (status >= 400 && body.length > MOST_REFUSAL) return `a refusal of ${body.length} characters`
  if (type.startsWith("text/html") && body.includes("<script>siege")) return "markup of the request in the page"
  if (request.expects === "refused" && status < 400 && outcome === "ok") return `${status}, though nobody may ask so`
  return null
}

export interface Verdict {
  readonly request: Hostile
  readonly status: number
  readonly fault: string | null
}

/** Sends one request and judges what came back. */
export const assail = async (base: string, request: Hostile): Promise<Verdict> => {
  try {
    const answer = await sent(new URL(base), request)
    return { request, status: answer.status, fault: faultOf(request, answer) }
  } catch (error) {
    return { request, status: 0, fault: error instanceof Error ? error.message : String(error) }
  }
}
