import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Data, Effect, Schedule, Stream } from "effect"
import { createHash } from "node:crypto"
import { createReadStream, existsSync, statSync } from "node:fs"
import { appendFile, mkdir, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { storing } from "./VoiceStore.ts"

/** The archive did not come, or is not the one the catalogue names. */
export class VoiceDownloadFailed extends Data.TaggedError("VoiceDownloadFailed")<{
  readonly url: string
  readonly detail: string
}> {
  override get message(): string {
    return `The voice could not be downloaded from ${this.url}: ${this.detail}.`
  }
  get remedy(): string {
    return "Run the command again: it goes on where it stopped. Or fetch the file yourself and give its path: callsheet voice add FILE"
  }
}

/** A connection over which nothing comes for this long is dead. */
const SILENCE = "30 seconds"
const ROUNDS = 5

export const sha256Of = (file: string): Effect.Effect<string, VoiceDownloadFailed> =>
  Effect.tryPromise({
    try: async () => {
      const hash = createHash("sha256")
      for await (const piece of createReadStream(file)) hash.update(piece as Buffer)
      return hash.digest("hex")
    },
    catch: (error) => new VoiceDownloadFailed({ url: file, detail: String(error) })
  })

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)

/**
 * Brings a file of known size and digest to `file`. What came before stays and the rest is asked for, within this call and
 * by the next one. A file that is complete and wrong is deleted.
 */
export const download = (
  wanted: { readonly url: string; readonly bytes: number; readonly sha256: string },
  file: string,
  onProgress: (bytes: number) => Effect.Effect<void>
) =>
  Effect.gen(function*() {
    const client = HttpClient.followRedirects(yield* HttpClient.HttpClient, 5)
    const failed = (detail: string) => new VoiceDownloadFailed({ url: wanted.url, detail })
    yield* storing(() => mkdir(dirname(file), { recursive: true }))

    const round = Effect.gen(function*() {
      const have = sizeOf(file)
      if (have >= wanted.bytes) return
      const request = HttpClientRequest.get(wanted.url).pipe(
        have === 0 ? (same) => same : HttpClientRequest.setHeader("range", `bytes=${have}-`)
      )
      const response = yield* client.execute(request).pipe(Effect.timeout(SILENCE))
      // A server that does not know ranges sends all of it again.
      if (response.status === 200 && have > 0) yield* storing(() => rm(file))
      else if (response.status !== 200 && response.status !== 206) {
        return yield* failed(`it answered ${response.status}`)
      }
      yield* response.stream.pipe(
        Stream.timeoutFail(() => failed(`nothing came for ${SILENCE}`), SILENCE),
        Stream.runForEach((piece) =>
          Effect.gen(function*() {
            if (sizeOf(file) + piece.length > wanted.bytes) return yield* failed("it is larger than the catalogue says")
            yield* storing(() => appendFile(file, piece))
            yield* onProgress(sizeOf(file))
          })
        )
      )
      if (sizeOf(file) < wanted.bytes) return yield* failed("it broke off")
    }).pipe(
      Effect.catchTags({
        RequestError: ({ reason }) => failed(`the request failed (${reason})`),
        ResponseError: ({ reason }) => failed(`the answer broke off (${reason})`),
        TimeoutException: () => failed(`no answer within ${SILENCE}`)
      })
    )

    yield* Effect.retry(round, {
      times: ROUNDS,
      schedule: Schedule.exponential("500 millis"),
      while: ({ _tag }) => _tag === "VoiceDownloadFailed"
    })
    if (yield* Effect.map(sha256Of(file), (digest) => digest !== wanted.sha256)) {
      yield* storing(() => rm(file, { force: true }))
      return yield* failed("its SHA-256 is not the catalogue's, so it was deleted")
    }
  })
