import { Schema } from "effect"
import { OrgId, PlanId } from "../../Ids.ts"
import { Position } from "../../Text.ts"
import { follow, noun } from "../Call.ts"
import { field, maybeOrg, optional } from "../Fields.ts"
import { everyone } from "../Role.ts"
import { TimelineRow } from "./plan.ts"

/** An event of the feed. */
export const FeedItem = Schema.Struct({
  ...TimelineRow.fields,
  orgId: field(OrgId, "The org it belongs to."),
  planId: field(Schema.NullOr(PlanId), "The plan it belongs to; null for events of accounts and orgs."),
  actorId: field(Schema.String, "The plan, asset, account or org it happened to.")
}).annotations({ identifier: "Event" })
export type FeedItem = typeof FeedItem.Type

export const eventCalls = noun(
  "The feed of everything that happens in an org.",
  follow("events.follow", {
    roles: everyone,
    summary: "Follow the events of an org or of one plan",
    description:
      "Over HTTP this is a stream of server-sent events. It never ends by itself; reconnect with the last position you saw.",
    payload: {
      orgId: maybeOrg,
      planId: optional(PlanId, "Only events of this plan and its asset."),
      since: optional(
        Position,
        "A position of the feed: later events are sent first, then new ones as they happen. `0` is the beginning. Leave it out to see only new events."
      )
    },
    success: FeedItem
  })
)
