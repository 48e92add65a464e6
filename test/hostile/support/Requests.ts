import { CONSENT_PATH } from "@callsheet/server/auth/Connection"
import { type CallShape, callShapes } from "@callsheet/server/http/Endpoints"
import { payloadFromQuery } from "@callsheet/server/http/QueryInput"
import { signWebhook } from "@callsheet/tiktok/WebhookSignature"
import { Either, Redacted, Schema, SchemaAST } from "effect"
import { type Chance, chanceOf } from "./Chance.ts"
import { payloadsOf } from "./Payloads.ts"
import type { Things } from "./Things.ts"
import { hostileValue, jsonOf, Raw, texts } from "./Values.ts"

/** Whom the requests are aimed at, and with what. */
export interface Target {
  readonly host: string
  readonly bearers: ReadonlyArray<string>
  readonly cookie: string | null
  readonly things: Things
  readonly webhookSecret: string
}

/** One request as it goes onto the wire. */
export interface Hostile {
  readonly n: number
  readonly title: string
  /** The bytes of a whole request, or one message of a WebSocket. */
  readonly wire: { readonly _tag: "http"; readonly bytes: Buffer } | { readonly _tag: "message"; readonly text: string }
  /**
   * `refused`: nobody could take it for a request of the contract. `nothing`: it may be answered, and changes nothing.
   * `any`: it may be a request like any other.
   */
  readonly expects: "refused" | "nothing" | "any"
  /** No answer at all is one too: what was sent is not HTTP, or not whole. */
  readonly maybeUnanswered: boolean
}

type Headers = ReadonlyArray<readonly [string, string]>
type Made = Omit<Hostile, "n">

const httpRequest = (method: string, path: string, headers: Headers, body: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    Buffer.from(
      [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n"),
      "latin1"
    ),
    body
  ])

const usual = (target: Target, chance: Chance): Headers => [
  ["Host", target.host],
  ["Connection", "close"],
  ["Authorization", chance.of(target.bearers)]
]

const withBody = (body: Buffer, type = "application/json"): Headers => [
  ["Content-Type", type],
  ["Content-Length", String(body.length)]
]

const posted = (target: Target, chance: Chance, path: string, body: Buffer, more: Headers = []) => ({
  _tag: "http" as const,
  bytes: httpRequest("POST", path, [...usual(target, chance), ...withBody(body), ...more], body)
})

/** What the server makes of a body: it reads it as this does. */
const isRefused = (shape: CallShape, text: string, excess: "error" | "ignore"): boolean => {
  try {
    const value: unknown = text.trim() === "" ? {} : JSON.parse(text)
    if (typeof value !== "object" || value === null || Array.isArray(value)) return true
    return Either.isLeft(Schema.decodeUnknownEither(shape.payload, { onExcessProperty: excess })(value))
  } catch {
    return true
  }
}

/** Reads that are counted: TikTok was asked, in a window of the account. */
const counted = new Set(["account.creator"])

const expectation = ({ name, reads }: CallShape, refused: boolean): Hostile["expects"] =>
  refused ? "refused" : reads && !counted.has(name) ? "nothing" : "any"

const travelling = (ast: SchemaAST.AST): SchemaAST.AST =>
  SchemaAST.isTransformation(ast)
    ? travelling(ast.from)
    : SchemaAST.isRefinement(ast)
    ? travelling(ast.from)
    : SchemaAST.isUnion(ast)
    ? travelling(ast.types.find((type) => !SchemaAST.isUndefinedKeyword(type)) ?? ast.types[0])
    : ast

