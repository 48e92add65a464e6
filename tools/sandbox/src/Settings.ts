import { Schema } from "effect"

const Millis = Schema.NonNegative
const Seconds = Schema.NonNegative
const Count = Schema.NonNegativeInt

/**
 * How this TikTok behaves. Where TikTok's papers are silent or contradict themselves the standard value is the
 * stricter reading, and the other reading is a setting. Limits are those published in September to November 2026.
 */
export const Settings = Schema.Struct({
  /** Two hours since November 2026, 24 hours before. */
  accessTokenSeconds: Seconds,
  /** 180 days since November 2026, 365 days before. */
  refreshTokenSeconds: Seconds,
  /** `strict`: a refresh kills the refresh token it used. `lenient`: the same refresh token stays. */
  rotation: Schema.Literal("strict", "lenient"),
  /** Whether a refresh begins the refresh token's life again. Not documented. */
  refreshRestartsClock: Schema.Boolean,
  /** Whether a refresh also ends the access tokens issued before. Not documented. */
  refreshEndsAccessTokens: Schema.Boolean,
  codeSeconds: Seconds,
  /** Grants everything without showing the consent page. */
  autoConsent: Schema.Boolean,
  /** Who grants then; null is the first creator who has not granted yet. */
  autoConsentCreator: Schema.NullOr(Schema.String),
  /** Registered redirect addresses (`*` stands for any port); null accepts every address of a permitted form. */
  redirectUris: Schema.NullOr(Schema.Array(Schema.String)),
  /** Whether the consent page asks for a proof key. TikTok does so for apps on a person's own machine. */
  requirePkce: Schema.Boolean,
  /** HTTP status of OAuth errors. Not documented; integrators saw errors under 200. */
  oauthErrorStatus: Schema.Int,

  audited: Schema.Boolean,
  /** Creators that may post in 24 hours; null is no cap. Unaudited apps have 5. */
  activeCreatorsAudited: Schema.NullOr(Count),
  activeCreatorsUnaudited: Count,
  /** Direct posts of a creator in 24 hours, "typically around 15". */
  postsPerDay: Count,
  /** Drafts sent to a creator's inbox in 24 hours. */
  pendingShares: Count,

  windowMillis: Millis,
  creatorInfoPerWindow: Count,
  initPerWindow: Count,
  statusPerWindow: Count,
  displayPerWindow: Count,
  /** Whether the three init paths share one window. Not documented. */
  sharedInitWindow: Schema.Boolean,
  /** Whether a refused call counts in its window. Not documented. */
  refusedCallsCount: Schema.Boolean,
  /** Seconds in a `Retry-After` header of a 429; null sends none, as TikTok does. */
  retryAfterSeconds: Schema.NullOr(Seconds),

  /** The spelling live refusals use is the plural; the papers of Content Posting have the singular. */
  invalidParamCode: Schema.Literal("invalid_params", "invalid_param"),
  maxVideoBytes: Count,
  uploadUrlSeconds: Seconds,
  /** What becomes of an upload that was not finished in time. Not documented. */
  unfinishedUpload: Schema.Literal("stays", "fails"),
  /** Answer to a range that is stored already. Not documented. */
  rePutStatus: Schema.Literal(206, 404, 416),
  /** How long the status is behind the upload host. Not documented. */
  statusLagMillis: Millis,
  /** The number in an answer's `Content-Range`. Not documented. */
  contentRangeMeans: Schema.Literal("lastIndex", "count"),
  /** Whether an upload can be cancelled; TikTok promises that for downloads alone. */
  uploadsCancellable: Schema.Boolean,
  /** Seconds for which a publish id can be asked for; null is forever. */
  publishIdSeconds: Schema.NullOr(Seconds),

  processingMillis: Millis,
  moderationMillis: Millis,
  /** `late`: absent until public. `empty`: an empty list until public. `never`: absent forever. */
  postIds: Schema.Literal("late", "empty", "never"),
  /** How many times faster than in life views, likes and so on grow; at 1,000 two minutes show what a day and a half would. */
  metricsSpeed: Schema.Positive,

  webhookUrl: Schema.NullOr(Schema.String),
  webhookDelayMillis: Millis,
  /** How often each event is sent though it was received. */
  webhookCopies: Schema.Positive.pipe(Schema.int()),
  /** Holds every second event back until later ones have overtaken it. */
  webhookReorder: Schema.Boolean,
  /** Wait before the second attempt; it doubles each time. */
  webhookRetryMillis: Millis,
  webhookGiveUpSeconds: Seconds,
  /** Whether a retry carries a new time and signature. Not documented. */
  webhookSignsAgain: Schema.Boolean
})
export type Settings = typeof Settings.Type

export const SettingsPatch = Schema.partialWith(Settings, { exact: true })
export type SettingsPatch = typeof SettingsPatch.Type

export const standardSettings: Settings = {
  accessTokenSeconds: 7_200,
  refreshTokenSeconds: 15_552_000,
  rotation: "strict",
  refreshRestartsClock: false,
  refreshEndsAccessTokens: false,
  codeSeconds: 300,
  autoConsent: true,
  autoConsentCreator: null,
  redirectUris: null,
  requirePkce: true,
  oauthErrorStatus: 200,
  audited: true,
  activeCreatorsAudited: null,
  activeCreatorsUnaudited: 5,
  postsPerDay: 15,
  pendingShares: 5,
  windowMillis: 60_000,
  creatorInfoPerWindow: 20,
  initPerWindow: 6,
  statusPerWindow: 30,
  displayPerWindow: 600,
  sharedInitWindow: true,
  refusedCallsCount: true,
  retryAfterSeconds: null,
  invalidParamCode: "invalid_params",
  maxVideoBytes: 4_000_000_000,
  uploadUrlSeconds: 3_600,
  unfinishedUpload: "stays",
  rePutStatus: 416,
  statusLagMillis: 0,
  contentRangeMeans: "lastIndex",
  uploadsCancellable: false,
  publishIdSeconds: null,
  processingMillis: 1_000,
  moderationMillis: 1_500,
  postIds: "late",
  metricsSpeed: 1_000,
  webhookUrl: null,
  webhookDelayMillis: 0,
  webhookCopies: 1,
  webhookReorder: false,
  webhookRetryMillis: 1_000,
  webhookGiveUpSeconds: 259_200,
  webhookSignsAgain: false
}
