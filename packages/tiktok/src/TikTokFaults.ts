import { hours, minutes } from "@callsheet/domain/Instant"
import { afterwards, makeAgain, step, type Steps } from "@callsheet/domain/Remedy"

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
export type TikTokFaultKind = "retry" | "wait" | "reauth" | "suspend" | "refuse" | "askPerson" | "appWide"

export interface TikTokFault {
  readonly kind: TikTokFaultKind
  /** The name of the failure, the same in every place where it is shown. */
  readonly tag: string
  readonly message: string
  /** Their calls lack what a table cannot know: the plan, the account, the org. */
  readonly steps: Steps
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

const badRequest: TikTokFault = {
  kind: "refuse",
  tag: "TikTokRequestInvalid",
  message: "TikTok refused the request as invalid.",
  steps: [
    step("Look at the settings of the post", "plan.show"),
    step("Change them", "plan.release"),
    step("If they are right, report this with its log id")
  ],
  stops: "plan",
  quotes: true
}

const appConfiguration: TikTokFault = {
  kind: "appWide",
  tag: "TikTokAppMisconfigured",
  message: "TikTok does not accept this app's credentials or its registration.",
  steps: [
    step(
      "Check CALLSHEET_TIKTOK_CLIENT_KEY and CALLSHEET_TIKTOK_CLIENT_SECRET, and the app's redirect address and scopes in TikTok's developer portal."
    )
  ],
  stops: "app",
  quotes: true
}

const connect = (text = "Connect the account again"): Steps => [step(text, "account.connect")]

const serverFault: TikTokFault = {
  kind: "retry",
  tag: "TikTokUnavailable",
  message: "TikTok cannot answer right now.",
  steps: [step("Nothing to do: it is tried again with growing pauses.")],
  stops: "call"
}

const mediaFault = (tag: string, what: string): TikTokFault => ({
  kind: "refuse",
  tag,
  message: `TikTok refused the video: ${what}.`,
  steps: makeAgain("Have another video made: reject this one"),
  stops: "plan"
})

/** Any name that begins with `spam_risk` and is not in the table: unknown, so it is taken as seriously as the known ones. */
const unknownSpamRisk: TikTokFault = {
  kind: "askPerson",
  tag: "SpamRisk",
  message: "TikTok judged this account or post to be a spam risk.",
  steps: connect("Settle TikTok's notices for this account in its app, then let it post again"),
  stops: "account"
}

const unknownFault: TikTokFault = {
  kind: "askPerson",
  tag: "TikTokRefused",
  message: "TikTok refused with a reason this version does not know.",
  steps: [
    step("Look at the account in the TikTok app and report the code with its log id, then try again", "plan.retry")
  ],
  stops: "plan",
  quotes: true
}

/**
 * The only place that says what a name from TikTok means: codes of the v2 envelope, errors of OAuth, and the
 * `fail_reason` of a post (their names do not collide). Decisions rest on these names alone; TikTok's messages are often
 * the same sentence for many of them. Sources: pages of the Content Posting, Display and OAuth references as of November
 * 2026; holds are ours where TikTok names no time.
 */
export const faults: { readonly [code: string]: TikTokFault } = {
  // Requests.
  invalid_param: badRequest,
  invalid_params: badRequest,
  invalid_file_upload: mediaFault("FileNotAccepted", "the file does not meet its specification"),
  app_version_check_failed: {
    kind: "askPerson",
    tag: "TikTokAppTooOld",
    message: "The creator's TikTok app is too old to take the draft.",
    steps: [step("Update the TikTok app to version 31.8 or newer, then try again", "plan.retry")],
    stops: "plan"
  },
  invalid_publish_id: {
    kind: "askPerson",
    tag: "PublicationUnknown",
    message: "TikTok does not know this publication, or no longer does.",
    steps: [
      step("Look in the TikTok app whether the video is there. If it is, end the plan", "plan.cancel"),
      step("If it is not, ask TikTok once more", "plan.retry")
    ],
    stops: "plan"
  },
  token_not_authorized_for_specified_publish_id: {
    kind: "askPerson",
    tag: "PublicationOfAnotherAccount",
    message: "This publication belongs to another TikTok account or app.",
    steps: [
      step("Look whether the account was connected as someone else", "account.show"),
      afterwards("and connect the right one again", "account.connect"),
      afterwards("then try again", "plan.retry"),
      step("Or drop it", "plan.cancel")
    ],
    stops: "plan"
  },
  publish_not_cancellable: {
    kind: "refuse",
    tag: "PublicationFinal",
    message: "TikTok has finished this publication; it can no longer be cancelled.",
    steps: [step("Delete the post in the TikTok app if it must go.")],
    stops: "call"
  },

  // Tokens and scopes.
  access_token_invalid: {
    kind: "reauth",
    tag: "TokenInvalid",
    message: "TikTok no longer accepts the account's access token.",
    steps: connect("It is refreshed once by itself. If that does not help, connect the account again"),
    stops: "account"
  },
  scope_not_authorized: {
    kind: "reauth",
    tag: "ScopeMissing",
    message: "The account did not grant a permission this needs.",
    steps: connect("Connect the account again and leave every permission switched on"),
    stops: "account"
  },
  scope_permission_missed: {
    kind: "reauth",
    tag: "ScopeMissing",
    message: "The account did not grant a permission this needs.",
    steps: connect("Connect the account again and leave every permission switched on"),
    stops: "account"
  },
  auth_removed: {
    kind: "reauth",
    tag: "AccessRemoved",
    message: "The creator removed this app's access while the post was under way.",
    steps: connect(),
    stops: "account"
  },

  // Limits and standing.
  rate_limit_exceeded: {
    kind: "wait",
    tag: "TikTokRateLimited",
    message: "TikTok's rate limit for this call is used up.",
    steps: [step("Nothing to do: it goes on when the window has emptied.")],
    stops: "account",
    holdMillis: RATE_WINDOW
  },
  spam_risk_too_many_posts: {
    kind: "suspend",
    tag: "DailyPostCapReached",
    message: "TikTok's daily number of posts for this creator is used up.",
    steps: [step("Nothing to do: the account goes on a day after the refusal. Plan fewer posts a day to avoid it.")],
    stops: "account",
    holdMillis: ROLLING_DAY
  },
  spam_risk_too_many_pending_share: {
    kind: "suspend",
    tag: "TooManyPendingDrafts",
    message: "Too many drafts wait in the creator's TikTok inbox (five in any day).",
    steps: [step("Finish or discard the drafts in the TikTok app; the account goes on after a day at the latest.")],
    stops: "account",
    holdMillis: ROLLING_DAY
  },
  spam_risk_user_banned_from_posting: {
    kind: "askPerson",
    tag: "CreatorBanned",
    message: "TikTok has banned this creator from posting.",
    steps: connect("Settle the ban with TikTok in its app: no new consent lifts it. Then let the account post again"),
    stops: "account"
  },
  spam_risk: unknownSpamRisk,
  spam_risk_text: {
    kind: "askPerson",
    tag: "CaptionJudgedRisky",
    message: "TikTok judged the caption to be risky.",
    steps: [
      step("Change its caption and hashtags", "plan.edit", {}, ["caption", "hashtags"]),
      afterwards("then go on", "plan.retry"),
      step("Or drop it", "plan.cancel")
    ],
    stops: "plan"
  },
  reached_active_user_cap: {
    kind: "appWide",
    tag: "AppCreatorCapReached",
    message: "This app has served as many creators today as TikTok allows it.",
    steps: [step("Creators who already posted today go on; others wait. Pass TikTok's audit to raise the number.")],
    stops: "app",
    holdMillis: hours(1)
  },
  unaudited_client_can_only_post_to_private_accounts: {
    kind: "askPerson",
    tag: "AppNotAudited",
    message: "Until TikTok has audited this app it may only post privately, to a private account.",
    steps: [
      step("Set the TikTok account to private, then release the video for its creator alone", "plan.release", {
        settings: { privacy: "SELF_ONLY" }
      }),
      step("Or pass TikTok's audit, then post it", "plan.retry")
    ],
    stops: "plan"
  },
  url_ownership_unverified: {
    kind: "appWide",
    tag: "DomainNotVerified",
    message: "TikTok does not know the media's domain to be ours.",
    steps: [step("Verify the domain in TikTok's developer portal.")],
    stops: "app"
  },
  privacy_level_option_mismatch: {
    kind: "askPerson",
    tag: "PrivacyNotOffered",
    message: "The creator's account does not offer the chosen privacy level.",
    steps: [step("Choose one that it offers; nothing is made again", "plan.release")],
    stops: "plan"
  },

  // Theirs.
  internal_error: serverFault,
  internal: {
    kind: "retry",
    tag: "TikTokProcessingFailed",
    message: "TikTok failed while processing the video, by its own fault.",
    steps: [step("Nothing to do: it is sent again as a new publication.")],
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
    steps: [step("Nothing to do: it is sent again as a new publication.")],
    stops: "plan"
  },
  photo_pull_failed: {
    kind: "retry",
    tag: "TikTokPullFailed",
    message: "TikTok could not fetch the media.",
    steps: [step("Nothing to do: it is sent again as a new publication.")],
    stops: "plan"
  },
  publish_cancelled: {
    kind: "refuse",
    tag: "PublicationCancelled",
    message: "The publication was cancelled.",
    steps: [step("Send it again if that was not meant", "plan.retry"), step("Or drop it", "plan.cancel")],
    stops: "plan"
  },

  // OAuth.
  access_denied: {
    kind: "reauth",
    tag: "AccessDenied",
    message: "Access was not granted on TikTok's page.",
    steps: connect(),
    stops: "account"
  },
  invalid_grant: {
    kind: "reauth",
    tag: "GrantInvalid",
    message: "TikTok does not accept the sign-in any more: it expired, was revoked or was used already.",
    steps: connect(),
    stops: "account"
  },
  // TikTok's own example answers a wrong redirect address with this, though its list files that under `invalid_grant`.
  invalid_request: {
    kind: "reauth",
    tag: "SignInRequestInvalid",
    message: "TikTok refused the sign-in request.",
    steps: connect(
      "Check that the callback address is registered with TikTok exactly as CALLSHEET_PUBLIC_URL gives it, then connect the account again"
    ),
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
export const faultOf = (code: string): TikTokFault =>
  isKnownCode(code)
    ? faults[code] ?? unknownFault
    : code.startsWith("spam_risk")
    ? unknownSpamRisk
    : unknownFault