/** The places of a payload, as paths: every field, at any depth, and the first item of every list. */
const placesOf = (given: SchemaAST.AST, depth = 0): ReadonlyArray<ReadonlyArray<string>> => {
  const ast = travelling(given)
  if (depth > 4) return []
  if (SchemaAST.isTupleType(ast)) {
    return [...ast.elements, ...ast.rest].slice(0, 1).flatMap(({ type }) => [
      ["0"],
      ...placesOf(type, depth + 1).map((path) => ["0", ...path])
    ])
  }
  if (!SchemaAST.isTypeLiteral(ast)) return []
  return ast.propertySignatures.flatMap(({ name, type }) => [
    [String(name)],
    ...placesOf(type, depth + 1).map((path) => [String(name), ...path])
  ])
}

const put = (value: unknown, [first, ...rest]: ReadonlyArray<string>, hostile: unknown): unknown => {
  if (first === undefined) return hostile
  if (first === "0") return [put(Array.isArray(value) ? value[0] : undefined, rest, hostile)]
  const record = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}
  return { ...record, [first]: put(Reflect.get(record, first), rest, hostile) }
}

/** One field of a call is something else. */
const field = (target: Target, chance: Chance): Made => {
  const shape = chance.of(callShapes)
  const example = chance.of(payloadsOf(shape)).filled(target.things)
  const places = [...placesOf(shape.payload.ast), ["__proto__"], ["surplus"]]
  const place = chance.of(places)
  const json = jsonOf(put(example, place, hostileValue(chance, target.things)))
  const title = `${shape.name} with another ${place.join(".")}`
  const way = chance.below(10)
  if (shape.streams || (way < 2 && shape.reads)) return inQuery(target, chance, shape, place, json)
  if (way < 7) {
    return {
      title: `${title}, HTTP`,
      wire: posted(target, chance, shape.path, Buffer.from(json)),
      expects: expectation(shape, isRefused(shape, json, "error")),
      maybeUnanswered: false
    }
  }
  const headers = jsonOf([["authorization", chance.of(target.bearers)]])
  const message = `{"_tag":"Request","id":"1","tag":${
    JSON.stringify(shape.name)
  },"payload":${json},"headers":${headers}}\n`
  const expects = expectation(shape, isRefused(shape, json, "ignore"))
  return way < 9
    ? {
      title: `${title}, RPC`,
      wire: posted(target, chance, "/rpc", Buffer.from(message)),
      expects,
      maybeUnanswered: false
    }
    : { title: `${title}, WebSocket`, wire: { _tag: "message", text: message }, expects, maybeUnanswered: true }
}

const MOST_QUERY = 12_000

/** As a query has it. What is too deep for JSON to be written is a beginning of what it would be. */
const queryText = (value: unknown): string => {
  try {
    return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, MOST_QUERY)
  } catch {
    return "[".repeat(MOST_QUERY)
  }
}

const inQuery = (
  target: Target,
  chance: Chance,
  shape: CallShape,
  place: ReadonlyArray<string>,
  json: string
): Made => {
  const value: unknown = (() => {
    try {
      return JSON.parse(json)
    } catch {
      return {}
    }
  })()
  const pairs = Object.entries(typeof value === "object" && value !== null ? value : {})
  const query = new URLSearchParams(
    pairs.map(([name, one]): [string, string] => [name, queryText(one)])
  ).toString().slice(0, MOST_QUERY)
  const payload = payloadFromQuery(shape.payload, new URLSearchParams(query))
  const refused = Either.isLeft(
    Schema.decodeUnknownEither(shape.payload, { onExcessProperty: "error" })(payload)
  )
  return {
    title: `${shape.name} with another ${place.join(".")}, query`,
    wire: { _tag: "http", bytes: httpRequest("GET", `${shape.path}?${query}`, usual(target, chance)) },
    expects: refused ? "refused" : "nothing",
    maybeUnanswered: false
  }
}

const bytesOf = (text: string, at: number, ...more: ReadonlyArray<number>) => {
  const bytes = Buffer.from(text)
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(more), bytes.subarray(at)])
}

const doubled = (json: string) => json.replace("{", `{"id":7,"orgId":[],`).replace(",}", "}")

