import { Schema } from "effect"
import { AccountId, naming, PlanId } from "../../Ids.ts"
import { PresetName } from "../../org/Preset.ts"
import { Delivery } from "../../plan/Plan.ts"
import { SettingsChange } from "../../plan/PlanCommand.ts"
import { PlanView } from "../../plan/PlanView.ts"
import { TimeZoneName } from "../../planning/TimeZone.ts"
import { dateOrders } from "../../planning/WrittenDate.ts"
import { FileText, Hashtags, Language, line, list, NeededReason, Notes, Reason, ScriptText, Topic } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, maybeOrg, next, ofOrg, optional, page, When } from "../Fields.ts"
import { approvers, everyone, planners, staff } from "../Role.ts"
import { PlanPreview } from "./planPreview.ts"

export const NewPlan = Schema.Struct({
  accountId: field(AccountId, "The TikTok account to post to."),
  topic: field(Topic, "What the video is about."),
  at: field(When, "The earliest time to post: an ISO instant, `next` for the account's next free slot, or `now`."),
  timeZone: optional(TimeZoneName, "The IANA time zone of `at`. Defaults to the org's."),
  preset: optional(
    PresetName,
    "The preset that it is made with, by its name. Defaults to its account's; `none` is without one. What the plan says itself wins."
  ),
  language: optional(Language, "The language of the video as a BCP 47 tag. Defaults to its preset's, else to `en`."),
  hashtags: optional(Hashtags, "Hashtags for the caption, without `#`. Defaults to its preset's."),
  notes: optional(
    Notes,
    "What the video is to say: bullet points, or the text of an article. Without a model, the script is written from nothing else."
  ),
  script: optional(
    ScriptText,
    "Your own words: plain text, or the JSON of a script. Leave it out to have it written."
  ),
  delivery: optional(Delivery, "How the video reaches TikTok. Defaults to `direct`."),
  settings: optional(SettingsChange, "Settings of the post that you already know."),
  draft: optional(Schema.Boolean, "True keeps the plan as a draft; `plan.reschedule` schedules it.")
}).annotations({ identifier: "NewPlan" })
export type NewPlan = typeof NewPlan.Type

/** One row of the calendar as it would become. */
export const Feasibility = Schema.Struct({
  row: field(
    Schema.NullOr(Schema.Number),
    "The row of the imported file, counted as a spreadsheet counts (its head is row 1); null outside of an import."
  ),
  slot: field(IsoInstant, "The slot that was asked for."),
  timeZone: field(Schema.String, "The time zone the slot was read in."),
  feasible: field(Schema.Boolean, "Whether the slot can be met."),
  warnings: field(Schema.Array(Schema.String), "What you may want to know before you go on."),
  nearest: field(Schema.NullOr(IsoInstant), "The nearest slot that can be met; null when this one can.")
}).annotations({ identifier: "Feasibility" })
export type Feasibility = typeof Feasibility.Type

export const TimelineRow = Schema.Struct({
  position: field(Schema.String, "Where it stands in the feed of events."),
  at: field(IsoInstant, "When it happened."),
  subject: field(Schema.String, "What it happened to: `plan` or `asset`, in the feed also `account` and `org`."),
  from: field(Schema.NullOr(Schema.String), "The status before; null for the first event."),
  to: field(Schema.String, "The status after."),
  event: field(Schema.String, "What happened, such as `PlanApproved`."),
  by: field(Schema.String, "Who did it: `key:<name>`, `job:<id>`, `slot`, `deadline` or `tiktok`."),
  reason: field(Schema.NullOr(Schema.String), "Why, where a reason was given."),
  traceId: field(Schema.NullOr(Schema.String), "The trace that connects the request, its jobs and their calls.")
}).annotations({ identifier: "TimelineRow" })
export type TimelineRow = typeof TimelineRow.Type

