import { Schema } from "effect"
import { Failure } from "../../Failure.ts"
import { AccountId, PlanId } from "../../Ids.ts"
import { PausedView } from "../../Paused.ts"
import { SettingsChange } from "../../plan/PlanCommand.ts"
import { PlanView } from "../../plan/PlanView.ts"
import { TimeZoneName } from "../../planning/TimeZone.ts"
import { line, list, Reason } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, ofOrg, optional, When } from "../Fields.ts"
import { everyone, staff } from "../Role.ts"
import { PlanChange } from "./planEdit.ts"

/** The most plans that one call moves; what is left takes another call. */
export const MOST_AT_ONCE = 500

export const BulkMove = Schema.Literal("approve", "release", "reject", "reschedule", "retry", "cancel", "edit")
export type BulkMove = typeof BulkMove.Type

/** A plan of a bulk call, with what is said of it alone. */
export const BulkItem = Schema.Struct({
  id: field(PlanId, "The plan."),
  seen: optional(line(64), "For `release`: the `digest` of what you looked at."),
  settings: optional(SettingsChange, "For `release`: settings of this post."),
  ifVersion: optional(
    Schema.Int.pipe(Schema.between(0, 2_147_483_647)),
    "For `edit`: the version you looked at; without it, the version at the time of the call."
  )
}).annotations({ identifier: "BulkItem" })
export type BulkItem = typeof BulkItem.Type

export const BulkFilter = Schema.Struct({
  status: optional(list(line(40), 20), "Only plans in one of these statuses."),
  accountId: optional(AccountId, "Only plans of this account."),
  from: optional(When, "Only plans from this moment on: an ISO instant or a date."),
  to: optional(When, "Only plans before this moment: an ISO instant or a date.")
}).annotations({ identifier: "BulkFilter" })

const BulkResult = Schema.Struct({
  id: field(PlanId, "The plan."),
  done: field(Schema.Boolean, "Whether it was done; after a dry run, whether it would be."),
  plan: field(
    Schema.NullOr(PlanView),
    "The plan as it is now, or after a dry run as it would be; null where it was refused."
  ),
  failure: field(Schema.NullOr(Failure), "Why it was refused, and what helps; null where it was done.")
}).annotations({ identifier: "BulkResult" })

const BulkAnswer = Schema.Struct({
  matched: field(Schema.Number, "How many plans the call was about."),
  done: field(Schema.Number, "How many were moved; after a dry run, how many would be."),
  refused: field(Schema.Number, "How many were refused."),
  more: field(Schema.Boolean, "Whether the filter fits more plans than one call moves: call again."),
  results: field(Schema.Array(BulkResult), "Plan by plan, by slot.")
}).annotations({ identifier: "BulkAnswer" })

const Now = Schema.Struct({
  at: field(IsoInstant, "When this picture was taken."),
  counts: field(Schema.Record({ key: Schema.String, value: Schema.Number }), "How many plans are in each status."),
  running: field(Schema.Array(PlanView), "What is being made, posted or followed, at most 50."),
  next: field(Schema.Array(PlanView), "What is released and waits for its slot, soonest first, at most 20."),
  late: field(Schema.Array(PlanView), "What did not happen at its time and asks a person, at most 100."),
  needs: field(
    Schema.Array(Schema.Struct({
      who: field(Schema.String, "Who can move these on, such as `approver`."),
      plans: field(Schema.Array(PlanView), "The plans, soonest slot first.")
    })),
    "What waits for a person, by who it is, at most 200 in all."
  ),
  paused: optional(
    Schema.NonEmptyArray(Schema.Struct({
      ...PausedView.fields,
      scope: field(Schema.Literal("account", "org", "everything"), "How far the pause reaches."),
      id: field(Schema.NullOr(Schema.String), "The account or org; null for the whole installation."),
      name: field(Schema.String, "What it is called."),
      resume: field(Schema.String, "The command that ends it.")
    })),
    "Posting that somebody stopped; absent while all of it goes on."
  )
}).annotations({ identifier: "Now" })

export const planManyCalls = noun(
  "Plans: one slot in the calendar each, from the idea to the tracked post.",
  change("plan.bulk", {
    roles: staff,
    answer: "stored",
    summary: "Move many plans at once, or count first what that would do",
    description:
      "For a list of plans or for all that a filter fits. Each plan has its own result: one that is refused stops no other. Your role must allow the same call for one plan. A release names each plan with the digest that was looked at.",
    payload: {
      orgId: ofOrg,
      move: field(BulkMove, "What is to be done with each."),
      items: optional(list(BulkItem, MOST_AT_ONCE), "The plans; instead of a filter."),
      filter: optional(BulkFilter, "Which plans; instead of a list."),
      reason: optional(Reason, "For `reject` and `cancel`: why."),
      at: optional(When, "For `reschedule`: the new time; `next` gives each plan the next free slot of its account."),
      timeZone: optional(TimeZoneName, "For `reschedule`: the IANA time zone of `at`."),
      settings: optional(SettingsChange, "For `release`: settings of all these posts."),
      musicUsageConfirmed: optional(
        Schema.Boolean,
        "For `release`: true when you agree to TikTok's Music Usage Confirmation."
      ),
      change: optional(PlanChange, "For `edit`: what is to become of each."),
      dryRun: optional(
        Schema.Boolean,
        "True decides about each plan as the call itself would, and moves nothing. Quotas are held only by the call itself."
      )
    },
    success: BulkAnswer
  }),
  read("plan.now", {
    roles: everyone,
    summary: "Show what runs, what is next, what is late, and what needs whom",
    payload: { orgId: ofOrg },
    success: Now
  })
)
