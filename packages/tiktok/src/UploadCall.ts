import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Clock, Effect, Redacted } from "effect"
import type { TikTokSettings } from "./TikTokConfig.ts"
import { type TikTokAnswerUnreadable, TikTokRateLimited, TikTokUnavailable } from "./TikTokErrors.ts"
import { isTikToks } from "./TikTokHosts.ts"
import { retryAfterMillis, type Send, type TikTokAnswer } from "./TikTokHttp.ts"
import { UploadElsewhere, UploadOutOfStep, UploadRefused, UploadUrlExpired } from "./UploadErrors.ts"

export type PutChunkError =
  | TikTokUnavailable
  | TikTokAnswerUnreadable
  | TikTokRateLimited
  | UploadUrlExpired
  | UploadOutOfStep
  | UploadElsewhere
  | UploadRefused

export interface PutChunk {
  readonly uploadUrl: Redacted.Redacted
  readonly bytes: Uint8Array
  /** Position of the first of `bytes` in the file. */
  readonly first: number
  /** Size of the whole file. */
  readonly total: number
  readonly contentType: "video/mp4" | "video/quicktime" | "video/webm"
}

export interface UploadCall {
  /** Sends one piece. True when TikTok has the whole file. A piece that ends in 5xx is to be sent again as it is. */
  readonly putChunk: (chunk: PutChunk) => Effect.Effect<boolean, PutChunkError>
}

/** From `Content-Range: bytes 0-{UPLOADED_BYTES}/{TOTAL}`. */
const uploadedBytes = (answer: TikTokAnswer): number | null => {
  const found = /^bytes\s+\d+-(\d+)\//.exec(answer.headers["content-range"] ?? "")
  return found === null ? null : Number(found[1])
}

/** Where the API is TikTok's own, the address it gives for the video must be TikTok's as well, and encrypted. */
const elsewhere = (uploadUrl: string, apiUrl: string): string | null => {
  if (!isTikToks(new URL(apiUrl).hostname)) return null
  if (!URL.canParse(uploadUrl)) return "no address"
  const { hostname, port, protocol } = new URL(uploadUrl)
  return protocol === "https:" && port === "" && isTikToks(hostname) ? null : `${protocol}//${hostname}`
}

export const makeUploadCall = (send: Send, settings: TikTokSettings): UploadCall => ({
  putChunk: Effect.fn("TikTokApi.putChunk")(function*({ bytes, contentType, first, total, uploadUrl }: PutChunk) {
    const last = first + bytes.length - 1
    yield* Effect.annotateCurrentSpan({ "upload.range": `${first}-${last}/${total}` })
    const host = elsewhere(Redacted.value(uploadUrl), settings.apiUrl)
    if (host !== null) return yield* new UploadElsewhere({ host })
    const answer = yield* send(
      "putChunk",
      HttpClientRequest.put(Redacted.value(uploadUrl)).pipe(
        HttpClientRequest.bodyUint8Array(bytes, contentType),
        HttpClientRequest.setHeader("content-range", `bytes ${first}-${last}/${total}`)
      ),
      settings.chunkTimeout
    )
    switch (answer.status) {
      // 201 by the guide; a final 200 has been seen by others.
      case 200:
      case 201:
        return true
      case 206:
        return false
      case 403:
      case 404:
        return yield* new UploadUrlExpired({ status: answer.status })
      case 416:
        return yield* new UploadOutOfStep({ sentFrom: first, uploadedBytes: uploadedBytes(answer) })
      case 429:
        return yield* new TikTokRateLimited({
          operation: "putChunk",
          code: "",
          logId: null,
          retryAfterMillis: retryAfterMillis(answer.headers, yield* Clock.currentTimeMillis) ?? 60_000
        })
      default:
        return yield* answer.status >= 500
          ? new TikTokUnavailable({
            operation: "putChunk",
            code: "",
            logId: answer.headers["x-tt-logid"] ?? null,
            sent: "maybe",
            reason: "server",
            status: answer.status
          })
          : new UploadRefused({ status: answer.status })
    }
  })
})
