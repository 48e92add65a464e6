import { after, backoff, never, type Retry } from "@callsheet/domain/Failure"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, Layer, Option, type Redacted } from "effect"
import { Voice, type VoiceLine } from "./Voice.ts"
import { VoiceEmpty, VoiceUnavailable } from "./VoiceErrors.ts"
import { millisOf, readWav, trimEnd, voicedSpan, writeWav } from "./Wav.ts"
import { estimateWordTimes, speakable } from "./WordTimes.ts"

export interface SpeechEndpointConfig {
  /** Without the path `/audio/speech`, for instance `https://api.openai.com/v1`. */
  readonly url: string
  readonly key: Option.Option<Redacted.Redacted>
  readonly model: string
  readonly voice: string
}

const LIMIT = "60 seconds"

/** A server that is busy or broken may recover; one that refuses will refuse again. `Retry-After` is in seconds. */
const retryOf = (status: number, retryAfter: string | undefined): Retry => {
  if (status === 429 || status === 408 || status >= 500) {
    const seconds = Number(retryAfter)
    return retryAfter !== undefined && Number.isFinite(seconds) ? after(seconds * 1000) : backoff
  }
  return never
}

/** Speech by an OpenAI-compatible endpoint. It tells no word times: they are estimated over the voiced part. */
export const layer = (config: SpeechEndpointConfig): Layer.Layer<Voice, never, HttpClient.HttpClient> =>
  Layer.effect(
    Voice,
    Effect.gen(function*() {
      const client = yield* HttpClient.HttpClient
      const host = URL.canParse(config.url) ? new URL(config.url).host : config.url
      const engine = `${config.model}/${config.voice} at ${host}`
      const unavailable = (reason: string, retry: Retry) => new VoiceUnavailable({ engine, reason, retry })

      const ask = Effect.fnUntraced(function*(input: string) {
        const request = HttpClientRequest.post(`${config.url.replace(/\/+$/, "")}/audio/speech`).pipe(
          HttpClientRequest.bodyUnsafeJson({ model: config.model, voice: config.voice, input, response_format: "wav" })
        )
        const response = yield* client.execute(Option.match(config.key, {
          onNone: () => request,
          onSome: (key) => HttpClientRequest.bearerToken(request, key)
        }))
        if (response.status !== 200) {
          return yield* unavailable(
            `it answered ${response.status}`,
            retryOf(response.status, response.headers["retry-after"])
          )
        }
        return new Uint8Array(yield* response.arrayBuffer)
      }, Effect.timeoutFail({ duration: LIMIT, onTimeout: () => unavailable(`no answer within ${LIMIT}`, backoff) }))

      const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
        const input = line.words.map(speakable).filter((word) => word !== "").join(" ")
        if (input === "") return Option.none()
        const bytes = yield* ask(input).pipe(
          Effect.catchTags({
            RequestError: ({ reason }: HttpClientError) => unavailable(`the request failed (${reason})`, backoff),
            ResponseError: ({ reason }: HttpClientError) => unavailable(`the answer broke off (${reason})`, backoff)
          })
        )
        const sound = readWav(bytes)
        if (sound === null) return yield* unavailable("its answer is not a WAV file", never)
        const voiced = voicedSpan(sound)
        if (voiced === null) return yield* new VoiceEmpty({ engine, text: input })
        const trimmed = trimEnd(sound)
        return Option.some({
          wav: writeWav(trimmed),
          durationMillis: millisOf(trimmed),
          words: estimateWordTimes(line.words, voiced),
          engine,
          synthetic: true as const
        })
      })
      return Voice.of({ engine, speak })
    })
  )
