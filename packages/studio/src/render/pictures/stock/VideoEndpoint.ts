import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import { type Duration, Effect, Option, type Redacted, Schedule, Schema } from "effect"
import { Payer } from "../../../spending/Payer.ts"
import { Purchases } from "../../../spending/Purchases.ts"
import { GenerationFailed, keptFile } from "./Generated.ts"

/**
 * An endpoint with OpenAI's form of video jobs: `POST /videos` begins one, `GET /videos/ID` tells how far it is,
 * `GET /videos/ID/content` gives the MP4 (video generation guide, October 2025).
 */
export interface VideoEndpoint {
  /** Without the path `/videos`. */
  readonly url: string
  readonly key: Option.Option<Redacted.Redacted>
  readonly model: string
  /** How long lies between two looks at a job. */
  readonly lookEvery?: Duration.DurationInput
}

/** Upright, and as long as a scene at most is; both are of the values that such endpoints take. */
const SIZE = "720x1280"
const SECONDS = "4"
const ONE_CALL = "60 seconds"
/** Clips take minutes. A worker that waited this long shows a card, and a later render finds what was made. */
const PATIENCE = "12 minutes"
const LOOK_EVERY = "5 seconds"
const MOST_BYTES = 48 * 1024 * 1024

const failed = (reason: string, answered = false) =>
  new GenerationFailed({ reason: `the video endpoint ${reason}`, answered })

const Job = Schema.Struct({
  id: Schema.String.pipe(Schema.pattern(/^[\w.:-]{1,200}$/)),
  status: Schema.String,
  error: Schema.optional(Schema.NullOr(Schema.Struct({ message: Schema.optional(Schema.String) })))
})
const readJob = Schema.decodeUnknown(Schema.parseJson(Job))

const DONE = new Set(["completed", "succeeded"])
const ENDED = new Set(["failed", "expired", "cancelled", "canceled"])

const promptFor = (wish: string) =>
  `${wish}. Upright video, one clear subject, one calm camera movement, natural light, without any text, logo or watermark.`

const BOUNDARY = "callsheet-e0c1f7a95b3d4826"

/** Written by hand: the clients do not agree on what a form is, and here are only short texts. */
const formOf = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields).map(([name, value]) =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  ).join("") + `--${BOUNDARY}--\r\n`

/** A busy or broken service may have done what it was asked; one that refuses has not. */
const refuses = (status: number): boolean => status === 429 || (status >= 300 && status < 500 && status !== 408)

const isMp4 = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(4, 8)) === "ftyp"

/** The clip that an answer carries. */
const clipIn = (response: HttpClientResponse) =>
  Effect.gen(function*() {
    const size = Number(response.headers["content-length"] ?? 0)
    if (size > MOST_BYTES) return yield* failed("sent more than 48 MB")
    const bytes = new Uint8Array(yield* Effect.mapError(response.arrayBuffer, () => failed("broke off its answer")))
    if (bytes.length > MOST_BYTES) return yield* failed("sent more than 48 MB")
    return isMp4(bytes) ? bytes : yield* failed("sent something that is not a clip")
  })

/**
 * Buys a clip for a wish, once in an org. The clip is one purchase, reserved before anything is asked; within it the job is begun as
 * a purchase of its own that costs nothing and keeps the job's id. Anyone who goes on after a crash finds that id and only waits.
 */
export const generateClip = Effect.fn("Pictures.generateClip")(
  function*(endpoint: VideoEndpoint, wish: string, folder: string, another = 0) {
    const client = yield* HttpClient.HttpClient
    const purchases = yield* Purchases
    const payer = yield* Payer
    const url = `${endpoint.url.replace(/\/+$/, "")}/videos`
    const content = { model: endpoint.model, prompt: promptFor(wish), size: SIZE, seconds: SECONDS }

    // The same words make another clip when they are bought again.
    const bought = { url, ...content, ...(another === 0 ? {} : { another }) }

    const ask = (request: HttpClientRequest.HttpClientRequest) =>
      client.execute(Option.match(endpoint.key, {
        onNone: () => request,
        onSome: (key) => HttpClientRequest.bearerToken(request, key)
      })).pipe(
        Effect.mapError(() => failed("cannot be reached")),
        Effect.filterOrFail(
          ({ status }) => status >= 200 && status < 300,
          ({ status }) => failed(`answered ${status}`, refuses(status))
        ),
        Effect.timeoutFail({ duration: ONE_CALL, onTimeout: () => failed(`did not answer within ${ONE_CALL}`) })
      )
    const textOf = (response: HttpClientResponse) =>
      Effect.mapError(response.text, () => failed("broke off its answer"))

    const submit = purchases.buy({
      provider: "videos",
      content: { ...bought, step: "job" },
      estimate: { _tag: "Clips", count: 0 },
      call: (requestId) =>
        Effect.gen(function*() {
          const text = yield* Effect.flatMap(
            ask(
              HttpClientRequest.post(url).pipe(
                HttpClientRequest.bodyText(formOf(content), `multipart/form-data; boundary=${BOUNDARY}`),
                HttpClientRequest.setHeaders({ "idempotency-key": requestId, "x-request-id": requestId })
              )
            ),
            textOf
          )
          yield* readJob(text).pipe(Effect.mapError(() => failed("told no job")))
          return new TextEncoder().encode(text)
        }),
      used: () => ({ _tag: "Clips", count: 0 }),
      nothingBought: ({ answered }) => answered
    })

    const look = (id: string) =>
      Effect.gen(function*() {
        const text = yield* Effect.flatMap(ask(HttpClientRequest.get(`${url}/${id}`)), textOf)
        const job = yield* readJob(text).pipe(Effect.mapError(() => failed("does not tell how far the job is")))
        if (ENDED.has(job.status)) {
          const why = job.error?.message?.slice(0, 200)
          return yield* failed(`made none (${job.status}${why === undefined ? "" : `: ${why}`})`, true)
        }
        return DONE.has(job.status)
      })

    /** A look that failed on the way is made again; a job that is gone or ended is not. */
    const lookAgain = (id: string) =>
      Effect.retry(look(id), {
        while: ({ answered }) => !answered,
        schedule: Schedule.intersect(Schedule.spaced(endpoint.lookEvery ?? LOOK_EVERY), Schedule.recurs(5))
      })

    const finished = (id: string): Effect.Effect<void, GenerationFailed> =>
      Effect.flatMap(
        lookAgain(id),
        (done) => done ? Effect.void : Effect.zipRight(Effect.sleep(endpoint.lookEvery ?? LOOK_EVERY), finished(id))
      )

    const fetched = (id: string) => Effect.flatMap(ask(HttpClientRequest.get(`${url}/${id}/content`)), clipIn)

    const { answer } = yield* purchases.buy({
      provider: "videos",
      content: bought,
      estimate: { _tag: "Clips", count: 1 },
      call: () =>
        Effect.gen(function*() {
          const begun = yield* submit
          const { id } = yield* readJob(new TextDecoder().decode(begun.answer)).pipe(
            Effect.mapError(() => failed("told no job"))
          )
          yield* finished(id).pipe(
            Effect.timeoutFail({
              duration: PATIENCE,
              onTimeout: () => failed(`is not ready after ${PATIENCE}; the next render of this plan takes what it made`)
            })
          )
          return yield* fetched(id)
        }).pipe(Effect.provideService(Payer, payer)),
      used: () => ({ _tag: "Clips", count: 1 }),
      nothingBought: (error) => error._tag === "QuotaExceeded" || (error._tag === "GenerationFailed" && error.answered)
    })
    return yield* keptFile(answer, "mp4", folder)
  }
)
