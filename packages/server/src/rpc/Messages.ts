import { InvalidInput } from "@callsheet/domain/api/ApiError"
import { excessOfText, excessOfValue, MOST_JSON_VALUES, readJson } from "@callsheet/domain/BoundedJson"
import { schemaFaults } from "@callsheet/domain/SchemaFaults"
import * as RpcSerialization from "@effect/rpc/RpcSerialization"
import { Either, Layer, type ParseResult, Predicate, Schema } from "effect"
import { MeteredApi } from "./MeteredApi.ts"

const RequestId = Schema.String.pipe(Schema.pattern(/^\d{1,20}$/))
const Name = Schema.String.pipe(Schema.filter((name) => MeteredApi.requests.has(name), {
  message: () => "Unknown call; /api/docs lists every call."
}))
const SpanName = Schema.String.pipe(Schema.maxLength(64))

/** What comes together is decoded together, before anybody else's turn. Our clients send each message by itself. */
const MOST_TOGETHER = 100

/** A reason names what does not fit, and a large payload may have much of it. */
const LONGEST_REASON = 2_000

/** What a client may send; the payload of a request is looked at by the call itself. */
const Message = Schema.Union(
  Schema.Struct({
    _tag: Schema.Literal("Request"),
    id: RequestId,
    tag: Name,
    payload: Schema.Unknown,
    headers: Schema.Array(Schema.Tuple(Schema.String, Schema.String)),
    traceId: Schema.optional(SpanName),
    spanId: Schema.optional(SpanName),
    sampled: Schema.optional(Schema.Boolean)
  }),
  Schema.Struct({ _tag: Schema.Literal("Ack"), requestId: RequestId }),
  Schema.Struct({ _tag: Schema.Literal("Interrupt"), requestId: RequestId }),
  Schema.Struct({ _tag: Schema.Literal("Ping") }),
  Schema.Struct({ _tag: Schema.Literal("Eof") })
)
const decodeMessage = Schema.decodeUnknownEither(Message)

/** Closes a WebSocket whose message cannot be understood; the engine knows this tag. */
class Malformed extends Schema.TaggedError<Malformed>()("RpcSerializationError", { message: Schema.String }) {}

const said = (error: ParseResult.ParseError) => schemaFaults(error).at(-1)?.message ?? ""

/** The close of a WebSocket has room for 123 bytes; a longer reason is a fault of its own (RFC 6455, 5.5.1). */
const MOST_CLOSE_BYTES = 120
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** As much of it as fits, without half a character at the end. */
const fitting = (reason: string) => {
  const { read } = encoder.encodeInto(reason, new Uint8Array(MOST_CLOSE_BYTES))
  return decoder.decode(encoder.encode(reason.slice(0, read)))
}

const malformed = (why: string) => new Malformed({ message: fitting(`This is not a message of the protocol: ${why}`) })

const checked = (message: unknown): unknown =>
  Either.getOrThrowWith(decodeMessage(message), (error) => malformed(said(error)))

const inLines = (text: string): unknown =>
  Either.getOrThrowWith(readJson(text), (wrong) => malformed(`a line ${wrong}.`))

const tooMany = () => malformed(`more than ${MOST_TOGETHER} messages come at once.`)

/** What comes together, each as large as it may be. */
const MOST_VALUES = MOST_TOGETHER * MOST_JSON_VALUES

const asFits = (excess: string | null) => {
  if (excess !== null) throw malformed(`a line ${excess}.`)
}

const linesIn = (text: string): number => {
  let lines = 0
  for (let at = text.indexOf("\n"); at !== -1 && lines <= MOST_TOGETHER; at = text.indexOf("\n", at + 1)) lines++
  return lines
}

/** Why a body of messages cannot be understood; null: it can. */
export const faultIn = (body: string): InvalidInput | null => {
  const lines = body.split("\n")
  const rest = lines.pop() ?? ""
  try {
    if (lines.length > MOST_TOGETHER) throw tooMany()
    for (const line of lines) checked(inLines(line))
    if (rest.trim() !== "" || lines.length === 0) throw malformed("each message ends with a line feed.")
    return null
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return new InvalidInput({ faults: [{ row: null, column: null, message }] })
  }
}

/** The engine answers a payload that does not fit the call with the text of a defect; ours is the refusal that HTTP gives. */
const asRefusal = (response: unknown): unknown => {
  if (!Predicate.isTagged(response, "Exit") || !Predicate.hasProperty(response, "exit")) return response
  const { exit } = response
  if (!Predicate.hasProperty(exit, "cause")) return response
  const { cause } = exit
  if (!Predicate.isTagged(cause, "Die") || !("defect" in cause) || typeof cause.defect !== "string") return response
  const faults = [{ row: null, column: null, message: cause.defect.slice(0, LONGEST_REASON) }]
  return { ...response, exit: { _tag: "Failure", cause: { _tag: "Fail", error: { _tag: "InvalidInput", faults } } } }
}

/** Newline-delimited JSON of which only messages of the protocol are let in. */
export const layer = (maxBufferSize: number) => {
  const lines = RpcSerialization.makeNdjson({ maxBufferSize })
  return Layer.succeed(
    RpcSerialization.RpcSerialization,
    RpcSerialization.RpcSerialization.of({
      ...lines,
      unsafeMake: () => {
        const parser = lines.unsafeMake()
        return {
          decode: (bytes) => {
            const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1")
            if (linesIn(text) > MOST_TOGETHER) throw tooMany()
            asFits(excessOfText(text, MOST_VALUES))
            const messages = (() => {
              try {
                return parser.decode(bytes)
              } catch (error) {
                throw error instanceof SyntaxError ? malformed("a line is not valid JSON.") : error
              }
            })()
            // A message may come in several pieces, each of them flat and small.
            for (const message of messages) asFits(excessOfValue(message, MOST_JSON_VALUES))
            return messages.map(checked)
          },
          encode: (response) => parser.encode(Array.isArray(response) ? response.map(asRefusal) : asRefusal(response))
        }
      }
    })
  )
}
