import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { AccountId, OrgId } from "../Ids.ts"
import { Brief, Publication, PublishOrder } from "./Asset.ts"
import { MediaRef, Provenance, VideoFacts } from "./Media.ts"
import { Script } from "./Script.ts"

// Told by the plan.
export const Start = Schema.TaggedStruct("Start", { orgId: OrgId, accountId: AccountId, brief: Brief })
export const Publish = Schema.TaggedStruct("Publish", { order: PublishOrder })
/** `before`: only what was begun for earlier content of the plan than this. */
export const Discard = Schema.TaggedStruct("Discard", { before: Schema.optional(Schema.Int) })

/**
 * Of which take of the asset a job reports: what became of a take that was turned down may arrive when the next one is under
 * way. Absent where a worker of the release before reports.
 */
const ofTake = { take: Schema.optional(Schema.Int) }

// Reported by its jobs.
export const WriteDown = Schema.TaggedStruct("WriteDown", { ...ofTake, script: Script, provenance: Provenance })
/** The script is kept, but nothing is made of it before a person has decided. */
export const HoldScript = Schema.TaggedStruct("HoldScript", {
  ...ofTake,
  script: Script,
  provenance: Provenance,
  failure: Failure
})
export const AddVoice = Schema.TaggedStruct("AddVoice", {
  ...ofTake,
  voiceMillis: Schema.Int,
  provenance: Schema.Array(Provenance)
})
export const AddVideo = Schema.TaggedStruct("AddVideo", {
  ...ofTake,
  video: MediaRef,
  cover: MediaRef,
  facts: VideoFacts,
  provenance: Schema.Array(Provenance)
})
export const Finish = Schema.TaggedStruct("Finish", {
  ...ofTake,
  caption: Schema.String,
  aiLabel: Schema.Boolean
})
export const OpenPublication = Schema.TaggedStruct("OpenPublication", { publication: Publication })
export const FinishUpload = Schema.TaggedStruct("FinishUpload", { publishId: Schema.String })
/** TikTok says, or the clock proves, that this publication never becomes a post. `again`: another one may be opened. */
export const BuryPublication = Schema.TaggedStruct("BuryPublication", {
  publishId: Schema.String,
  failure: Failure,
  again: Schema.Boolean
})
export const ConfirmPublished = Schema.TaggedStruct("ConfirmPublished", { publishId: Schema.String })
export const ConfirmTracked = Schema.TaggedStruct("ConfirmTracked", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/** TikTok says that the creator posted the draft. `postId` follows when TikTok lists the post. */
export const NoteDraftPosted = Schema.TaggedStruct("NoteDraftPosted", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/** TikTok says that the post is no longer in view: taken down, or its account turned private. */
export const NoteHidden = Schema.TaggedStruct("NoteHidden", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/**
 * `unsure`: nobody can tell whether the step happened. `work` is the kind of job that was given up: a worker that stood still
 * may give up what another one has done since. `unheard`: TikTok may have opened a publication for it, though its answer was
 * lost. Both are absent where a worker of the release before reports.
 */
export const ReportFailure = Schema.TaggedStruct("ReportFailure", {
  ...ofTake,
  work: Schema.optional(Schema.String),
  unheard: Schema.optional(Schema.Boolean),
  failure: Failure,
  unsure: Schema.Boolean
})

export const AssetCommand = Schema.Union(
  Start,
  Publish,
  Discard,
  WriteDown,
  HoldScript,
  AddVoice,
  AddVideo,
  Finish,
  OpenPublication,
  FinishUpload,
  BuryPublication,
  ConfirmPublished,
  ConfirmTracked,
  NoteDraftPosted,
  NoteHidden,
  ReportFailure
)
export type AssetCommand = typeof AssetCommand.Type

/** No person commands an asset directly: they command its plan. */
export const assetAskable: Readonly<Record<string, string>> = {}
