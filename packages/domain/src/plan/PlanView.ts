import { Schema } from "effect"
import { seenDigest } from "../Digest.ts"
import { Failure } from "../Failure.ts"
import { field, optional } from "../Field.ts"
import { AccountId, AssetId, OrgId, PlanId } from "../Ids.ts"
import { type Instant, iso } from "../Instant.ts"
import { PresetChoice } from "../org/Preset.ts"
import { WaitingFor } from "../WaitingFor.ts"
import { Delivery, type LastEdit, type Plan, PostSettings, Privacy } from "./Plan.ts"
import { resumableOf } from "./PlanEvolve.ts"
import { planWaitingFor } from "./PlanWaiting.ts"

/** A plan as every way in shows it. The field names are part of the outside contract. */
export const PlanView = Schema.Struct({
  id: field(PlanId, "The plan."),
  orgId: field(OrgId, "The org it belongs to."),
  accountId: field(AccountId, "The TikTok account it posts to."),
  topic: field(Schema.String, "What the video is about."),
  language: field(Schema.String, "The language of the video as a BCP 47 tag."),
  hashtags: field(Schema.Array(Schema.String), "Hashtags for the caption, without `#`."),
  notes: optional(Schema.String, "What a person noted down for the script; only where one plan is shown."),
  status: field(Schema.String, "Where it stands, such as `scheduled` or `in_review`."),
  locked: field(Schema.Boolean, "True while nothing of it may be changed or published."),
  approved: field(Schema.Boolean, "Whether its idea is approved."),
  slot: field(Schema.String, "The earliest time to post, as an ISO instant in UTC."),
  timeZone: field(Schema.String, "The IANA time zone in which the slot was chosen."),
  assetId: field(Schema.NullOr(AssetId), "What is made for it; null until work has begun."),
  publishId: field(Schema.NullOr(Schema.String), "TikTok's id of the publication; null until TikTok opened it."),
  postId: field(Schema.NullOr(Schema.String), "TikTok's id of the post; null until it is listed."),
  draftPostedAt: optional(
    Schema.String,
    "When the creator posted the draft; absent while it waits in the inbox, and for direct posts."
  ),
  failure: field(Schema.NullOr(Failure), "Why it stopped; null while it goes on."),
  waitingFor: field(Schema.NullOr(WaitingFor), "Why nothing happens right now; null at its end."),
  delivery: field(Delivery, "How the video reaches TikTok: as a post, or as a draft in the inbox of the app."),
  privacy: field(Schema.NullOr(Privacy), "Who may see the post; null until a person chose."),
  settings: field(PostSettings, "Settings of the post."),
  assetSha256: field(Schema.NullOr(Schema.String), "SHA-256 of the released video; null until it is released."),
  caption: field(Schema.NullOr(Schema.String), "The text under the post; null until the video is finished."),
  aiLabel: field(
    Schema.NullOr(Schema.Boolean),
    "Whether the post carries the AI label; null until the video is finished."
  ),
  digest: optional(
    Schema.NullOr(Schema.String),
    "Names video, cover, caption and label as they stand; a release can name it as `seen`. Null until the video is finished."
  ),
  warnings: optional(
    Schema.Array(Schema.String),
    "What you may want to know as things stand; only in the answer to a command that approved or moved it."
  ),
  fits: optional(
    Schema.Struct({
      feasible: field(Schema.Boolean, "Whether the slot can be met."),
      nearest: field(Schema.NullOr(Schema.String), "The nearest slot that can be met; null when this one can.")
    }),
    "Whether its new slot can be met; only in the answer to a dry run that would move it."
  ),
  ownCaption: optional(
    Schema.String,
    "The text under the post as a person wrote it; absent where the script's is taken."
  ),
  preset: optional(
    PresetChoice,
    "The version of a preset that it is made with; absent where it has none. `writes` and `makes` name what of it words and pictures follow from."
  ),
  coverAtMillis: optional(Schema.Number, "The moment that a person chose for the cover; absent where nobody did."),
  lastEdit: optional(
    Schema.Struct({
      by: field(Schema.String, "Who did it, such as `key:<name>`."),
      at: field(Schema.String, "When, as an ISO instant."),
      version: field(Schema.Number, "The plan's version after it."),
      fields: field(Schema.Array(Schema.String), "What it changed, such as `topic` or `script`.")
    }),
    "The last time a person changed its content; absent where nobody did."
  ),
  createdAt: field(Schema.String, "When it was added."),
  since: field(Schema.String, "Since when it stands where it stands."),
  version: field(Schema.Number, "Counts its changes.")
}).annotations({ identifier: "Plan" })
export type PlanView = typeof PlanView.Type

const lastEdit = ({ at, by, fields, version }: LastEdit) => ({ by, at: iso(at), version, fields })

export const planView = (plan: Plan, version: number, since: Instant): PlanView => {
  const { status } = plan
  // Facts are kept while a plan stands still, so they are read from where it would go on.
  const facts = status._tag === "tracked" ? status : resumableOf(status)
  // A plan that was ended names what TikTok may still hold of it.
  const ended = (status._tag === "cancelled" || status._tag === "rejected") && status.ordered?.publishId || null
  const stopped = status._tag === "failed" || status._tag === "needs_attention"
  return {
    id: plan.id,
    orgId: plan.orgId,
    accountId: plan.accountId,
    topic: plan.topic,
    language: plan.language,
    hashtags: plan.hashtags,
    status: status._tag,
    locked: plan.locked,
    approved: facts !== null && "approval" in facts,
    slot: iso(plan.slot),
    timeZone: plan.timeZone,
    assetId: facts !== null && "assetId" in facts ? facts.assetId : null,
    publishId: facts !== null && "publishId" in facts ? facts.publishId : ended,
    postId: status._tag === "tracked" ? status.postId : null,
    ...(status._tag === "tracked" && status.draftPostedAt !== undefined
      ? { draftPostedAt: iso(status.draftPostedAt) }
      : {}),
    failure: stopped ? status.failure : null,
    waitingFor: planWaitingFor(plan, since),
    delivery: plan.delivery,
    privacy: plan.settings.privacy,
    settings: plan.settings,
    assetSha256: facts !== null && "release" in facts ? facts.release.sha256 : null,
    caption: facts !== null && "reviewed" in facts ? facts.reviewed.caption : null,
    aiLabel: facts !== null && "reviewed" in facts ? facts.reviewed.aiLabel : null,
    digest: facts !== null && "reviewed" in facts ? seenDigest(facts.reviewed) : null,
    ...(plan.caption === undefined ? {} : { ownCaption: plan.caption }),
    ...(plan.preset === undefined ? {} : { preset: plan.preset }),
    ...(plan.coverAtMillis === undefined ? {} : { coverAtMillis: plan.coverAtMillis }),
    ...(plan.lastEdit === undefined ? {} : { lastEdit: lastEdit(plan.lastEdit) }),
    createdAt: iso(plan.createdAt),
    since: iso(since),
    version
  }
}
