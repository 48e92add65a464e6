import { Schema } from "effect"
import { Script, ScriptSource } from "../asset/Script.ts"
import { Failure } from "../Failure.ts"
import { optional } from "../Field.ts"
import { AccountId, AssetId, OrgId } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { PresetChoice } from "../org/Preset.ts"
import { TimeZoneName } from "../planning/TimeZone.ts"
import { MOST_TOPIC_LENGTH, Notes } from "../Text.ts"
import { Content, Delivery, Gates, PostSettings, Privacy, Reviewed, settingWords } from "./Plan.ts"
import { TakeOption, TakeWish } from "./Takes.ts"

/** What can be chosen about the post itself. An absent field leaves what is there. */
export const SettingsChange = Schema.Struct({
  privacy: optional(Privacy, "Who can see the post. The creator's account must offer it."),
  allowComment: optional(Schema.Boolean, settingWords.allowComment),
  allowDuet: optional(Schema.Boolean, settingWords.allowDuet),
  allowStitch: optional(Schema.Boolean, settingWords.allowStitch),
  brandOrganic: optional(Schema.Boolean, settingWords.brandOrganic),
  brandContent: optional(Schema.Boolean, settingWords.brandContent)
}).annotations({ identifier: "PostSettingsChange" })
export type SettingsChange = typeof SettingsChange.Type

// What people ask for.
export const Create = Schema.TaggedStruct("Create", {
  orgId: OrgId,
  accountId: AccountId,
  topic: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(MOST_TOPIC_LENGTH)),
  language: Schema.NonEmptyTrimmedString,
  hashtags: Schema.Array(Schema.NonEmptyTrimmedString),
  notes: Schema.optional(Notes),
  script: Schema.NullOr(Script),
  preset: Schema.optional(PresetChoice),
  slot: Instant,
  timeZone: TimeZoneName,
  graceMillis: Schema.Int.pipe(Schema.nonNegative()),
  delivery: Delivery,
  settings: PostSettings,
  draft: Schema.Boolean
})
/**
 * `modelWrites`: whether a language model writes where nobody brought a script. The server says it, because a model can write about
 * a bare topic and the rules cannot. Absent from a server of the release before, which did not ask.
 */
export const Approve = Schema.TaggedStruct("Approve", { modelWrites: Schema.optional(Schema.Boolean) })
/** `seen` is the digest of what the person looked at: another video or caption is not released by it. */
export const Release = Schema.TaggedStruct("Release", {
  settings: SettingsChange,
  musicUsageConfirmed: Schema.Boolean,
  seen: Schema.optional(Schema.String)
})
export const Reject = Schema.TaggedStruct("Reject", { reason: Schema.String })
export const Reschedule = Schema.TaggedStruct("Reschedule", { slot: Instant, timeZone: TimeZoneName })
export const Lock = Schema.TaggedStruct("Lock", {})
export const Unlock = Schema.TaggedStruct("Unlock", {})
export const Cancel = Schema.TaggedStruct("Cancel", { reason: Schema.String })
export const Retry = Schema.TaggedStruct("Retry", {})
/** Lets pass what policy or likeness stopped, and sets the plan going again; the reason stands in the timeline. */
export const Allow = Schema.TaggedStruct("Allow", { reason: Schema.NonEmptyTrimmedString })
/**
 * The content as it becomes. `ifVersion` is the version that the person looked at: what others changed since is not written over.
 * `edits` is how often the plan had been changed when `content` was worked out from it. `was` is the script as the writer had written it, so that an undo
 * brings it back and nothing is bought again. `caption` is the whole text under the post, for a video that is finished.
 */
export const Edit = Schema.TaggedStruct("Edit", {
  content: Content,
  ifVersion: Schema.optional(Schema.Int),
  edits: Schema.Int,
  was: Schema.optional(Script),
  caption: Schema.optional(Schema.String),
  undo: Schema.optional(Schema.Boolean),
  /** The option of a take that was chosen. */
  take: Schema.optional(Schema.Struct({ number: Schema.Int, option: Schema.Int }))
})
/** `from` is the script as it stands. `options` are known where nothing has to be written: another picture. */
export const AskTake = Schema.TaggedStruct("AskTake", {
  wish: TakeWish,
  from: Schema.NullOr(Script),
  options: Schema.optional(Schema.Array(TakeOption))
})