const PlanAdded = Schema.Struct({
  plan: field(Schema.NullOr(PlanView), "The new plan; null after a dry run."),
  feasibility: field(Feasibility, "Whether the slot can be met, and warnings.")
}).annotations({ identifier: "PlanAdded" })

const PlansImported = Schema.Struct({
  plans: field(Schema.Array(PlanView), "The new plans; empty after a dry run."),
  feasibility: field(
    Schema.Array(Feasibility),
    "For each row that is or would be a new plan, whether its slot can be met."
  ),
  changed: optional(
    Schema.Array(PlanView),
    "Plans that rows name by their id, and that were edited or moved; after a dry run as they stand before it."
  ),
  unchanged: optional(Schema.Number, "How many rows name a plan by its id and say what is so already."),
  notes: optional(Schema.Array(Schema.String), "How the file was read, where it could be read otherwise.")
}).annotations({ identifier: "PlansImported" })

const PlansExported = Schema.Struct({
  content: field(Schema.String, "The text of the file.")
}).annotations({ identifier: "PlansExported" })

const PlanPage = Schema.Struct({
  plans: field(Schema.Array(PlanView), "The plans, by slot."),
  next
}).annotations({ identifier: "PlanPage" })

const CalendarFormat = Schema.Literal("csv", "ics", "json")
const dryRun = optional(Schema.Boolean, "True checks everything and stores nothing.")
const id = field(PlanId, "The plan.")

