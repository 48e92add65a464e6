import { Schema } from "effect"
import { ScriptSource } from "../asset/Script.ts"
import { Failure } from "../Failure.ts"
import { AssetId, By } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { Content, Gates, LastEdit, Plan, ReleaseConsent, Resumable, Reviewed } from "./Plan.ts"
import { Take, TakeOption } from "./Takes.ts"

export const PlanCreated = Schema.TaggedStruct("PlanCreated", { plan: Plan })
export const PlanScheduled = Schema.TaggedStruct("PlanScheduled", {})
export const PlanApproved = Schema.TaggedStruct("PlanApproved", { by: By })
/** `late`: the plan had stopped, and the work that starts it may have been given up or called off meanwhile. */
export const GenerationStarted = Schema.TaggedStruct("GenerationStarted", {
  assetId: AssetId,
  gates: Gates,
  late: Schema.optional(Schema.Literal(true))
})
/** `release` is set where the org merged the gates and the approval carries through. */
export const AssetAttached = Schema.TaggedStruct("AssetAttached", {
  assetId: AssetId,
  reviewed: Reviewed,
  release: Schema.NullOr(ReleaseConsent)
})
export const PlanReleased = Schema.TaggedStruct("PlanReleased", { release: ReleaseConsent })
export const PlanRejected = Schema.TaggedStruct("PlanRejected", { by: By, reason: Schema.String })
export const PlanRescheduled = Schema.TaggedStruct("PlanRescheduled", {
  slot: Instant,
  timeZone: Schema.String,
  earlier: Instant
})
export const PlanLockedEvent = Schema.TaggedStruct("PlanLocked", { by: By })
export const PlanUnlocked = Schema.TaggedStruct("PlanUnlocked", { by: By })
export const PlanCancelled = Schema.TaggedStruct("PlanCancelled", { by: By, reason: Schema.String })
export const PlanRetried = Schema.TaggedStruct("PlanRetried", { by: By, resume: Resumable })
/** `about` names what was let pass, as the failure named it. */
export const PlanAllowed = Schema.TaggedStruct("PlanAllowed", {
  by: By,
  reason: Schema.String,
  about: Schema.Array(Schema.String),
  resume: Resumable
})
/** `caption` is the whole text under a finished video as it becomes; `reason` says in words what was changed. */
export const PlanEdited = Schema.TaggedStruct("PlanEdited", {
  edit: LastEdit,
  content: Content,
  caption: Schema.optional(Schema.String),
  undo: Schema.optional(Schema.Boolean),
  reason: Schema.String
})
/** `reason` says in words what was asked for. */
export const TakeAsked = Schema.TaggedStruct("TakeAsked", { take: Take, reason: Schema.String })
export const TakeWritten = Schema.TaggedStruct("TakeWritten", {
  number: Schema.Int,
  options: Schema.Array(TakeOption),
  source: ScriptSource,
  reason: Schema.String
})
export const TakeFailed = Schema.TaggedStruct("TakeFailed", { number: Schema.Int, failure: Failure })
/** The moment of the video that a comment is about, and the digest of what was looked at. */
const ofMoment = { atMillis: Schema.optional(Schema.Int), seen: Schema.optional(Schema.String) }
/** `reason` is what the guest wrote; `link` is the review link that proves who was asked. */
export const GuestAnswered = Schema.TaggedStruct("GuestAnswered", {
  kind: Schema.Literal("comment", "approve"),
  name: Schema.String,
  link: Schema.String,
  reason: Schema.String,
  ...ofMoment
})
/** `reason` is what a person of the org said. */
export const PlanCommented = Schema.TaggedStruct("PlanCommented", { by: By, reason: Schema.String, ...ofMoment })
export const PublishStarted = Schema.TaggedStruct("PublishStarted", {})
export const PublicationNoted = Schema.TaggedStruct("PublicationNoted", { publishId: Schema.String })
export const PlanPublished = Schema.TaggedStruct("PlanPublished", { publishId: Schema.String })
export const PlanTracked = Schema.TaggedStruct("PlanTracked", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/** `noneOpen`: TikTok holds no publication of the plan. `publishId`: it holds this one. Both are absent where that is not known. */
const stopped = {
  failure: Failure,
  noneOpen: Schema.optional(Schema.Boolean),
  publishId: Schema.optional(Schema.String)
}
/** The creator posted the draft from the inbox; `postId` is null until TikTok lists it. */
export const DraftPosted = Schema.TaggedStruct("DraftPosted", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
export const PlanFailed = Schema.TaggedStruct("PlanFailed", stopped)
export const AttentionNeeded = Schema.TaggedStruct("AttentionNeeded", stopped)

export const PlanEvent = Schema.Union(
  PlanCreated,
  PlanScheduled,
  PlanApproved,
  GenerationStarted,
  AssetAttached,
  PlanReleased,
  PlanRejected,
  PlanRescheduled,
  PlanLockedEvent,
  PlanUnlocked,
  PlanCancelled,
  PlanRetried,
  PlanAllowed,
  PlanEdited,
  TakeAsked,
  TakeWritten,
  TakeFailed,
  GuestAnswered,
  PlanCommented,
  PublishStarted,
  PublicationNoted,
  PlanPublished,
  PlanTracked,
  DraftPosted,
  PlanFailed,
  AttentionNeeded
)
export type PlanEvent = typeof PlanEvent.Type