// What the machinery reports. Facts: a lock does not undo them.
/** Which content of the plan it concerns: what a person changed meanwhile is not what was made. Absent from the release before. */
const ofRevision = { revision: Schema.optional(Schema.Int) }
export const StartGeneration = Schema.TaggedStruct("StartGeneration", {
  ...ofRevision,
  assetId: AssetId,
  gates: Gates
})
export const AttachAsset = Schema.TaggedStruct("AttachAsset", { ...ofRevision, assetId: AssetId, reviewed: Reviewed })
/** A take was written; its words change nothing until a person chooses them. */
export const AddTake = Schema.TaggedStruct("AddTake", {
  number: Schema.Int,
  options: Schema.Array(TakeOption),
  source: ScriptSource
})
/** There will be no such take; the plan goes on as it is. */
export const FailTake = Schema.TaggedStruct("FailTake", { number: Schema.Int, failure: Failure })
/** The moment of the video that a comment is about, and which video that is. Absent from the release before. */
const ofMoment = { atMillis: Schema.optional(Schema.Int), seen: Schema.optional(Schema.String) }
/** What a guest said by a review link, where nothing else of the plan follows from it. */
export const NoteReview = Schema.TaggedStruct("NoteReview", {
  kind: Schema.Literal("comment", "approve"),
  name: Schema.String,
  said: Schema.String,
  link: Schema.String,
  ...ofMoment
})
/**
 * What one of the org's own people says of the plan, at a moment of its video where `atMillis` is given. `seen` names the
 * video they looked at.
 */
export const Comment = Schema.TaggedStruct("Comment", {
  said: Schema.String,
  ...ofMoment
})
export const ReachSlot = Schema.TaggedStruct("ReachSlot", {})
export const MissDeadline = Schema.TaggedStruct("MissDeadline", { failure: Failure })
/** `late`: the job that opened it was given up meanwhile. */
export const NotePublication = Schema.TaggedStruct("NotePublication", {
  publishId: Schema.String,
  late: Schema.optional(Schema.Boolean)
})
export const ConfirmPublished = Schema.TaggedStruct("ConfirmPublished", { publishId: Schema.String })
export const ConfirmTracked = Schema.TaggedStruct("ConfirmTracked", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/** The creator posted the draft. Said again with the post's id once TikTok lists it. */
export const NoteDraftPosted = Schema.TaggedStruct("NoteDraftPosted", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/**
 * `unsure`: it cannot be known whether the step happened, so a person must look before anything is tried again. `approvedAt`:
 * under which approval the work was owed; a plan that was rejected since and approved again does not fail of it. Absent in what
 * its asset tells, and where a worker of the release before reports. `noneOpen`: TikTok holds no publication of the plan, so
 * it can be moved or released with other settings. `publishId`: it holds this one; the news of it may have been overtaken.
 */
export const ReportFailure = Schema.TaggedStruct("ReportFailure", {
  ...ofRevision,
  failure: Failure,
  unsure: Schema.Boolean,
  noneOpen: Schema.optional(Schema.Boolean),
  publishId: Schema.optional(Schema.String),
  approvedAt: Schema.optional(Instant)
})

export const PlanCommand = Schema.Union(
  Create,
  Approve,
  Release,
  Reject,
  Reschedule,
  Lock,
  Unlock,
  Cancel,
  Retry,
  Allow,
  Edit,
  AskTake,
  AddTake,
  FailTake,
  NoteReview,
  Comment,
  StartGeneration,
  AttachAsset,
  ReachSlot,
  MissDeadline,
  NotePublication,
  ConfirmPublished,
  ConfirmTracked,
  NoteDraftPosted,
  ReportFailure
)
export type PlanCommand = typeof PlanCommand.Type

/** The commands people may give, as the command line spells them. */
export const planAskable: Readonly<Record<string, string>> = {
  Create: "add",
  Approve: "approve",
  Release: "release",
  Reject: "reject",
  Reschedule: "reschedule",
  Lock: "lock",
  Unlock: "unlock",
  Cancel: "cancel",
  Retry: "retry",
  Allow: "allow",
  Edit: "edit",
  AskTake: "take"
}