/** The whole body is something else: its encoding, its form, its type. */
const envelope = (target: Target, chance: Chance): Made => {
  const shape = chance.of(callShapes.filter(({ streams }) => !streams))
  const json = jsonOf(chance.of(payloadsOf(shape)).filled(target.things))
  const bodies: ReadonlyArray<readonly [string, Buffer]> = [
    ["a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json)])],
    ["UTF-16", Buffer.from(`\uFEFF${json}`, "utf16le")],
    ["bytes that are no UTF-8", bytesOf(json, Math.max(1, json.length - 3), 0xff, 0xfe, 0xc0, 0x80)],
    ["half a character", bytesOf(json, Math.max(1, json.length - 3), 0xf0, 0x9f)],
    ["half its JSON", Buffer.from(json.slice(0, json.length >> 1))],
    ["two documents", Buffer.from(`${json}${json}`)],
    ["a list around it", Buffer.from(`[${json}]`)],
    ["a text around it", Buffer.from(JSON.stringify(json))],
    ["nothing but a number", Buffer.from("1e400")],
    ["keys twice", Buffer.from(doubled(json))],
    ["a prototype", Buffer.from(json.replace("{", `{"__proto__":{"role":"owner"},`).replace(",}", "}"))],
    ["a comment", Buffer.from(`/* */${json}`)],
    ["white space", Buffer.from(`${" ".repeat(100_000)}${json}`)],
    ["zero bytes", Buffer.alloc(5_000)],
    ["great depth", Buffer.from(`{"a":${"[".repeat(80_000)}`)],
    ["unknown fields", Buffer.from(`{${Array.from({ length: 15_000 }, (_, n) => `"k${n}":0`).join(",")}}`)],
    ["a form", Buffer.from("orgId=1&plan[topic]=x")],
    ["XML", Buffer.from(`<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>`)]
  ]
  const types = ["application/json", "text/plain", "application/xml", "multipart/form-data; boundary=x", "\"", "a/b; q"]
  const [what, body] = chance.of(bodies)
  const type = chance.of(types)
  return {
    title: `${shape.name} as ${type} with ${what}`,
    wire: {
      _tag: "http",
      bytes: httpRequest("POST", shape.path, [...usual(target, chance), ...withBody(body, type)], body)
    },
    expects: expectation(shape, isRefused(shape, body.toString("utf8"), "error")),
    maybeUnanswered: false
  }
}

const oneLine = (text: string) => text.replaceAll(/[\r\n]/g, " ").slice(0, 9_000)
const headerText = (chance: Chance) => oneLine(chance.of(texts)(chance))

const headerNames = [
  "Idempotency-Key",
  "If-Match",
  "X-Request-Id",
  "Traceparent",
  "Tracestate",
  "B3",
  "Cookie",
  "Origin",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "Accept-Encoding",
  "Content-Encoding",
  "Range",
  "If-None-Match",
  "Last-Event-Id",
  "User-Agent",
  "Expect",
  "Upgrade",
  "Transfer-Encoding",
  "Content-Length",
  "X-HTTP-Method-Override",
  "Host"
]

/** A request like others, with a header that is not. */
const header = (target: Target, chance: Chance): Made => {
  const shape = chance.of(callShapes.filter(({ reads, streams }) => reads && !streams))
  const body = Buffer.from(jsonOf(chance.of(payloadsOf(shape)).filled(target.things)))
  const name = chance.of(headerNames)
  const value = headerText(chance)
  return {
    title: `${shape.name} with ${name}: ${JSON.stringify(value.slice(0, 40))}`,
    wire: posted(target, chance, shape.path, body, [[name, value]]),
    expects: "nothing",
    maybeUnanswered: true
  }
}

/** What is not HTTP, or not whole. */
const framing = (target: Target, chance: Chance): Made => {
  const { path } = chance.of(callShapes)
  const body = Buffer.from("{}")
  const head = usual(target, chance)
  const auth = chance.of(target.bearers)
  const forms: ReadonlyArray<readonly [string, Buffer]> = [
    ["less body than it says", httpRequest("POST", path, [...head, ["Content-Length", "5000"]], body)],
    ["more body than it says", httpRequest("POST", path, [...head, ["Content-Length", "1"]], body)],
    ["a length that is none", httpRequest("POST", path, [...head, ["Content-Length", "-1"]], body)],
    ["an endless length", httpRequest("POST", path, [...head, ["Content-Length", "9".repeat(30)]], body)],
    ["two lengths", httpRequest("POST", path, [...head, ["Content-Length", "2"], ["Content-Length", "3"]], body)],
    [
      "length and pieces",
      httpRequest("POST", path, [...head, ["Content-Length", "2"], ["Transfer-Encoding", "chunked"]], body)
    ],
    ["pieces that are none", httpRequest("POST", path, [...head, ["Transfer-Encoding", "chunked"]], Buffer.from("zz"))],
    [
      "a piece of a negative size",
      httpRequest("POST", path, [...head, ["Transfer-Encoding", "chunked"]], Buffer.from("-5\r\n{}\r\n0\r\n\r\n"))
    ],
    [
      "many small pieces",
      httpRequest("POST", path, [...head, ["Transfer-Encoding", "chunked"]], Buffer.from("1\r\n \r\n".repeat(9_000)))
    ],
    ["another encoding", httpRequest("POST", path, [...head, ["Transfer-Encoding", "gzip, chunked"]], body)],
    ["a compressed body", httpRequest("POST", path, [...head, ["Content-Encoding", "br"], ...withBody(body)], body)],
    ["a method of its own", httpRequest("BREW", path, head)],
    ["TRACE", httpRequest("TRACE", path, head)],
    ["CONNECT", httpRequest("CONNECT", "127.0.0.1:1", head)],
    ["another version", Buffer.from(`GET ${path} HTTP/9.9\r\nHost: ${target.host}\r\n\r\n`)],
    ["no version", Buffer.from(`GET ${path}\r\n\r\n`)],
    ["bare line feeds", Buffer.from(`GET ${path} HTTP/1.1\nHost: ${target.host}\nAuthorization: ${auth}\n\n`)],
    ["a header without an end", Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${target.host}\r\nX-A: ${"a".repeat(999)}`)],
    ["a header of 20 KB", httpRequest("GET", path, [...head, ["X-A", "a".repeat(20_000)]])],
    [
      "300 headers",
      httpRequest("GET", path, [...head, ...Array.from({ length: 300 }, (_, n) => [`X-${n}`, "a"] as const)])
    ],
    ["a folded header", Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${target.host}\r\nX-A: a\r\n b\r\n\r\n`)],
    ["no host", Buffer.from(`GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`)],
    ["two hosts", httpRequest("GET", path, [...head, ["Host", "evil.example"]])],
    ["a whole address", httpRequest("GET", `http://evil.example${path}`, head)],
    ["TLS", Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
    ["noise", Buffer.from(Array.from({ length: 400 }, () => chance.below(256)))]
  ]
  const [what, bytes] = chance.of(forms)
  return { title: `${path}: ${what}`, wire: { _tag: "http", bytes }, expects: "any", maybeUnanswered: true }
}

const encodings: ReadonlyArray<(text: string) => string> = [
  (text) => encodeURIComponent(Buffer.from(text).toString("utf8")),
  (text) => text.replaceAll(/[^!-~]/g, "%00"),
  (text) => [...Buffer.from(text.slice(0, 500))].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  () => "%zz%",
  () => "%c0%af%c0%ae",
  () => "%F0%9F",
  () => "..%2f..%2f..%2fetc%2fpasswd",
  () => "....//....//etc/passwd",
  () => `${"a/".repeat(900)}`
]

const routes: ReadonlyArray<readonly [method: string, path: (part: string, things: Things) => string]> = [
  ["GET", (part) => `/media/${part}`],
  ["GET", (part) => `/media/${part}.mp4`],
  ["GET", (part, { sha256 }) => `/media/${sha256}.mp4?until=${part}&sign=${part}`],
  ["GET", (part, { sha256 }) => `/media/${sha256}.mp4?until=9999999999&sign=${part}`],
  ["GET", (part, { OrgId }) => `/media/library/${OrgId}/${part}`],
  ["GET", (part, { sha256 }) => `/media/library/${part}/${sha256}.png?sign=${part}&until=1`],
  ["GET", (part, { sha256 }) => `/media/preview/${sha256}/${part}?until=1&sign=a`],
  ["PUT", (part) => `/media/upload/${part}`],
  ["GET", (part) => `/open/${part}`],
  ["GET", (part) => `/open/x?to=${part}`],
  ["GET", (part) => `/v1/review/${part}`],
  ["GET", (part) => `/review/${part}`],
  ["GET", (part) => `/plans/${part}`],
  ["GET", (part) => `/assets/${part}`],
  ["GET", (part) => `/${part}`],
  ["GET", (part) => `/?${part}=${part}`],
  ["GET", (part) => `/metrics?${part}`],
  ["GET", (part) => `/health/ready?${part}`],
  ["GET", (part) => `/api/docs/${part}`],
  ["POST", (part) => `/api/v1/${part}`],
  ["GET", (part) => `/api/v1/plan/list?${part}`],
  ["GET", (part) => `/session?${part}`],
  ["GET", (part) => `/oauth/tiktok/callback?state=${part}&code=${part}`],
  ["GET", (part) => `/oauth/tiktok/callback?state=${part}&error=${part}&error_description=${part}`],
  ["GET", (part) => `/oauth/tiktok/callback?${part}`],
  ["GET", (part) => `${CONSENT_PATH}?state=${part}`],
  ["GET", (part) => `${CONSENT_PATH}?state=${part}&${part}=${part}`]
]

/** The other routes: addresses that are not of the contract, or lead out of it. */
const path = (target: Target, chance: Chance): Made => {
  const [method, made] = chance.of(routes)
  const part = chance.of(encodings)(chance.of(texts)(chance)).slice(0, 9_000).replaceAll(/[^!-~]/g, "")
  const url = made(part, target.things)
  const cookie: Headers = target.cookie === null || chance.yes(0.7) ? [] : [["Cookie", target.cookie]]
  return {
    title: `${method} ${url.slice(0, 80)}`,
    wire: { _tag: "http", bytes: httpRequest(method, url, [...usual(target, chance), ...cookie]) },
    expects: "nothing",
    maybeUnanswered: false
  }
}

const protocolMessages = (chance: Chance, { bearers, things }: Target): ReadonlyArray<unknown> => {
  const request = {
    _tag: "Request",
    id: "1",
    tag: "system.whoami",
    payload: {},
    headers: [["authorization", bearers[0]]]
  }
  return [
    hostileValue(chance, things),
    { ...request, id: hostileValue(chance, things) },
    { ...request, tag: hostileValue(chance, things) },
    { ...request, headers: hostileValue(chance, things) },
    { ...request, headers: [["authorization", hostileValue(chance, things)]] },
    { ...request, headers: [[hostileValue(chance, things), "x"]] },
    { ...request, payload: hostileValue(chance, things) },
    { ...request, traceId: hostileValue(chance, things), spanId: "1", sampled: true },
    { ...request, spanId: hostileValue(chance, things), traceId: "1" },
    { _tag: hostileValue(chance, things) },
    { _tag: "Ack", requestId: hostileValue(chance, things) },
    { _tag: "Interrupt", requestId: hostileValue(chance, things) },
    new Raw(`${JSON.stringify(request)}\n`.repeat(400).trim())
  ]
}

/** A message of the protocol that is none, or is of a kind that no client sends. */
const message = (target: Target, chance: Chance): Made => {
  const text = `${jsonOf(chance.of(protocolMessages(chance, target)))}${chance.yes(0.9) ? "\n" : ""}`
  const isSocket = chance.yes(0.4)
  return {
    title: `${isSocket ? "WebSocket" : "RPC"}: ${text.slice(0, 120)}`,
    wire: isSocket ? { _tag: "message", text } : posted(target, chance, "/rpc", Buffer.from(text)),
    expects: "nothing",
    maybeUnanswered: isSocket
  }
}

const review = (chance: Chance, things: Things) =>
  put(
    { kind: "comment", name: "A", text: "B", seen: "c" },
    [chance.of(["kind", "name", "text", "seen", "key", "__proto__", "x"])],
    hostileValue(chance, things)
  )

/** Bodies of the routes that are not calls: sign-in, guests, uploads, webhooks. */
const others = (target: Target, chance: Chance): Made => {
  const { things } = target
  const value = hostileValue(chance, things)
  const json = Buffer.from(
    jsonOf(chance.yes(0.5) ? value : { key: value, client_key: "x", event: value, content: value })
  )
  const range = headerText(chance)
  const length = String(chance.below(2_000))
  const seconds = Math.floor(Date.now() / 1_000)
  const signature = signWebhook(Redacted.make(target.webhookSecret), seconds, json)
  const event = {
    client_key: value,
    event: chance.of(["post.publish.complete", "authorization.removed", value]),
    create_time: chance.of<unknown>([seconds, value]),
    user_openid: chance.of<unknown>(["open", value]),
    content: chance.of<unknown>([value, jsonOf({ publish_id: value, post_id: value })])
  }
  const signed = Buffer.from(jsonOf(event))
  const made: ReadonlyArray<readonly [string, Hostile["expects"], Hostile["wire"]]> = [
    ["POST /session", "nothing", posted(target, chance, "/session", json)],
    ["POST /v1/review", "nothing", posted(target, chance, "/v1/review/x", Buffer.from(jsonOf(review(chance, things))))],
    [
      "the form of a consent",
      "nothing",
      posted(
        target,
        chance,
        CONSENT_PATH,
        Buffer.from(`state=${encodeURIComponent(Buffer.from(range).toString("utf8"))}`),
        [[
          "Origin",
          `http://${target.host}`
        ]]
      )
    ],
    ["webhook, unsigned", "refused", posted(target, chance, "/webhooks/tiktok", json, [["TikTok-Signature", range]])],
    [
      "webhook, signed",
      "any",
      posted(target, chance, "/webhooks/tiktok", json, [["TikTok-Signature", `t=${seconds},s=${signature}`]])
    ],
    [
      "webhook, signed, of an event",
      "any",
      posted(target, chance, "/webhooks/tiktok", signed, [[
        "TikTok-Signature",
        `t=${seconds},s=${signWebhook(Redacted.make(target.webhookSecret), seconds, signed)}`
      ]])
    ],
    ["an upload", "any", {
      _tag: "http",
      bytes: httpRequest("PUT", `/media/upload/${things.UploadId}`, [
        ...usual(target, chance),
        ["Content-Range", chance.of([range, `bytes 0-${length}/9`, `bytes ${length}-0/0`, "bytes 0-8/99999999999999"])],
        ...withBody(json, "application/octet-stream")
      ], json)
    }]
  ]
  const [title, expects, wire] = chance.of(made)
  // A header with a control character is refused by the parser of HTTP itself.
  const maybeUnanswered = /webhook, unsigned|upload/.test(title)
  return { title: `${title}: ${json.subarray(0, 80).toString("utf8")}`, wire, expects, maybeUnanswered }
}

const families = [
  field,
  field,
  field,
  field,
  field,
  field,
  envelope,
  envelope,
  header,
  framing,
  path,
  path,
  message,
  others
]

/** The n-th request of a seed. */
export const hostileOf = (seed: number, n: number, target: Target): Hostile => {
  const chance = chanceOf(seed, n)
  return { n, ...chance.of(families)(target, chance) }
}
