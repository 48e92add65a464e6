import * as HttpClient from "@effect/platform/HttpClient"
import { Context, Effect, Layer } from "effect"
import { type DisplayCalls, makeDisplayCalls } from "./DisplayCalls.ts"
import { makePostingCalls, type PostingCalls } from "./PostingCalls.ts"
import { TikTokConfig } from "./TikTokConfig.ts"
import { makeSend } from "./TikTokHttp.ts"
import { makeUploadCall, type UploadCall } from "./UploadCall.ts"

/**
 * TikTok's open API, one method a call. It neither repeats a call nor holds one back: whether a repeat is safe only the
 * caller knows, and the permit to call comes from the account's rate windows.
 */
export class TikTokApi extends Context.Tag("@callsheet/tiktok/TikTokApi")<
  TikTokApi,
  PostingCalls & UploadCall & DisplayCalls
>() {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function*() {
      const settings = yield* TikTokConfig
      const send = makeSend(yield* HttpClient.HttpClient, settings)
      return {
        ...makePostingCalls(send, settings),
        ...makeUploadCall(send, settings),
        ...makeDisplayCalls(send, settings)
      }
    })
  )
}
