import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { AccountId, AssetId, By, OrgId, PlanId } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { keepLaterFields } from "../LaterFields.ts"
import { PresetChoice, SeriesPart } from "../org/Preset.ts"
import { Delivery, ReleaseConsent } from "../plan/Plan.ts"
import { MediaRef, Provenance, VideoFacts } from "./Media.ts"
import { Script } from "./Script.ts"

/** What the video is to be about. `script` are words a person brought; null lets the writer write. */
export const Brief = Schema.Struct({
  topic: Schema.NonEmptyTrimmedString,
  language: Schema.NonEmptyTrimmedString,
  hashtags: Schema.Array(Schema.NonEmptyTrimmedString),
  notes: Schema.optional(Schema.String),
  script: Schema.NullOr(Script),
  /** Shown on the call-to-action pill, without the `@`. */
  handle: Schema.NullOr(Schema.String),
  /** The slot: sooner slots are served first. */
  dueAt: Instant,
  /** How often it was turned down and begun again; each take asks for other words. Absent at the first. */
  take: Schema.optional(Schema.Int),
  /** Which content of the plan it is; a later one replaces an earlier one. */
  revision: Schema.optional(Schema.Int),
  /** The text under the post in a person's words. */
  caption: Schema.optional(Schema.String),
  /** The hashtags are a person's choice: the writer's own are left out. */
  hashtagsOnly: Schema.optional(Schema.Boolean),
  coverAtMillis: Schema.optional(Schema.Int),
  /** The version of a preset that it is made with, and its place in the preset's series. */
  preset: Schema.optional(PresetChoice),
  series: Schema.optional(SeriesPart),
  /** Why the version before was rejected. */
  because: Schema.optional(Schema.String)
})
export type Brief = typeof Brief.Type

/** Everything one finished video is made of. */
export const Made = Schema.Struct({
  script: Script,
  provenance: Schema.Array(Provenance),
  video: MediaRef,
  cover: MediaRef,
  facts: VideoFacts,
  caption: Schema.String,
  aiLabel: Schema.Boolean
})
export type Made = typeof Made.Type

/** The consent under which it is published, as the plan handed it over. */
export const PublishOrder = Schema.Struct({
  accountId: AccountId,
  delivery: Delivery,
  caption: Schema.String,
  aiLabel: Schema.Boolean,
  release: ReleaseConsent,
  /** For which hour it was ordered: the last moment to begin. Absent in what earlier releases stored. */
  until: Schema.optional(Instant)
})
export type PublishOrder = typeof PublishOrder.Type

/**
 * One publication opened at TikTok. Stored before the first byte is sent: anyone who takes over knows it. `uploadUrl` is
 * sealed, since anyone who has it can upload; it is valid until `expiresAt` (one hour, TikTok's media transfer guide,
 * September 2026).
 */
export const Publication = Schema.Struct({
  publishId: Schema.NonEmptyString,
  uploadUrl: Schema.String,
  openedAt: Instant,
  expiresAt: Instant,
  uploaded: Schema.Boolean
})
export type Publication = typeof Publication.Type

/** A publication that is known never to become a post. */
export const DeadPublication = Schema.Struct({ publishId: Schema.String, diedAt: Instant, failure: Failure })
export type DeadPublication = typeof DeadPublication.Type

const words = { script: Script, provenance: Schema.Array(Provenance) }

export const Pending = Schema.TaggedStruct("pending", {})
/** `held`: policy or likeness stopped it; it is checked again before anything is made of it, and never bought again. */
export const Scripted = Schema.TaggedStruct("scripted", { ...words, held: Schema.optional(Schema.Boolean) })
/** `voiceMillis` is 0 where no voice engine is there: the video is then silent with captions. */
export const Voiced = Schema.TaggedStruct("voiced", { ...words, voiceMillis: Schema.Int })
export const Rendered = Schema.TaggedStruct("rendered", {
  ...words,
  video: MediaRef,
  cover: MediaRef,
  facts: VideoFacts
})
export const Generated = Schema.TaggedStruct("generated", { made: Made })
export const Publishing = Schema.TaggedStruct("publishing", {
  made: Made,
  order: PublishOrder,
  publication: Schema.NullOr(Publication),
  dead: Schema.Array(DeadPublication),
  /** A job that was given up may have had a publication opened of which nobody heard; TikTok counts it. */
  unheard: Schema.optional(Schema.Boolean)
})
const posted = { made: Made, order: PublishOrder, publication: Publication, dead: Schema.Array(DeadPublication) }
export const Published = Schema.TaggedStruct("published", posted)
export const Tracked = Schema.TaggedStruct("tracked", {
  ...posted,
  postId: Schema.NullOr(Schema.String),
  /** When the creator posted the draft; absent while it lies in the inbox, and for posts that never were drafts. */
  draftPostedAt: Schema.optional(Instant)
})

export const AssetResumable = Schema.Union(Pending, Scripted, Voiced, Rendered, Publishing, Published)
export type AssetResumable = typeof AssetResumable.Type

export const Failed = Schema.TaggedStruct("failed", {
  failure: Failure,
  unsure: Schema.Boolean,
  resume: AssetResumable
})
export const Discarded = Schema.TaggedStruct("discarded", { by: By })

export const AssetStatus = Schema.Union(
  Pending,
  Scripted,
  Voiced,
  Rendered,
  Generated,
  Publishing,
  Published,
  Tracked,
  Failed,
  Discarded
)
export type AssetStatus = typeof AssetStatus.Type

/** What is made for one plan, and the publication of it. */
export const Asset = Schema.Struct({
  id: AssetId,
  planId: PlanId,
  orgId: OrgId,
  accountId: AccountId,
  brief: Brief,
  createdAt: Instant,
  status: AssetStatus
}).annotations(keepLaterFields)
export type Asset = typeof Asset.Type

/** Counted from 0. */
export const takeOf = ({ brief }: Asset): number => brief.take ?? 0
