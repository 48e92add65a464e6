import { Schema } from "effect"
import { MediaRef, Sha256, VideoFacts } from "../asset/Media.ts"
import { Script } from "../asset/Script.ts"
import { Failure } from "../Failure.ts"
import { field } from "../Field.ts"
import { AccountId, AssetId, By, OrgId, PlanId } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { keepLaterFields } from "../LaterFields.ts"
import { PresetChoice } from "../org/Preset.ts"
import { TimeZoneName } from "../planning/TimeZone.ts"
import { MOST_TOPIC_LENGTH } from "../Text.ts"
import { Take } from "./Takes.ts"

/** TikTok's privacy levels, spelled as on the wire. */
export const Privacy = Schema.Literal(
  "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "FOLLOWER_OF_CREATOR",
  "SELF_ONLY"
)
export type Privacy = typeof Privacy.Type

/** `direct` posts to the profile; `inbox` sends a draft that the creator finishes in the app. */
export const Delivery = Schema.Literal("direct", "inbox")
export type Delivery = typeof Delivery.Type

/** What each setting of a post means, in what is stored as in what is asked for. */
export const settingWords = {
  allowComment: "Whether viewers may comment.",
  allowDuet: "Whether viewers may make a duet with it.",
  allowStitch: "Whether viewers may stitch it.",
  brandOrganic: "Whether it promotes your own business; TikTok labels it as promotional content.",
  brandContent: "Whether it promotes a third party for pay; TikTok labels it as a paid partnership."
} as const

/**
 * What a person consents to besides the video. `privacy` has no default: it stays null until a person picks one. The
 * three permissions are off until a person turns each on, as TikTok's content sharing guidelines (September 2026) ask.
 */
export const PostSettings = Schema.Struct({
  privacy: field(Schema.NullOr(Privacy), "Who can see the post; null until somebody has chosen."),
  allowComment: field(Schema.Boolean, settingWords.allowComment),
  allowDuet: field(Schema.Boolean, settingWords.allowDuet),
  allowStitch: field(Schema.Boolean, settingWords.allowStitch),
  brandOrganic: field(Schema.Boolean, settingWords.brandOrganic),
  brandContent: field(Schema.Boolean, settingWords.brandContent)
}).annotations({ identifier: "PostSettings" })
export type PostSettings = typeof PostSettings.Type

export const noConsentYet: PostSettings = {
  privacy: null,
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  brandOrganic: false,
  brandContent: false
}

/** Consent to the idea: from here on the plan may cost money. `edits` is how often people had changed the plan by then. */
export const Approval = Schema.Struct({ by: By, at: Instant, edits: Schema.optional(Schema.Int) })
export type Approval = typeof Approval.Type

/** The finished video as a reviewer sees it. `caption` is the final text under the post, hashtags included. */
export const Reviewed = Schema.Struct({
  video: MediaRef,
  cover: MediaRef,
  facts: VideoFacts,
  caption: Schema.String,
  aiLabel: Schema.Boolean
})
export type Reviewed = typeof Reviewed.Type

/**
 * Consent to the finished post. `digest` is the SHA-256 over video, cover, caption and settings: what was released is
 * what is posted, byte for byte, or nothing is. So it travels whole, also through a release that knows fewer settings.
 */
export const ReleaseConsent = Schema.Struct({
  by: By,
  at: Instant,
  sha256: Sha256,
  settings: PostSettings,
  digest: Schema.String,
  musicUsageConfirmed: Schema.Boolean
}).annotations(keepLaterFields)
export type ReleaseConsent = typeof ReleaseConsent.Type

const approval = Approval
const assetId = AssetId
const release = ReleaseConsent

export const Draft = Schema.TaggedStruct("draft", {})
export const Scheduled = Schema.TaggedStruct("scheduled", {})
export const Approved = Schema.TaggedStruct("approved", { approval })
/** `gates` is the org's policy as it stood when the work began: "plan" lets the approval release the video as well. */
export const Gates = Schema.Literal("both", "plan")
export type Gates = typeof Gates.Type
export const Generating = Schema.TaggedStruct("generating", { approval, assetId, gates: Gates })
export const InReview = Schema.TaggedStruct("in_review", { approval, assetId, reviewed: Reviewed })
/** It went on after a stop, so it may hold a reservation that is never spent, and its asset may have stopped since. */
const resumed = Schema.optional(Schema.Literal(true))
export const AssetsGenerated = Schema.TaggedStruct("assets_generated", {
  approval,
  assetId,
  reviewed: Reviewed,
  release,
  /** Its asset was told to publish before, and no publication is known to have come of it. */
  ordered: Schema.optional(Schema.Boolean),
  resumed
})
export const Publishing = Schema.TaggedStruct("publishing", {
  approval,
  assetId,
  reviewed: Reviewed,
  release,
  /** Known as soon as TikTok opened the publication. */
  publishId: Schema.NullOr(Schema.String),
  resumed
})
export const Published = Schema.TaggedStruct("published", {
  approval,
  assetId,
  reviewed: Reviewed,
  release,
  publishId: Schema.String,
  resumed
})
/** The end of the road. `postId` is null where TikTok gives none: drafts in the inbox and posts that are not public. */
export const Tracked = Schema.TaggedStruct("tracked", {
  approval,
  assetId,
  reviewed: Reviewed,
  release,
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String),
  /** When the creator posted the draft; absent while it lies in the inbox, and for posts that never were drafts. */
  draftPostedAt: Schema.optional(Instant)
})

