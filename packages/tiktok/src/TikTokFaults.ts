import { hours, minutes } from "@callsheet/domain/Instant"

/**
 * What a fault asks of the caller:
 *
 * - `retry`: theirs and passing; the same call again after a growing delay.
 * - `wait`: a rate window is full; the same call again once it has emptied.
 * - `reauth`: the token, its consent or its scopes; refresh once where that helps, else the owner connects again.
 * - `suspend`: the account moves nothing until `holdMillis` have passed, then goes on by itself.
 * - `refuse`: this request is wrong and stays wrong.
 * - `askPerson`: only a person can decide; nothing is tried again before.
 * - `appWide`: the app's own registration or allowance; it is no account's fault.
 */
export type FaultKind = "retry" | "wait" | "reauth" | "suspend" | "refuse" | "askPerson" | "appWide"

export interface Fault {
  readonly kind: FaultKind
  /** The name of the failure, the same in every place where it is shown. */
  readonly tag: string
  readonly message: string
  readonly remedy: string
  /** What has to stand still meanwhile. */
  readonly stops: "call" | "plan" | "account" | "app"
  /** How long it stands still. Absent: until a person acts, or the caller's own back-off. */
  readonly holdMillis?: number
  /** TikTok's own words add something here. Elsewhere they are one generic sentence for many codes. */
  readonly quotes?: true
}

/** TikTok counts posts over a rolling day and tells nobody when it ends: from now, a whole day. */
const ROLLING_DAY = hours(24)

/** One sliding minute (rate limit page, 2026-08-04). */
const RATE_WINDOW = minutes(1)

const badRequest: Fault = {
  kind: "refuse",
  tag: "TikTokRequestInvalid",
  message: "TikTok refused the request as invalid.",
  remedy:
    "Look at the post's settings: callsheet plan show ID. Change them: callsheet plan release ID --privacy LEVEL. If they are right, report this with its log id.",
  stops: "plan",
  quotes: true
}

const appConfiguration: Fault = {
  kind: "appWide",
  tag: "TikTokAppMisconfigured",
  message: "TikTok does not accept this app's credentials or its registration.",
  remedy:
    "Check CALLSHEET_TIKTOK_CLIENT_KEY and CALLSHEET_TIKTOK_CLIENT_SECRET, and the app's redirect address and scopes in TikTok's developer portal.",
  stops: "app",
  quotes: true
}

const connectAccount = "callsheet account connect --org ORG"
const connectAgain = "Connect the account again: callsheet account connect --org ORG"

const serverFault: Fault = {
  kind: "retry",
  tag: "TikTokUnavailable",
  message: "TikTok cannot answer right now.",
  remedy: "Nothing to do: it is tried again with growing pauses.",
  stops: "call"
}

const mediaFault = (tag: string, what: string): Fault => ({
  kind: "refuse",
  tag,
  message: `TikTok refused the video: ${what}.`,
  remedy:
    "Have another video made: callsheet plan reject ID --reason WHY, then callsheet plan retry ID and callsheet plan approve ID",
  stops: "plan"
})

/** Any name that begins with `spam_risk` and is not in the table: unknown, so it is taken as seriously as the known ones. */
const unknownSpamRisk: Fault = {
  kind: "askPerson",
  tag: "SpamRisk",
  message: "TikTok judged this account or post to be a spam risk.",
  remedy: `Open the TikTok app and settle its notices for this account. Then let it post again: ${connectAccount}`,
  stops: "account"
}

const unknownFault: Fault = {
  kind: "askPerson",
  tag: "TikTokRefused",
  message: "TikTok refused with a reason this version does not know.",
  remedy: "Look at the account in the TikTok app; report the code and its log id; then callsheet plan retry ID",
  stops: "plan",
  quotes: true
}

/**
 * The only place that says what a name from TikTok means: codes of the v2 envelope, errors of OAuth, and the
 * `fail_reason` of a post (their names do not collide). Decisions rest on these names alone; TikTok's messages are often
 * the same sentence for many of them. Sources: pages of the Content Posting, Display and OAuth references as of November
 * 2026; holds are ours where TikTok names no time.
 */
