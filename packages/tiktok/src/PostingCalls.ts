import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, type Redacted, Schema } from "effect"
import type { ChunkPlan } from "./ChunkPlan.ts"
import type { TikTokSettings } from "./TikTokConfig.ts"
import { lenient, readEnvelope, WireId } from "./TikTokEnvelope.ts"
import type { TikTokError } from "./TikTokErrors.ts"
import type { Send } from "./TikTokHttp.ts"

export type AccessToken = Redacted.Redacted

const toRedacted = Schema.Redacted(Schema.NonEmptyString)

/** What the creator's account allows right now. To be asked again for every post; `avatarUrl` lives two hours. */
export const CreatorInfo = Schema.Struct({
  username: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("creator_username")),
  nickname: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("creator_nickname")),
  avatarUrl: lenient(Schema.String, () => "").pipe(Schema.fromKey("creator_avatar_url")),
  /** As on the wire, so a level of the future is shown rather than lost. */
  privacyLevels: Schema.propertySignature(Schema.Array(Schema.String)).pipe(Schema.fromKey("privacy_level_options")),
  commentDisabled: Schema.propertySignature(Schema.Boolean).pipe(Schema.fromKey("comment_disabled")),
  duetDisabled: Schema.propertySignature(Schema.Boolean).pipe(Schema.fromKey("duet_disabled")),
  stitchDisabled: Schema.propertySignature(Schema.Boolean).pipe(Schema.fromKey("stitch_disabled")),
  maxVideoSeconds: Schema.propertySignature(Schema.Number).pipe(Schema.fromKey("max_video_post_duration_sec"))
})
export type CreatorInfo = typeof CreatorInfo.Type

/** The post as TikTok is asked to make it. `caption` is final: at most 2,200 UTF-16 units, hashtags included. */
export interface PostInfo {
  readonly caption: string
  readonly privacy: string
  readonly allowComment: boolean
  readonly allowDuet: boolean
  readonly allowStitch: boolean
  /** Promotes the creator's own business. */
  readonly brandOrganic: boolean
  /** Paid partnership with a third party. */
  readonly brandContent: boolean
  readonly aiLabel: boolean
  readonly coverAtMillis: number
}

/** `uploadUrl` is valid for one hour and works without a token: a secret. */
export const OpenedUpload = Schema.Struct({
  publishId: Schema.propertySignature(WireId).pipe(Schema.fromKey("publish_id")),
  uploadUrl: Schema.propertySignature(toRedacted).pipe(Schema.fromKey("upload_url"))
})
export type OpenedUpload = typeof OpenedUpload.Type

/** TikTok's list of post ids: integers of 19 digits, now and then a bare one, and for most posts nothing. */
const PostIds = Schema.transform(
  Schema.Union(Schema.Array(WireId), WireId),
  Schema.Array(Schema.NonEmptyString),
  { strict: true, decode: (ids) => (typeof ids === "string" ? [ids] : ids), encode: (ids) => ids }
)

export const StatusAnswer = Schema.Struct({
  status: Schema.String,
  failReason: Schema.optionalWith(Schema.String, { nullable: true }).pipe(Schema.fromKey("fail_reason")),
  // TikTok's spelling.
  postIds: lenient(PostIds, () => []).pipe(Schema.fromKey("publicaly_available_post_id")),
  uploadedBytes: Schema.optionalWith(Schema.Number, { nullable: true }).pipe(Schema.fromKey("uploaded_bytes"))
})
export type StatusAnswer = typeof StatusAnswer.Type

const sourceInfo = (plan: ChunkPlan) => ({
  source: "FILE_UPLOAD",
  video_size: plan.bytes,
  chunk_size: plan.chunkBytes,
  total_chunk_count: plan.chunkCount
})

const postInfo = (post: PostInfo) => ({
  title: post.caption,
  privacy_level: post.privacy,
  disable_duet: !post.allowDuet,
  disable_stitch: !post.allowStitch,
  disable_comment: !post.allowComment,
  video_cover_timestamp_ms: post.coverAtMillis,
  brand_content_toggle: post.brandContent,
  brand_organic_toggle: post.brandOrganic,
  is_aigc: post.aiLabel
})

export interface PostingCalls {
  readonly creatorInfo: (token: AccessToken) => Effect.Effect<CreatorInfo, TikTokError>
  /** Opens a post. TikTok has no idempotency key for it; but nothing is posted before its bytes arrive. */
  readonly initDirect: (
    options: { readonly token: AccessToken; readonly post: PostInfo; readonly plan: ChunkPlan }
  ) => Effect.Effect<OpenedUpload, TikTokError>
  /** Opens a draft for the creator's inbox, which carries no settings of ours. */
  readonly initInbox: (
    options: { readonly token: AccessToken; readonly plan: ChunkPlan }
  ) => Effect.Effect<OpenedUpload, TikTokError>
  readonly statusFetch: (
    options: { readonly token: AccessToken; readonly publishId: string }
  ) => Effect.Effect<StatusAnswer, TikTokError>
  /** Best effort, and by TikTok's word only for what it is still fetching itself. */
  readonly cancel: (
    options: { readonly token: AccessToken; readonly publishId: string }
  ) => Effect.Effect<void, TikTokError>
}

export const makePostingCalls = (send: Send, settings: TikTokSettings): PostingCalls => {
  const call = <A, I>(
    operation: string,
    path: string,
    token: AccessToken,
    body: unknown,
    schema: Schema.Schema<A, I>
  ) =>
    send(
      operation,
      HttpClientRequest.post(`${settings.apiUrl}/v2/post/publish/${path}`).pipe(
        HttpClientRequest.bearerToken(token),
        HttpClientRequest.bodyText(JSON.stringify(body), "application/json; charset=UTF-8")
      )
    ).pipe(
      Effect.flatMap((answer) => readEnvelope(operation, schema, answer)),
      Effect.withSpan(`TikTokApi.${operation}`)
    )
  return {
    creatorInfo: (token) => call("creatorInfo", "creator_info/query/", token, {}, CreatorInfo),
    initDirect: ({ plan, post, token }) =>
      call(
        "initDirect",
        "video/init/",
        token,
        { post_info: postInfo(post), source_info: sourceInfo(plan) },
        OpenedUpload
      ),
    initInbox: ({ plan, token }) =>
      call("initInbox", "inbox/video/init/", token, { source_info: sourceInfo(plan) }, OpenedUpload),
    statusFetch: ({ publishId, token }) =>
      call("statusFetch", "status/fetch/", token, { publish_id: publishId }, StatusAnswer),
    cancel: ({ publishId, token }) =>
      Effect.asVoid(call("cancel", "cancel/", token, { publish_id: publishId }, Schema.Unknown))
  }
}