/** What an approver let pass, item by item, and why. Anything else is refused as before. */
export const Allowance = Schema.Struct({
  by: By,
  at: Instant,
  reason: Schema.String,
  about: Schema.Array(Schema.String)
})
export type Allowance = typeof Allowance.Type

/** Where work can stand still and go on from. */
export const Resumable = Schema.Union(Scheduled, Approved, Generating, InReview, AssetsGenerated, Publishing, Published)
export type Resumable = typeof Resumable.Type

/**
 * What was ordered to be posted when a person ended the plan. TikTok may have opened a publication of which the plan had not heard:
 * then the news finds here what it belongs to.
 */
const ordered = Schema.optional(Publishing)
export const Rejected = Schema.TaggedStruct("rejected", { by: By, reason: Schema.String, ordered })
export const Cancelled = Schema.TaggedStruct("cancelled", { by: By, reason: Schema.String, ordered })
/** The machinery gave up. `resume` is where `plan retry` goes on. */
export const Failed = Schema.TaggedStruct("failed", { failure: Failure, resume: Resumable })
/** The machinery cannot know or may not decide: a person must. */
export const NeedsAttention = Schema.TaggedStruct("needs_attention", { failure: Failure, resume: Resumable })

export const PlanStatus = Schema.Union(
  Draft,
  Scheduled,
  Approved,
  Generating,
  InReview,
  AssetsGenerated,
  Publishing,
  Published,
  Tracked,
  Rejected,
  Cancelled,
  Failed,
  NeedsAttention
)
export type PlanStatus = typeof PlanStatus.Type
export type PlanStatusName = PlanStatus["_tag"]

/** What people can change about a plan; its slot aside. */
const content = {
  topic: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(MOST_TOPIC_LENGTH)),
  language: Schema.NonEmptyTrimmedString,
  hashtags: Schema.Array(Schema.NonEmptyTrimmedString),
  /** True once a person chose the hashtags: the writer's own are then left out. */
  hashtagsOnly: Schema.optional(Schema.Boolean),
  /** What the video is to say, in points or as the text of an article. The writer without a model writes from nothing else. */
  notes: Schema.optional(Schema.String),
  /** The text under the post in a person's words, without hashtags; absent takes the script's. */
  caption: Schema.optional(Schema.String),
  /** Words a person brought along or corrected; null lets the writer write. */
  script: Schema.NullOr(Script),
  /** The moment of the video that is its cover; absent takes the end of the hook. */
  coverAtMillis: Schema.optional(Schema.Int.pipe(Schema.nonNegative())),
  /** The version of a preset that it is made with: a later version of the preset changes nothing here. */
  preset: Schema.optional(PresetChoice),
  delivery: Delivery,
  settings: PostSettings
}
export const Content = Schema.Struct(content)
export type Content = typeof Content.Type

/** The last time a person changed the plan's content. */
export const LastEdit = Schema.Struct({
  by: By,
  at: Instant,
  /** The version of the plan that it made. */
  version: Schema.Int,
  fields: Schema.Array(Schema.String),
  /** What an undo brings back. */
  before: Content
})
export type LastEdit = typeof LastEdit.Type

/**
 * One slot in the calendar. `slot` is the earliest instant at which it may be published; `timeZone` the IANA zone in
 * which a person chose it. Past `slot + graceMillis` no publishing begins without a person: a post at the wrong hour is
 * worse than a late question. What had begun by then is finished as soon as TikTok allows.
 */
export const Plan = Schema.Struct({
  id: PlanId,
  orgId: OrgId,
  accountId: AccountId,
  ...content,
  slot: Instant,
  timeZone: TimeZoneName,
  graceMillis: Schema.Int.pipe(Schema.nonNegative()),
  /** When a person last asked for the post itself (release, retry, allow); a new slot ends it. */
  wantedAt: Schema.optional(Instant),
  locked: Schema.Boolean,
  /** How often people changed its content. */
  edits: Schema.optional(Schema.Int),
  /** Which content its asset has to be made of: counts the changes that concern the asset. */
  revision: Schema.optional(Schema.Int),
  lastEdit: Schema.optional(LastEdit),
  /** Other takes of its script that people asked for, the latest last. */
  takes: Schema.optional(Schema.Array(Take)),
  /** Why its last version was rejected: the next one is written with it in mind. */
  turnedDown: Schema.optional(Schema.String),
  /** Absent in what earlier releases stored. */
  allowances: Schema.optionalWith(Schema.Array(Allowance), { default: () => [] }),
  createdAt: Instant,
  status: PlanStatus
}).annotations(keepLaterFields)
export type Plan = typeof Plan.Type

export const editsOf = ({ edits }: Pick<Plan, "edits">): number => edits ?? 0
export const revisionOf = ({ revision }: { readonly revision?: number | undefined }): number => revision ?? 0

/** The last moment at which publishing may begin: the grace counts from the slot, or from a person's later word. */
export const lastStart = ({ graceMillis, slot, wantedAt }: Pick<Plan, "graceMillis" | "slot" | "wantedAt">): Instant =>
  Math.max(slot, wantedAt ?? slot) + graceMillis

/** Two hours: long enough for a render queue on a bad day, short enough that "tonight at eight" stays tonight. */
export const DEFAULT_GRACE_MILLIS = 2 * 3_600_000