export const planCalls = noun(
  "Plans: one slot in the calendar each, from the idea to the tracked post.",
  change("plan.add", {
    roles: planners,
    answer: "actor",
    summary: "Add a plan to the calendar",
    payload: { orgId: ofOrg, plan: field(NewPlan, "The plan to add."), dryRun },
    success: PlanAdded
  }),
  change("plan.import", {
    roles: planners,
    answer: "actor",
    summary: "Import a calendar from CSV, iCalendar or JSON",
    description:
      "All rows are imported, or none: every fault is named with its row and its column. A row with the id of a " +
      "plan, as an export writes it, moves that plan and makes no other.",
    payload: {
      orgId: ofOrg,
      format: field(CalendarFormat, "The format of the content."),
      content: field(FileText, "The text of the file, at most 5 MB."),
      dryRun,
      spread: optional(line(100), "Gives rows without a time a slot each, such as `2/day` or `2/day not sun,sat`."),
      account: optional(
        line(100).pipe(naming("AccountId")),
        "The account of rows that name none: its id or its @username."
      ),
      time: optional(line(20), "The hour of rows that name a day alone, such as `18:00`."),
      dates: optional(
        Schema.Literal(...dateOrders),
        "Which number of a date such as 3/4/2026 comes first: the day (`dmy`) or the month (`mdy`). Where it is left out, the file's other dates decide."
      )
    },
    success: PlansImported
  }),
  read("plan.export", {
    roles: everyone,
    summary: "Export the calendar as CSV, iCalendar or JSON",
    payload: { orgId: ofOrg, format: field(CalendarFormat, "The format to write.") },
    success: PlansExported
  }),
  read("plan.list", {
    roles: everyone,
    summary: "List plans by slot",
    payload: {
      orgId: maybeOrg,
      status: optional(list(line(40), 20), "Only plans in one of these statuses."),
      accountId: optional(AccountId, "Only plans of this account."),
      from: optional(When, "Only plans from this moment on: an ISO instant or a date."),
      to: optional(When, "Only plans before this moment: an ISO instant or a date."),
      ...page
    },
    success: PlanPage
  }),
  read("plan.preview", {
    roles: everyone,
    summary: "Show cover, stills and the sound of a line before anything is rendered",
    description:
      "Drawn of the plan's script as it stands, or of the script you give. Without one, the rules write a draft of its notes. It buys nothing: a voice of this machine speaks.",
    payload: {
      id,
      script: optional(ScriptText, "Another script to look at: plain text, or the JSON of a script. It is not kept."),
      take: optional(
        Schema.Int.pipe(Schema.between(1, 1_000_000)),
        "A take of the plan, by its number: shows the script as it would be with one of its options. Nothing is chosen by it."
      ),
      option: optional(
        Schema.Int.pipe(Schema.between(0, 40)),
        "Which option of the take; 0 is the old one. Defaults to the first new one."
      ),
      line: optional(
        Schema.Int.pipe(Schema.between(0, 100)),
        "Which line to hear and to see for certain, counted from 0. Defaults to the line that a take is about, else to the first."
      )
    },
    success: PlanPreview
  }),
  read("plan.show", {
    roles: everyone,
    summary: "Show a plan and what it waits for",
    payload: {
      id: field(line(40).pipe(naming("PlanId")), "The plan's id, or a unique beginning of it."),
      at: optional(When, "How it stood at this moment: an ISO instant or a date. Without it, as it stands.")
    },
    success: PlanView
  }),
  read("plan.timeline", {
    roles: everyone,
    summary: "List everything that happened to a plan",
    payload: { id },
    success: Schema.Array(TimelineRow)
  }),
  change("plan.approve", {
    roles: approvers,
    answer: "actor",
    summary: "Approve the idea of a plan",
    description: "From here on the plan may cost money: its script, voice and video are made.",
    payload: { id },
    success: PlanView
  }),
  change("plan.release", {
    roles: approvers,
    answer: "actor",
    summary: "Release the finished video of a plan",
    description: "Consents to exactly this video, caption and settings. Nothing else is posted.",
    payload: {
      id,
      settings: field(SettingsChange, "Settings of the post. A field you leave out stays as it is."),
      musicUsageConfirmed: optional(Schema.Boolean, "True when you agree to TikTok's Music Usage Confirmation."),
      seen: optional(
        line(64),
        "The `digest` of what you looked at. If the plan is something else by now, the release is refused."
      )
    },
    success: PlanView
  }),
  change("plan.reject", {
    roles: approvers,
    answer: "actor",
    summary: "Reject the idea or the finished video of a plan",
    payload: { id, reason: field(Reason, "Why; it is shown in the timeline.") },
    success: PlanView
  }),
  change("plan.reschedule", {
    roles: planners,
    answer: "actor",
    summary: "Move a plan to another slot",
    payload: {
      id,
      at: field(
        When,
        "The new earliest time to post: an ISO instant, `next` for the account's next free slot, or `now`."
      ),
      timeZone: optional(TimeZoneName, "The IANA time zone of `at`. Defaults to the plan's."),
      dryRun: optional(
        Schema.Boolean,
        "True moves nothing: the answer is the plan as it would be, with `fits` and `warnings`."
      )
    },
    success: PlanView
  }),
  change("plan.lock", {
    roles: staff,
    answer: "actor",
    summary: "Lock a plan",
    description: "A locked plan cannot be changed, and nothing of it is published, until it is unlocked.",
    payload: { id },
    success: PlanView
  }),
  change("plan.unlock", {
    roles: staff,
    answer: "actor",
    summary: "Unlock a plan",
    payload: { id },
    success: PlanView
  }),
  change("plan.cancel", {
    roles: staff,
    answer: "actor",
    summary: "Cancel a plan",
    payload: { id, reason: optional(Reason, "Why; it is shown in the timeline.") },
    success: PlanView
  }),
  change("plan.retry", {
    roles: staff,
    answer: "actor",
    summary: "Let a stopped plan continue where it stopped",
    payload: { id },
    success: PlanView
  }),
  change("plan.allow", {
    roles: approvers,
    answer: "actor",
    summary: "Allow what a policy or likeness check stopped",
    description: "Only what the failure names is allowed, for this plan alone.",
    payload: { id, reason: field(NeededReason, "Why it may pass.") },
    success: PlanView
  })
)
