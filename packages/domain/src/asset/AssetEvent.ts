import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { By } from "../Ids.ts"
import { Asset, Brief, Publication, PublishOrder } from "./Asset.ts"
import { MediaRef, Provenance, VideoFacts } from "./Media.ts"
import { Script } from "./Script.ts"

export const AssetStarted = Schema.TaggedStruct("AssetStarted", { asset: Asset })
/** The plan asked again for what is under way. */
export const AskedAgain = Schema.TaggedStruct("AskedAgain", {})
export const AssetRestarted = Schema.TaggedStruct("AssetRestarted", { brief: Brief })
/** A person changed what it is made of: it is made again, of what can be kept. */
export const AssetRevised = Schema.TaggedStruct("AssetRevised", { brief: Brief })
export const AssetResumed = Schema.TaggedStruct("AssetResumed", {})
/** The plan asked again for what is finished: it is offered to it once more. */
export const AssetOffered = Schema.TaggedStruct("AssetOffered", {})
export const ScriptWritten = Schema.TaggedStruct("ScriptWritten", { script: Script, provenance: Provenance })
export const ScriptHeld = Schema.TaggedStruct("ScriptHeld", {
  script: Script,
  provenance: Provenance,
  failure: Failure
})
export const VoiceMade = Schema.TaggedStruct("VoiceMade", {
  voiceMillis: Schema.Int,
  provenance: Schema.Array(Provenance)
})
export const VideoRendered = Schema.TaggedStruct("VideoRendered", {
  video: MediaRef,
  cover: MediaRef,
  facts: VideoFacts,
  provenance: Schema.Array(Provenance)
})
export const AssetGenerated = Schema.TaggedStruct("AssetGenerated", { caption: Schema.String, aiLabel: Schema.Boolean })
export const PublishOrdered = Schema.TaggedStruct("PublishOrdered", { order: PublishOrder })
/** `late`: the job that opened it was given up meanwhile, so nothing goes on with the upload by itself. */
export const PublicationOpened = Schema.TaggedStruct("PublicationOpened", {
  publication: Publication,
  late: Schema.optional(Schema.Boolean)
})
export const UploadFinished = Schema.TaggedStruct("UploadFinished", { publishId: Schema.String })
export const PublicationDied = Schema.TaggedStruct("PublicationDied", {
  publishId: Schema.String,
  failure: Failure,
  again: Schema.Boolean
})
export const AssetPublished = Schema.TaggedStruct("AssetPublished", { publishId: Schema.String })
export const AssetTracked = Schema.TaggedStruct("AssetTracked", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
/** `postId` is null until TikTok lists the post. */
export const DraftPosted = Schema.TaggedStruct("DraftPosted", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String)
})
export const PostHidden = Schema.TaggedStruct("PostHidden", {
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String),
  reason: Schema.String
})
export const AssetFailed = Schema.TaggedStruct("AssetFailed", {
  failure: Failure,
  unsure: Schema.Boolean,
  unheard: Schema.optional(Schema.Boolean)
})
export const AssetDiscarded = Schema.TaggedStruct("AssetDiscarded", { by: By })

export const AssetEvent = Schema.Union(
  AssetStarted,
  AskedAgain,
  AssetRestarted,
  AssetRevised,
  AssetResumed,
  AssetOffered,
  ScriptWritten,
  ScriptHeld,
  VoiceMade,
  VideoRendered,
  AssetGenerated,
  PublishOrdered,
  PublicationOpened,
  UploadFinished,
  PublicationDied,
  AssetPublished,
  AssetTracked,
  DraftPosted,
  PostHidden,
  AssetFailed,
  AssetDiscarded
)
export type AssetEvent = typeof AssetEvent.Type
