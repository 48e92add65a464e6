import { after, backoff, never, type RetryAdvice } from "@callsheet/domain/Failure"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Data, Effect, Layer, Option, type Redacted, Schema } from "effect"
import type { Payer } from "../spending/Payer.ts"
import { Purchases } from "../spending/Purchases.ts"
import { decoded, keptAnswer, readAnswer, toldTimes } from "./SpeechAnswer.ts"
import { type SpeakingManner, type SpokenLine, Voice, type VoiceError, type VoiceLine } from "./Voice.ts"
import { VoiceEmpty, VoiceUnavailable } from "./VoiceErrors.ts"
import { millisOf, trimEnd, voicedSpan, writeWav } from "./Wav.ts"
import { estimateWordTimes, speakable } from "./WordTimes.ts"

export interface SpeechEndpointConfig {
  /** Without the path `/audio/speech`, for instance `https://api.openai.com/v1`. */
  readonly url: string
  readonly key: Option.Option<Redacted.Redacted>
  readonly model: string
  readonly voice: string
  /** 1 is the voice's own. */
  readonly speed?: number
  /** The ffmpeg that decodes compressed sound; asked for when the first such answer comes. */
  readonly decoder?: Effect.Effect<string, string>
}

const LIMIT = "60 seconds"

/** Nobody speaks more slowly than this; the estimate must not be less than the bill. */
const CHARACTERS_A_SECOND = 4

/** What went wrong with one call. `answered`: the service said that it did nothing. */
class Failed extends Data.TaggedError("Failed")<{ readonly error: VoiceUnavailable; readonly answered: boolean }> {}

const unavailableBy = (engine: string) => (reason: string, retry: RetryAdvice, answered = false) =>
  new Failed({ error: new VoiceUnavailable({ engine, reason, retry }), answered })

/** A server that is busy or broken may recover; one that refuses will refuse again. `Retry-After` is in seconds. */
const retryOf = (status: number, retryAfter: string | undefined): RetryAdvice => {
  if (status === 429 || status === 408 || status >= 500) {
    const seconds = Number(retryAfter)
    return retryAfter !== undefined && Number.isFinite(seconds) ? after(seconds * 1000) : backoff
  }
  return never
}

/** The address that speaks: the base of an OpenAI-compatible API, or the whole address of a way in that also tells word times. */
const speechUrl = (url: string): string => {
  const base = url.replace(/\/+$/, "")
  return base.endsWith("speech") ? base : `${base}/audio/speech`
}

/** `endpoint:nova` wishes for nova. */
const voiceOf = (manner: SpeakingManner | undefined, own: string): string =>
  manner?.voice?.startsWith("endpoint:") === true ? manner.voice.slice("endpoint:".length) : own

const speedOf = (manner: SpeakingManner | undefined, own: number | undefined) => manner?.speed ?? own ?? 1

/** What is asked for a line. */
const contentOf = (config: SpeechEndpointConfig, { manner }: VoiceLine, input: string) => {
  const speed = speedOf(manner, config.speed)
  return {
    model: config.model,
    voice: voiceOf(manner, config.voice),
    input,
    response_format: "wav",
    ...(speed === 1 ? {} : { speed })
  }
}

/**
 * Speech by an OpenAI-compatible endpoint, in whichever form its bytes have. Word times are the endpoint's own where it tells them, else
 * they are estimated over the voiced part.
 */
