import { Schema } from "effect"

/** Times are milliseconds since 1970, UTC, unless the name says otherwise. */
const At = Schema.Number

/** A test account. `username` is its id. */
export const Creator = Schema.Struct({
  username: Schema.String,
  nickname: Schema.String,
  bio: Schema.String,
  privateAccount: Schema.Boolean,
  commentDisabled: Schema.Boolean,
  duetDisabled: Schema.Boolean,
  stitchDisabled: Schema.Boolean,
  maxVideoSeconds: Schema.Positive,
  followers: Schema.NonNegativeInt,
  banned: Schema.Boolean,
  /** Status answers never name the ids of this creator's posts, as integrators saw for some accounts. */
  withholdsIds: Schema.optional(Schema.Boolean)
})
export type Creator = typeof Creator.Type

/** The answer of a consent page, good for one exchange. */
export const Code = Schema.Struct({
  username: Schema.String,
  scopes: Schema.Array(Schema.String),
  redirectUri: Schema.String,
  challenge: Schema.NullOr(Schema.String),
  expiresAt: At
})
export type Code = typeof Code.Type

/** What a creator once allowed the app; its tokens come and go. */
export const Grant = Schema.Struct({
  id: Schema.String,
  username: Schema.String,
  openId: Schema.String,
  scopes: Schema.Array(Schema.String),
  revoked: Schema.Boolean
})
export type Grant = typeof Grant.Type

export const Token = Schema.Struct({ grantId: Schema.String, expiresAt: At })
export type Token = typeof Token.Type

export const PrivacyLevel = Schema.Literal(
  "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "FOLLOWER_OF_CREATOR",
  "SELF_ONLY"
)
export type PrivacyLevel = typeof PrivacyLevel.Type

export const PostInfoRecord = Schema.Struct({
  title: Schema.String,
  privacyLevel: PrivacyLevel,
  disableDuet: Schema.Boolean,
  disableStitch: Schema.Boolean,
  disableComment: Schema.Boolean,
  coverMillis: Schema.NullOr(Schema.Number),
  brandContent: Schema.Boolean,
  brandOrganic: Schema.Boolean,
  isAigc: Schema.Boolean
})
export type PostInfoRecord = typeof PostInfoRecord.Type

/** What the file itself says about its picture. `seconds` and `framesPerSecond` are fractions. */
export const MediaDescription = Schema.Struct({
  width: Schema.Number,
  height: Schema.Number,
  seconds: Schema.Number,
  framesPerSecond: Schema.Number,
  codec: Schema.String
})
export type MediaDescription = typeof MediaDescription.Type

/** One init and all that came of it. */
export const PublicationRecord = Schema.Struct({
  publishId: Schema.String,
  openId: Schema.String,
  username: Schema.String,
  flow: Schema.Literal("direct", "inbox"),
  /** Null for a draft: the creator decides in the app. */
  post: Schema.NullOr(PostInfoRecord),
  uploadId: Schema.String,
  uploadToken: Schema.String,
  uploadExpiresAt: At,
  size: Schema.Number,
  chunkSize: Schema.Number,
  chunkCount: Schema.Number,
  received: Schema.Number,
  /** When the last bytes came, and how many were there before them. */
  receivedAt: Schema.optional(Schema.Number),
  known: Schema.optional(Schema.Number),
  sha256: Schema.NullOr(Schema.String),
  media: Schema.NullOr(MediaDescription),
  status: Schema.Literal("PROCESSING_UPLOAD", "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE", "FAILED"),
  failReason: Schema.NullOr(Schema.String),
  initAt: At,
  postId: Schema.NullOr(Schema.String),
  postedAt: Schema.NullOr(At),
  /** When it first became public. */
  publicAt: Schema.NullOr(At),
  /** Whether everyone can see it now. */
  visible: Schema.Boolean,
  removed: Schema.Boolean,
  /** When the next thing happens to it by itself. */
  dueAt: Schema.NullOr(At)
})
export type PublicationRecord = typeof PublicationRecord.Type

/** An event on its way to the app. `body` is what is signed, byte for byte. */
export const QueuedWebhook = Schema.Struct({
  id: Schema.String,
  event: Schema.String,
  openId: Schema.String,
  publishId: Schema.NullOr(Schema.String),
  body: Schema.String,
  createdAt: At,
  signedAt: Schema.NullOr(At),
  attempts: Schema.Number,
  /** Null when it was received or given up. */
  dueAt: Schema.NullOr(At)
})
export type QueuedWebhook = typeof QueuedWebhook.Type
