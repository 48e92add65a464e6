import { Schema } from "effect"
import { Failure } from "../Failure.ts"
import { type Instant, iso } from "../Instant.ts"
import { WaitingFor } from "../WaitingFor.ts"
import { Delivery, type Plan, PostSettings, Privacy } from "./Plan.ts"
import { resumableOf } from "./PlanEvolve.ts"
import { planWaitingFor } from "./PlanWaiting.ts"

/** A plan as every way in shows it. The field names are part of the outside contract. */
export const PlanView = Schema.Struct({
  id: Schema.String,
  orgId: Schema.String,
  accountId: Schema.String,
  topic: Schema.String,
  language: Schema.String,
  hashtags: Schema.Array(Schema.String),
  /** Only where one plan is shown: notes can be long. */
  notes: Schema.optional(Schema.String),
  status: Schema.String,
  locked: Schema.Boolean,
  approved: Schema.Boolean,
  slot: Schema.String,
  timeZone: Schema.String,
  assetId: Schema.NullOr(Schema.String),
  publishId: Schema.NullOr(Schema.String),
  postId: Schema.NullOr(Schema.String),
  failure: Schema.NullOr(Failure),
  waitingFor: Schema.NullOr(WaitingFor),
  delivery: Delivery,
  privacy: Schema.NullOr(Privacy),
  settings: PostSettings,
  assetSha256: Schema.NullOr(Schema.String),
  caption: Schema.NullOr(Schema.String),
  aiLabel: Schema.NullOr(Schema.Boolean),
  createdAt: Schema.String,
  since: Schema.String,
  version: Schema.Number
})
export type PlanView = typeof PlanView.Type

export const planView = (plan: Plan, version: number, since: Instant): PlanView => {
  const { status } = plan
  // Facts are kept while a plan stands still, so they are read from where it would go on.
  const facts = status._tag === "tracked" ? status : resumableOf(status)
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
    publishId: facts !== null && "publishId" in facts ? facts.publishId : null,
    postId: status._tag === "tracked" ? status.postId : null,
    failure: stopped ? status.failure : null,
    waitingFor: planWaitingFor(plan, since),
    delivery: plan.delivery,
    privacy: plan.settings.privacy,
    settings: plan.settings,
    assetSha256: facts !== null && "release" in facts ? facts.release.sha256 : null,
    caption: facts !== null && "reviewed" in facts ? facts.reviewed.caption : null,
    aiLabel: facts !== null && "reviewed" in facts ? facts.reviewed.aiLabel : null,
    createdAt: iso(plan.createdAt),
    since: iso(since),
    version
  }
}