export const layer = (config: SpeechEndpointConfig): Layer.Layer<Voice, never, HttpClient.HttpClient | Purchases> =>
  Layer.effect(
    Voice,
    Effect.gen(function*() {
      const client = yield* HttpClient.HttpClient
      const purchases = yield* Purchases
      const url = speechUrl(config.url)
      const host = URL.canParse(config.url) ? new URL(config.url).host : config.url
      const ffmpeg = yield* Effect.cached(config.decoder ?? Effect.fail("no decoder is there"))
      const kept = (bytes: Uint8Array) =>
        keptAnswer(bytes, (sound) => Effect.flatMap(ffmpeg, (file) => decoded(file, sound)))
      const nameOf = (manner: SpeakingManner | undefined) => {
        const speed = speedOf(manner, config.speed)
        return `${config.model}/${voiceOf(manner, config.voice)}${speed === 1 ? "" : ` at speed ${speed}`} at ${host}`
      }

      const ask = Effect.fnUntraced(function*(content: object, requestId: string, engine: string) {
        const unavailable = unavailableBy(engine)
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
      }, (call, _content, _requestId, engine) => {
        const unavailable = unavailableBy(engine)
        return call.pipe(
          Effect.timeoutFail({ duration: LIMIT, onTimeout: () => unavailable(`no answer within ${LIMIT}`, backoff) }),
          Effect.catchTags({
            RequestError: ({ reason }: HttpClientError) => unavailable(`the request failed (${reason})`, backoff),
            ResponseError: ({ reason }: HttpClientError) => unavailable(`the answer broke off (${reason})`, backoff)
          }),
          Effect.flatMap(kept)
        )
      })

      /** What was answered stays answered: a round whose answer cannot be used is followed by one of another name. */
      const spoken = (line: VoiceLine, input: string, round: number): Effect.Effect<SpokenLine, VoiceError, Payer> =>
        Effect.gen(function*() {
          const engine = nameOf(line.manner)
          const content = contentOf(config, line, input)
          const { answer, fresh } = yield* purchases.buy({
            provider: "voice",
            content: { url, ...content, round },
            estimate: { _tag: "Speech", millis: (input.length / CHARACTERS_A_SECOND + 1) * 1_000 },
            call: (requestId) => ask(content, requestId, engine),
            used: (bytes) => {
              const read = readAnswer(bytes)
              return read === null ? null : { _tag: "Speech", millis: millisOf(read.sound) }
            },
            nothingBought: ({ answered }) => answered
          }).pipe(Effect.mapError((error) => error._tag === "Failed" ? error.error : error))
          const useless = (error: VoiceError) => fresh ? Effect.fail(error) : spoken(line, input, round + 1)
          const read = readAnswer(answer)
          if (read === null) {
            return yield* useless(
              new VoiceUnavailable({
                engine,
                reason: "its answer is not sound (WAV, MP3, Opus, FLAC or PCM)",
                retry: never
              })
            )
          }
          const { sound, told } = read
          const voiced = voicedSpan(sound)
          if (voiced === null) return yield* useless(new VoiceEmpty({ engine, text: input }))
          const trimmed = trimEnd(sound)
          return {
            wav: writeWav(trimmed),
            durationMillis: millisOf(trimmed),
            words: toldTimes(line.words, told) ?? estimateWordTimes(line.words, voiced),
            engine,
            synthetic: true
          }
        })

      const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
        const input = line.words.map(speakable).filter((word) => word !== "").join(" ")
        return input === "" ? Option.none() : Option.some(yield* spoken(line, input, 1))
      })
      return Voice.of({
        engineFor: (_, manner) => Effect.succeed({ name: nameOf(manner), paid: true }),
        speak
      })
    })
  )

const ListedVoice = Schema.Union(
  Schema.String,
  Schema.Struct({
    id: Schema.optional(Schema.String),
    voice_id: Schema.optional(Schema.String),
    name: Schema.optional(Schema.String)
  })
)
const VoiceList = Schema.Union(
  Schema.Array(ListedVoice),
  Schema.Struct({ voices: Schema.Array(ListedVoice) }),
  Schema.Struct({ data: Schema.Array(ListedVoice) })
)

/** Voices that OpenAI documents (text to speech guide, October 2025); its endpoint has no list of them. */
const OPENAI_VOICES = ["alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse"]

/** Why an endpoint's voices are not known. */
export class NoVoiceList
  extends Data.TaggedError("NoVoiceList")<{ readonly message: string; readonly remedy: string }>
{}

/** The voices that an endpoint tells of: `GET /audio/voices`, as compatible servers have it. */
export const endpointVoices = (
  { key, url }: Pick<SpeechEndpointConfig, "key" | "url">
): Effect.Effect<ReadonlyArray<string>, NoVoiceList, HttpClient.HttpClient> =>
  Effect.gen(function*() {
    const client = yield* HttpClient.HttpClient
    const address = speechUrl(url).replace(/\/[^/]*speech$/, "/voices")
    const unknown = (why: string) =>
      new NoVoiceList({
        message: `The speech endpoint tells no list of its voices: ${why}.`,
        remedy:
          "Take the name of a voice from its documents, and try it: callsheet voice set --language en --voice endpoint:NAME"
      })
    const request = HttpClientRequest.get(address)
    const response = yield* client.execute(Option.match(key, {
      onNone: () => request,
      onSome: (secret) => HttpClientRequest.bearerToken(request, secret)
    })).pipe(
      Effect.timeoutFail({ duration: "20 seconds", onTimeout: () => unknown("no answer within 20 seconds") }),
      Effect.catchTags({
        RequestError: ({ reason }) => unknown(`the request failed (${reason})`),
        ResponseError: ({ reason }) => unknown(`the answer broke off (${reason})`)
      })
    )
    if (response.status === 404 || response.status === 405) {
      return new URL(url).hostname === "api.openai.com"
        ? OPENAI_VOICES
        : yield* unknown(`it answered ${response.status}`)
    }
    if (response.status !== 200) return yield* unknown(`it answered ${response.status}`)
    const listed = yield* response.json.pipe(
      Effect.flatMap(Schema.decodeUnknown(VoiceList)),
      Effect.mapError(() => unknown("its answer is not a list"))
    )
    const voices = "voices" in listed ? listed.voices : "data" in listed ? listed.data : listed
    const names = voices.flatMap((voice) =>
      typeof voice === "string" ? voice : voice.id ?? voice.voice_id ?? voice.name ?? []
    )
    return [...new Set(names)].slice(0, 2_000)
  }).pipe(Effect.scoped)
