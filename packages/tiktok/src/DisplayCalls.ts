import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, Schema } from "effect"
import type { AccessToken } from "./PostingCalls.ts"
import type { TikTokSettings } from "./TikTokConfig.ts"
import { lenient, readEnvelope, WireId } from "./TikTokEnvelope.ts"
import type { TikTokError } from "./TikTokErrors.ts"
import type { Send } from "./TikTokHttp.ts"

/** What each scope lets us ask of a user. Asking for more gives silent zeros or a refusal, depending on the day. */
export const userFields = {
  "user.info.basic": ["open_id", "union_id", "avatar_url", "display_name"],
  "user.info.profile": ["username", "is_verified", "profile_deep_link"],
  "user.info.stats": ["follower_count", "following_count", "likes_count", "video_count"]
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>, key: string) =>
  Schema.optionalWith(schema, { nullable: true }).pipe(Schema.fromKey(key))

/** Only what was granted and given; a count that is absent is unknown, not zero. */
export const UserInfo = Schema.Struct({
  openId: optional(WireId, "open_id"),
  unionId: optional(WireId, "union_id"),
  avatarUrl: optional(Schema.String, "avatar_url"),
  displayName: optional(Schema.String, "display_name"),
  username: Schema.optionalWith(Schema.String, { nullable: true }),
  isVerified: optional(Schema.Boolean, "is_verified"),
  profileUrl: optional(Schema.String, "profile_deep_link"),
  followers: optional(Schema.Number, "follower_count"),
  following: optional(Schema.Number, "following_count"),
  likes: optional(Schema.Number, "likes_count"),
  videos: optional(Schema.Number, "video_count")
})
export type UserInfo = typeof UserInfo.Type

const videoFields = [
  "id",
  "create_time",
  "cover_image_url",
  "share_url",
  "video_description",
  "title",
  "duration",
  "view_count",
  "like_count",
  "comment_count",
  "share_count",
  "is_aigc"
].join(",")

/**
 * A public video. `createdAt` is epoch milliseconds (the wire has seconds). Counts are lifetime totals, absent where TikTok
 * gives none. `description` is cut by TikTok, documented at 150 characters: compare beginnings.
 */
export const DisplayedVideo = Schema.Struct({
  id: WireId,
  createdAt: Schema.propertySignature(
    Schema.transform(Schema.Number, Schema.Number, {
      strict: true,
      decode: (seconds) => seconds * 1_000,
      encode: (millis) => millis / 1_000
    })
  ).pipe(Schema.fromKey("create_time")),
  coverUrl: optional(Schema.String, "cover_image_url"),
  shareUrl: optional(Schema.String, "share_url"),
  description: optional(Schema.String, "video_description"),
  title: Schema.optionalWith(Schema.String, { nullable: true }),
  durationSeconds: optional(Schema.Number, "duration"),
  views: optional(Schema.Number, "view_count"),
  likes: optional(Schema.Number, "like_count"),
  comments: optional(Schema.Number, "comment_count"),
  shares: optional(Schema.Number, "share_count"),
  isAigc: optional(Schema.Boolean, "is_aigc")
})
export type DisplayedVideo = typeof DisplayedVideo.Type

/** `cursor` (epoch milliseconds: videos before it) leads to the next page. Pages may be short: only `hasMore` ends them. */
export const VideoPage = Schema.Struct({
  videos: lenient(Schema.Array(DisplayedVideo), () => []),
  cursor: Schema.optionalWith(Schema.Number, { nullable: true }),
  hasMore: lenient(Schema.Boolean, () => false).pipe(Schema.fromKey("has_more"))
})
export type VideoPage = typeof VideoPage.Type

/** Here the list itself is the answer: where it is missing nothing was told, which is not "none of these". */
const VideosById = Schema.Struct({ videos: Schema.Array(DisplayedVideo) })

/** TikTok's maximum for a page and for a query by id. */
export const VIDEOS_PER_CALL = 20

export interface DisplayCalls {
  /** Asks for what `scopes` (as granted) allow, and no more. */
  readonly userInfo: (
    options: { readonly token: AccessToken; readonly scopes: ReadonlyArray<string> }
  ) => Effect.Effect<UserInfo, TikTokError>
  /** The creator's public videos, newest first. */
  readonly videoList: (
    options: { readonly token: AccessToken; readonly cursor?: number; readonly maxCount?: number }
  ) => Effect.Effect<VideoPage, TikTokError>
  /** At most 20 ids. Videos that are not public or not the creator's are silently missing from the answer. */
  readonly videoQuery: (
    options: { readonly token: AccessToken; readonly ids: ReadonlyArray<string> }
  ) => Effect.Effect<ReadonlyArray<DisplayedVideo>, TikTokError>
}

export const makeDisplayCalls = (send: Send, settings: TikTokSettings): DisplayCalls => {
  const call = <A, I>(
    operation: string,
    request: HttpClientRequest.HttpClientRequest,
    token: AccessToken,
    schema: Schema.Schema<A, I>
  ) =>
    send(operation, HttpClientRequest.bearerToken(request, token)).pipe(
      Effect.flatMap((answer) => readEnvelope(operation, schema, answer)),
      Effect.withSpan(`TikTokApi.${operation}`)
    )
  // The fields travel in the query, everything else in the body.
  const post = (path: string, body: unknown) =>
    HttpClientRequest.post(`${settings.apiUrl}/v2/${path}`).pipe(
      HttpClientRequest.setUrlParam("fields", videoFields),
      HttpClientRequest.bodyText(JSON.stringify(body), "application/json; charset=UTF-8")
    )
  return {
    userInfo: ({ scopes, token }) => {
      const fields = Object.entries(userFields).flatMap(([scope, names]) => (scopes.includes(scope) ? names : []))
      return call(
        "userInfo",
        HttpClientRequest.get(`${settings.apiUrl}/v2/user/info/`).pipe(
          HttpClientRequest.setUrlParam("fields", fields.join(","))
        ),
        token,
        Schema.Struct({ user: UserInfo })
      ).pipe(Effect.map(({ user }) => user))
    },
    videoList: ({ cursor, maxCount = VIDEOS_PER_CALL, token }) =>
      call(
        "videoList",
        post("video/list/", { max_count: maxCount, ...(cursor === undefined ? {} : { cursor }) }),
        token,
        VideoPage
      ),
    videoQuery: ({ ids, token }) =>
      call("videoQuery", post("video/query/", { filters: { video_ids: ids } }), token, VideosById).pipe(
        Effect.map(({ videos }) => videos)
      )
  }
}
