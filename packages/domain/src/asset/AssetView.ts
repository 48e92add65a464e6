import { Schema } from "effect"
import { type Action, action } from "../Action.ts"
import { seenDigest } from "../Digest.ts"
import { Failure } from "../Failure.ts"
import { field, optional } from "../Field.ts"
import { AccountId, AssetId, OrgId, PlanId } from "../Ids.ts"
import { type Instant, iso } from "../Instant.ts"
import { WaitingFor, type Who } from "../WaitingFor.ts"
import type { Asset } from "./Asset.ts"
import { workingOf } from "./AssetEvolve.ts"
import { MediaRef, Provenance, VideoFacts } from "./Media.ts"
import { Script } from "./Script.ts"

/** An asset as every way in shows it. */
export const AssetView = Schema.Struct({
  id: field(AssetId, "The asset."),
  planId: field(PlanId, "The plan it is made for."),
  orgId: field(OrgId, "The org it belongs to."),
  accountId: field(AccountId, "The TikTok account it is posted to."),
  status: field(Schema.String, "Where it stands, such as `scripted` or `rendered`."),
  script: field(Schema.NullOr(Script), "Its words; null until they are written."),
  provenance: field(Schema.Array(Provenance), "What made each part of it."),
  video: field(Schema.NullOr(MediaRef), "The video file; null until it is rendered."),
  cover: field(Schema.NullOr(MediaRef), "The cover file; null until it is rendered."),
  facts: field(Schema.NullOr(VideoFacts), "Length and size of the video; null until it is rendered."),
  caption: field(Schema.NullOr(Schema.String), "The text under the post; null until the script is written."),
  aiLabel: field(Schema.NullOr(Schema.Boolean), "Whether the post carries the AI label; null until it is known."),
  digest: optional(
    Schema.NullOr(Schema.String),
    "Names video, cover, caption and label as they stand; a release can name it as `seen`. Null until the video is finished."
  ),
  publishId: field(Schema.NullOr(Schema.String), "TikTok's id of the publication; null until TikTok opened it."),
  deadPublishIds: field(Schema.Array(Schema.String), "Publications that were opened and never became a post."),
  postId: field(Schema.NullOr(Schema.String), "TikTok's id of the post; null until it is listed."),
  failure: field(Schema.NullOr(Failure), "Why it stopped; null while it goes on."),
  waitingFor: field(Schema.NullOr(WaitingFor), "Why nothing happens right now; null at its end."),
  createdAt: field(Schema.String, "When it was begun."),
  since: field(Schema.String, "Since when it stands where it stands."),
  version: field(Schema.Number, "Counts its changes.")
}).annotations({ identifier: "Asset" })
export type AssetView = typeof AssetView.Type

type Waits = Pick<WaitingFor, "what" | "who" | "action">

const waits = (what: string, who: Who, next: Action | null = null): Waits => ({ what, who, action: next })

const waitsFor = ({ planId, status }: Asset): Waits | null => {
  switch (status._tag) {
    case "pending":
      return waits("its script to be written", "system")
    case "scripted":
      return waits(status.held === true ? "its script to be checked again" : "its lines to be spoken", "system")
    case "voiced":
      return waits("its video to be rendered", "system")
    case "rendered":
      return waits("its files to be checked", "system")
    case "generated":
      return waits("its plan to be released and to reach its slot", "approver", action("plan.release", { id: planId }))
    case "publishing":
      return status.publication === null
        ? waits("TikTok to open the publication", "system")
        : status.publication.uploaded
        ? waits("TikTok to process the video", "tiktok")
        : waits("the upload to finish", "system")
    case "published":
      return waits("TikTok to list the post", "tiktok")
    case "failed":
      return waits(`a retry: ${status.failure.message}`, "editor", action("plan.retry", { id: planId }))
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
  const waiting = waitsFor(asset)
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
    digest: "caption" in made ? seenDigest(made) : null,
    publishId: publication?.publishId ?? null,
    deadPublishIds: "dead" in facts ? facts.dead.map((dead) => dead.publishId) : [],
    postId: status._tag === "tracked" ? status.postId : null,
    failure: status._tag === "failed" ? status.failure : null,
    waitingFor: waiting === null ? null : { ...waiting, since: iso(since), until: null },
    createdAt: iso(asset.createdAt),
    since: iso(since),
    version
  }
}
