import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { type Instant, iso } from "../Instant.ts"
import { WaitingFor } from "../WaitingFor.ts"
import type { Asset, AssetStatus } from "./Asset.ts"
import { workingOf } from "./AssetEvolve.ts"
import { MediaRef, Provenance, VideoFacts } from "./Media.ts"
import { Script } from "./Script.ts"

/** An asset as every way in shows it. */
export const AssetView = Schema.Struct({
  id: Schema.String,
  planId: Schema.String,
  orgId: Schema.String,
  accountId: Schema.String,
  status: Schema.String,
  script: Schema.NullOr(Script),
  provenance: Schema.Array(Provenance),
  video: Schema.NullOr(MediaRef),
  cover: Schema.NullOr(MediaRef),
  facts: Schema.NullOr(VideoFacts),
  caption: Schema.NullOr(Schema.String),
  aiLabel: Schema.NullOr(Schema.Boolean),
  publishId: Schema.NullOr(Schema.String),
  deadPublishIds: Schema.Array(Schema.String),
  postId: Schema.NullOr(Schema.String),
  failure: Schema.NullOr(Failure),
  waitingFor: Schema.NullOr(WaitingFor),
  createdAt: Schema.String,
  since: Schema.String,
  version: Schema.Number
})
export type AssetView = typeof AssetView.Type

const waitsFor = (status: AssetStatus): { readonly what: string; readonly who: string } | null => {
  switch (status._tag) {
    case "pending":
      return { what: "its script to be written", who: "the system" }
    case "scripted":
      return {
        what: status.held === true ? "its script to be checked again" : "its lines to be spoken",
        who: "the system"
      }
    case "voiced":
      return { what: "its video to be rendered", who: "the system" }
    case "rendered":
      return { what: "its files to be checked", who: "the system" }
    case "generated":
      return { what: "its plan to be released and to reach its slot", who: "an approver" }
    case "publishing":
      return status.publication === null
        ? { what: "TikTok to open the publication", who: "the system" }
        : status.publication.uploaded
        ? { what: "TikTok to process the video", who: "TikTok" }
        : { what: "the upload to finish", who: "the system" }
    case "published":
      return { what: "TikTok to list the post", who: "TikTok" }
    case "failed":
      return { what: `a retry: ${status.failure.message}`, who: "a person" }
    case "tracked":
    case "discarded":
      return null
  }
}

export const assetView = (asset: Asset, version: number, since: Instant): AssetView => {
  const { status } = asset
  const facts = workingOf(status)
  const made = "made" in facts ? facts.made : facts
  const publication = "publication" in facts ? facts.publication : null
  const waits = waitsFor(status)
  return {
    id: asset.id,
    planId: asset.planId,
    orgId: asset.orgId,
    accountId: asset.accountId,
    status: status._tag,
    script: "script" in made ? made.script : null,
    provenance: "provenance" in made ? made.provenance : [],
    video: "video" in made ? made.video : null,
    cover: "cover" in made ? made.cover : null,
    facts: "facts" in made ? made.facts : null,
    caption: "caption" in made ? made.caption : null,
    aiLabel: "aiLabel" in made ? made.aiLabel : null,
    publishId: publication?.publishId ?? null,
    deadPublishIds: "dead" in facts ? facts.dead.map((dead) => dead.publishId) : [],
    postId: status._tag === "tracked" ? status.postId : null,
    failure: status._tag === "failed" ? status.failure : null,
    waitingFor: waits === null ? null : { ...waits, since: iso(since), until: null },
    createdAt: iso(asset.createdAt),
    since: iso(since),
    version
  }
}