export const faults: { readonly [code: string]: Fault } = {
  // Requests.
  invalid_param: badRequest,
  invalid_params: badRequest,
  invalid_file_upload: mediaFault("FileNotAccepted", "the file does not meet its specification"),
  app_version_check_failed: {
    kind: "askPerson",
    tag: "TikTokAppTooOld",
    message: "The creator's TikTok app is too old to take the draft.",
    remedy: "Update the TikTok app to version 31.8 or newer, then: callsheet plan retry ID",
    stops: "plan"
  },
  invalid_publish_id: {
    kind: "askPerson",
    tag: "PublicationUnknown",
    message: "TikTok does not know this publication, or no longer does.",
    remedy:
      "Look in the TikTok app whether the video is there. If it is: callsheet plan cancel ID. If not, ask TikTok once more: callsheet plan retry ID",
    stops: "plan"
  },
  token_not_authorized_for_specified_publish_id: {
    kind: "askPerson",
    tag: "PublicationOfAnotherAccount",
    message: "This publication belongs to another TikTok account or app.",
    remedy: "Check that the account was not reconnected as someone else: callsheet account show ACC",
    stops: "plan"
  },
  publish_not_cancellable: {
    kind: "refuse",
    tag: "PublicationFinal",
    message: "TikTok has finished this publication; it can no longer be cancelled.",
    remedy: "Delete the post in the TikTok app if it must go.",
    stops: "call"
  },

  // Tokens and scopes.
  access_token_invalid: {
    kind: "reauth",
    tag: "TokenInvalid",
    message: "TikTok no longer accepts the account's access token.",
    remedy: `It is refreshed once by itself. If that does not help: ${connectAgain}`,
    stops: "account"
  },
  scope_not_authorized: {
    kind: "reauth",
    tag: "ScopeMissing",
    message: "The account did not grant a permission this needs.",
    remedy: `${connectAgain}, and leave every permission switched on.`,
    stops: "account"
  },
  scope_permission_missed: {
    kind: "reauth",
    tag: "ScopeMissing",
    message: "The account did not grant a permission this needs.",
    remedy: `${connectAgain}, and leave every permission switched on.`,
    stops: "account"
  },
  auth_removed: {
    kind: "reauth",
    tag: "AccessRemoved",
    message: "The creator removed this app's access while the post was under way.",
    remedy: connectAgain,
    stops: "account"
  },

  // Limits and standing.
  rate_limit_exceeded: {
    kind: "wait",
    tag: "TikTokRateLimited",
    message: "TikTok's rate limit for this call is used up.",
    remedy: "Nothing to do: it goes on when the window has emptied.",
    stops: "account",
    holdMillis: RATE_WINDOW
  },
  spam_risk_too_many_posts: {
    kind: "suspend",
    tag: "DailyPostCapReached",
    message: "TikTok's daily number of posts for this creator is used up.",
    remedy: "Nothing to do: the account goes on a day after the refusal. Plan fewer posts a day to avoid it.",
    stops: "account",
    holdMillis: ROLLING_DAY
  },
  spam_risk_too_many_pending_share: {
    kind: "suspend",
    tag: "TooManyPendingDrafts",
    message: "Too many drafts wait in the creator's TikTok inbox (five in any day).",
    remedy: "Finish or discard the drafts in the TikTok app; the account goes on after a day at the latest.",
    stops: "account",
    holdMillis: ROLLING_DAY
  },
  spam_risk_user_banned_from_posting: {
    kind: "askPerson",
    tag: "CreatorBanned",
    message: "TikTok has banned this creator from posting.",
    remedy:
      `Settle the ban with TikTok in the app: no new consent lifts it. Then let the account post again: ${connectAccount}`,
    stops: "account"
  },
  spam_risk: unknownSpamRisk,
  spam_risk_text: {
    kind: "askPerson",
    tag: "CaptionJudgedRisky",
    message: "TikTok judged the caption to be risky.",
    remedy: "Plan it again with another caption and hashtags, and drop this one: callsheet plan cancel ID",
    stops: "plan"
  },
  reached_active_user_cap: {
    kind: "appWide",
    tag: "AppCreatorCapReached",
    message: "This app has served as many creators today as TikTok allows it.",
    remedy: "Creators who already posted today go on; others wait. Pass TikTok's audit to raise the number.",
    stops: "app",
    holdMillis: hours(1)
  },
  unaudited_client_can_only_post_to_private_accounts: {
    kind: "askPerson",
    tag: "AppNotAudited",
    message: "Until TikTok has audited this app it may only post privately, to a private account.",
    remedy:
      "Set the TikTok account to private, then: callsheet plan release ID --privacy SELF_ONLY. Or pass TikTok's audit, then: callsheet plan retry ID",
    stops: "plan"
  },
  url_ownership_unverified: {
    kind: "appWide",
    tag: "DomainNotVerified",
    message: "TikTok does not know the media's domain to be ours.",
    remedy: "Verify the domain in TikTok's developer portal.",
    stops: "app"
  },
  privacy_level_option_mismatch: {
    kind: "askPerson",
    tag: "PrivacyNotOffered",
    message: "The creator's account does not offer the chosen privacy level.",
    remedy: "Choose one that it offers: callsheet plan release ID --privacy LEVEL",
    stops: "plan"
  },

  // Theirs.
  internal_error: serverFault,
  internal: {
    kind: "retry",
    tag: "TikTokProcessingFailed",
    message: "TikTok failed while processing the video, by its own fault.",
    remedy: "Nothing to do: it is sent again as a new publication.",
    stops: "plan"
  },
  server_error: serverFault,
  temporarily_unavailable: serverFault,

  // Why a post failed, besides the names above.
  file_format_check_failed: mediaFault("VideoFormatRefused", "its format is not accepted"),
  duration_check_failed: mediaFault("VideoDurationRefused", "its length is not accepted for this creator"),
  frame_rate_check_failed: mediaFault("VideoFrameRateRefused", "its frame rate is not accepted"),
  picture_size_check_failed: mediaFault("PictureSizeRefused", "its picture size is not accepted"),
  video_pull_failed: {
    kind: "retry",
    tag: "TikTokPullFailed",
    message: "TikTok could not fetch the media.",
    remedy: "Nothing to do: it is sent again as a new publication.",
    stops: "plan"
  },
  photo_pull_failed: {
    kind: "retry",
    tag: "TikTokPullFailed",
    message: "TikTok could not fetch the media.",
    remedy: "Nothing to do: it is sent again as a new publication.",
    stops: "plan"
  },
  publish_cancelled: {
    kind: "refuse",
    tag: "PublicationCancelled",
    message: "The publication was cancelled.",
    remedy: "Send it again if that was not meant: callsheet plan retry ID",
    stops: "plan"
  },

  // OAuth.
  access_denied: {
    kind: "reauth",
    tag: "AccessDenied",
    message: "Access was not granted on TikTok's page.",
    remedy: connectAgain,
    stops: "account"
  },
  invalid_grant: {
    kind: "reauth",
    tag: "GrantInvalid",
    message: "TikTok does not accept the sign-in any more: it expired, was revoked or was used already.",
    remedy: connectAgain,
    stops: "account"
  },
  // TikTok's own example answers a wrong redirect address with this, though its list files that under `invalid_grant`.
  invalid_request: {
    kind: "reauth",
    tag: "SignInRequestInvalid",
    message: "TikTok refused the sign-in request.",
    remedy:
      `Check that the callback address is registered with TikTok exactly as CALLSHEET_PUBLIC_URL gives it. ${connectAgain}`,
    stops: "account",
    quotes: true
  },
  invalid_client: appConfiguration,
  invalid_scope: appConfiguration,
  unauthorized_client: appConfiguration,
  unsupported_grant_type: appConfiguration,
  unsupported_response_type: appConfiguration
}

export const isKnownCode = (code: string): boolean => Object.hasOwn(faults, code)

/** Whole names only: a test for the beginning `spam_risk` before the table would swallow the specific ones. */
export const faultOf = (code: string): Fault =>
  isKnownCode(code)
    ? faults[code] ?? unknownFault
    : code.startsWith("spam_risk")
    ? unknownSpamRisk
    : unknownFault
