import { Schema } from "effect"
import { PlanId } from "../../Ids.ts"
import { noun, read } from "../Call.ts"
import { field, IsoInstant, ofOrg } from "../Fields.ts"
import { everyone } from "../Role.ts"

const figure = (what: string) =>
  field(Schema.NullOr(Schema.Number), `${what}; null where TikTok did not say, never zero in its place.`)

const figures = {
  views: figure("Views"),
  likes: figure("Likes"),
  comments: figure("Comments"),
  shares: figure("Shares")
}

/** One reading of a post. */
export const Metrics = Schema.Struct({
  planId: field(PlanId, "The plan that was posted."),
  postId: field(Schema.String, "TikTok's id of the post."),
  at: field(IsoInstant, "When TikTok was asked."),
  ...figures,
  since: field(
    Schema.NullOr(Schema.Struct({ at: field(IsoInstant, "When the reading before was taken."), ...figures })),
    "What was added since the reading before; null for the first one."
  ),
  problem: field(
    Schema.NullOr(Schema.String),
    "Set when TikTok's answer could not be read; the answer is kept and there are no figures."
  )
}).annotations({ identifier: "Metrics" })
export type Metrics = typeof Metrics.Type

export const metricsCalls = noun(
  "Metrics of posts: views, likes, comments and shares over time.",
  read("metrics.plan", {
    roles: everyone,
    summary: "List the readings of one post",
    payload: { id: field(PlanId, "The plan that was posted.") },
    success: Schema.Array(Metrics)
  }),
  read("metrics.org", {
    roles: everyone,
    summary: "List the latest reading of every post of an org",
    payload: { orgId: ofOrg },
    success: Schema.Array(Metrics)
  })
)
