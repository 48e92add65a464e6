import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, Option, type Redacted, Schema } from "effect"
import { Purchases } from "../../../spending/Purchases.ts"
import { GenerationFailed, keptFile } from "./Generated.ts"

/** An OpenAI-compatible endpoint that makes pictures. */
export interface ImageEndpoint {
  /** Without the path `/images/generations`. */
  readonly url: string
  readonly key: Option.Option<Redacted.Redacted>
  readonly model: string
}

/** Upright, of the sizes that such endpoints take. */
const SIZE = "1024x1536"
/** Pictures are slow to make. */
const LIMIT = "3 minutes"
const MOST_BYTES = 24 * 1024 * 1024

const failed = (reason: string, answered = false) =>
  new GenerationFailed({ reason: `the picture endpoint ${reason}`, answered })

const Answer = Schema.Struct({
  data: Schema.NonEmptyArray(Schema.Struct({ b64_json: Schema.Uint8ArrayFromBase64 }))
})

const promptFor = (wish: string) =>
  `${wish}. A photograph in upright format, one clear subject, natural light, without any text, logo or watermark.`

const endingOf = (bytes: Uint8Array): string | null =>
  bytes[0] === 0x89 && bytes[1] === 0x50 ? "png" : bytes[0] === 0xff && bytes[1] === 0xd8
    ? "jpg"
    : bytes[0] === 0x52 && bytes[1] === 0x49
    ? "webp"
    : null

/** Buys a picture for a wish, once in an org. Its bytes lie in the ledger's answer: a lost file costs nothing again. */
export const generatePicture = Effect.fn("Pictures.generate")(
  function*(endpoint: ImageEndpoint, wish: string, folder: string, another = 0) {
    const client = yield* HttpClient.HttpClient
    const purchases = yield* Purchases
    const content = { model: endpoint.model, prompt: promptFor(wish), size: SIZE, n: 1 }
    const url = `${endpoint.url.replace(/\/+$/, "")}/images/generations`
    const ask = (requestId: string) =>
      Effect.gen(function*() {
        const request = HttpClientRequest.post(url).pipe(
          HttpClientRequest.bodyUnsafeJson(content),
          HttpClientRequest.setHeaders({ "idempotency-key": requestId, "x-request-id": requestId })
        )
        const response = yield* client.execute(Option.match(endpoint.key, {
          onNone: () => request,
          onSome: (key) => HttpClientRequest.bearerToken(request, key)
        })).pipe(Effect.mapError(() => failed("cannot be reached")))
        if (response.status !== 200) {
          return yield* failed(
            `answered ${response.status}`,
            response.status === 429 || (response.status >= 300 && response.status < 500 && response.status !== 408)
          )
        }
        const json = yield* response.json.pipe(Effect.mapError(() => failed("broke off its answer")))
        const { data: [{ b64_json }] } = yield* Schema.decodeUnknown(Answer)(json).pipe(
          Effect.mapError(() => failed("sent no picture"))
        )
        return b64_json.length > MOST_BYTES ? yield* failed("sent more than 24 MB") : b64_json
      }).pipe(Effect.timeoutFail({ duration: LIMIT, onTimeout: () => failed(`did not answer within ${LIMIT}`) }))
    const { answer } = yield* purchases.buy({
      provider: "images",
      // The same words make another picture when they are bought again.
      content: { url, ...content, ...(another === 0 ? {} : { another }) },
      estimate: { _tag: "Pictures", count: 1 },
      call: ask,
      used: () => ({ _tag: "Pictures", count: 1 }),
      nothingBought: ({ answered }) => answered
    })
    const ending = endingOf(answer)
    if (ending === null) return yield* failed("sent something that is not a picture")
    return yield* keptFile(answer, ending, folder)
  }
)
