import { after, backoff, never, type Retry } from "@callsheet/domain/Failure"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Data, Effect, Layer, Option, type Redacted } from "effect"
import type { Payer } from "../spending/Payer.ts"
import { Purchases } from "../spending/Purchases.ts"
import { type Spoken, Voice, type VoiceError, type VoiceLine } from "./Voice.ts"
import { VoiceEmpty, VoiceUnavailable } from "./VoiceErrors.ts"
import { millisOf, readWav, trimEnd, voicedSpan, writeWav } from "./Wav.ts"
import { estimateWordTimes, speakable } from "./WordTimes.ts"

export interface SpeechEndpointConfig {
  /** Without the path `/audio/speech`, for instance `https://api.openai.com/v1`. */
  readonly url: string
  readonly key: Option.Option<Redacted.Redacted>
  readonly model: string
  readonly voice: string
  /** 1 is the voice's own. */
  readonly speed?: number
}

const LIMIT = "60 seconds"

/** Nobody speaks more slowly than this; the estimate must not be less than the bill. */
const CHARACTERS_A_SECOND = 4

/** What went wrong with one call. `answered`: the service said that it did nothing. */
class Failed extends Data.TaggedError("Failed")<{ readonly error: VoiceUnavailable; readonly answered: boolean }> {}

/** A server that is busy or broken may recover; one that refuses will refuse again. `Retry-After` is in seconds. */
const retryOf = (status: number, retryAfter: string | undefined): Retry => {
  if (status === 429 || status === 408 || status >= 500) {
    const seconds = Number(retryAfter)
    return retryAfter !== undefined && Number.isFinite(seconds) ? after(seconds * 1000) : backoff
  }
  return never
}

/** Speech by an OpenAI-compatible endpoint. It tells no word times: they are estimated over the voiced part. */
export const layer = (config: SpeechEndpointConfig): Layer.Layer<Voice, never, HttpClient.HttpClient | Purchases> =>
  Layer.effect(
    Voice,
    Effect.gen(function*() {
      const client = yield* HttpClient.HttpClient
      const purchases = yield* Purchases
      const url = `${config.url.replace(/\/+$/, "")}/audio/speech`
      const host = URL.canParse(config.url) ? new URL(config.url).host : config.url
      const { speed = 1 } = config
      const engine = `${config.model}/${config.voice}${speed === 1 ? "" : ` at speed ${speed}`} at ${host}`
      const unavailable = (reason: string, retry: Retry, answered = false) =>
        new Failed({ error: new VoiceUnavailable({ engine, reason, retry }), answered })

      const ask = Effect.fnUntraced(function*(content: object, requestId: string) {
        const request = HttpClientRequest.post(url).pipe(
          HttpClientRequest.bodyUnsafeJson(content),
          HttpClientRequest.setHeaders({ "idempotency-key": requestId, "x-request-id": requestId })
        )
        const response = yield* client.execute(Option.match(config.key, {
          onNone: () => request,
          onSome: (key) => HttpClientRequest.bearerToken(request, key)
        }))
        if (response.status !== 200) {
          return yield* unavailable(
            `it answered ${response.status}`,
            retryOf(response.status, response.headers["retry-after"]),
            response.status === 429 || (response.status >= 300 && response.status < 500 && response.status !== 408)
          )
        }
        return new Uint8Array(yield* response.arrayBuffer)
      }, (call) =>
        call.pipe(
          Effect.timeoutFail({ duration: LIMIT, onTimeout: () => unavailable(`no answer within ${LIMIT}`, backoff) }),
          Effect.catchTags({
            RequestError: ({ reason }: HttpClientError) => unavailable(`the request failed (${reason})`, backoff),
            ResponseError: ({ reason }: HttpClientError) => unavailable(`the answer broke off (${reason})`, backoff)
          })
        ))

      /** What was answered stays answered: a round whose answer cannot be used is followed by one of another name. */
      const spoken = (line: VoiceLine, input: string, round: number): Effect.Effect<Spoken, VoiceError, Payer> =>
        Effect.gen(function*() {
          const content = {
            model: config.model,
            voice: config.voice,
            input,
            response_format: "wav",
            ...(speed === 1 ? {} : { speed })
          }
          const { answer, fresh } = yield* purchases.buy({
            provider: "voice",
            content: { url, ...content, round },
            estimate: { _tag: "Speech", millis: (input.length / CHARACTERS_A_SECOND + 1) * 1_000 },
            call: (requestId) => ask(content, requestId),
            used: (bytes) => {
              const sound = readWav(bytes)
              return sound === null ? null : { _tag: "Speech", millis: millisOf(sound) }
            },
            nothingBought: ({ answered }) => answered
          }).pipe(Effect.mapError((error) => error._tag === "Failed" ? error.error : error))
          const useless = (error: VoiceError) => fresh ? Effect.fail(error) : spoken(line, input, round + 1)
          const sound = readWav(answer)
          if (sound === null) {
            return yield* useless(
              new VoiceUnavailable({ engine, reason: "its answer is not a WAV file", retry: never })
            )
          }
          const voiced = voicedSpan(sound)
          if (voiced === null) return yield* useless(new VoiceEmpty({ engine, text: input }))
          const trimmed = trimEnd(sound)
          return {
            wav: writeWav(trimmed),
            durationMillis: millisOf(trimmed),
            words: estimateWordTimes(line.words, voiced),
            engine,
            synthetic: true as const
          }
        })

      const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
        const input = line.words.map(speakable).filter((word) => word !== "").join(" ")
        return input === "" ? Option.none() : Option.some(yield* spoken(line, input, 1))
      })
      return Voice.of({ engineFor: () => Effect.succeed(engine), paid: true, speak })
    })
  )
