import { Schema } from "effect"
import { KeyId, OrgId } from "../../Ids.ts"
import { PausedView } from "../../Paused.ts"
import { Reason } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, optional, When } from "../Fields.ts"
import { everyKey, operators, Role } from "../Role.ts"

export const SystemInfo = Schema.Struct({
  name: field(Schema.Literal("callsheet"), "Always `callsheet`."),
  version: field(Schema.String, "The release that runs, such as `0.1.0`."),
  mode: field(Schema.Literal("sandbox", "live"), "`sandbox` posts to a stand-in of TikTok, `live` to TikTok itself."),
  publicUrl: field(Schema.String, "The address under which browsers and TikTok reach this server."),
  position: field(
    Schema.String,
    "Where the feed of events stands: `events.follow` with it gives what happens after this answer."
  ),
  plans: field(
    Schema.Record({ key: Schema.String, value: Schema.Number }),
    "How many plans of your org are in each status."
  ),
  queues: field(
    Schema.Array(
      Schema.Struct({
        kind: field(Schema.String, "The kind of job."),
        state: field(Schema.String, "The state these jobs are in."),
        count: field(Schema.Number, "How many there are."),
        oldestMillis: field(Schema.Number, "How long ago the oldest of them was created, in milliseconds.")
      })
    ),
    "Open jobs of your org by kind and state."
  ),
  overdue: optional(
    Schema.Array(
      Schema.Struct({
        id: field(Schema.String, "The plan, or another part of your org."),
        kind: field(Schema.String, "What it is, such as `plan`."),
        dueAt: field(Schema.String, "When it should have moved by itself.")
      })
    ),
    "What should have moved by itself minutes ago: no worker looks after it, or its step fails each time, and the workers' logs name it. At most 20; absent where nothing is overdue."
  ),
  paused: optional(PausedView, "Who stopped all posting of this installation; absent while it posts.")
}).annotations({ identifier: "SystemInfo" })
export type SystemInfo = typeof SystemInfo.Type

const Counts = Schema.Record({ key: Schema.String, value: Schema.Number })

export const SystemTotals = Schema.Struct({
  version: field(Schema.String, "The release that answers."),
  mode: field(Schema.Literal("sandbox", "live"), "`sandbox` posts to a stand-in of TikTok, `live` to TikTok itself."),
  orgs: field(Schema.Number, "How many orgs there are."),
  accounts: field(Counts, "How many TikTok accounts are in each status."),
  plans: field(Counts, "How many plans of all orgs are in each status."),
  queues: SystemInfo.fields.queues.annotations({ description: "Open jobs of all orgs by kind and state." }),
  workers: field(
    Schema.Struct({
      alive: field(Schema.Number, "How many workers report."),
      draining: field(Schema.Number, "How many of those take nothing new."),
      running: field(Schema.Number, "How many jobs they run right now.")
    }),
    "The workers together."
  ),
  storedBytes: field(Schema.Number, "What the libraries of all orgs hold."),
  databaseBytes: field(Schema.Number, "What the database takes on its disk.")
}).annotations({ identifier: "SystemTotals" })
export type SystemTotals = typeof SystemTotals.Type

const Whoami = Schema.Struct({
  keyId: field(KeyId, "The key the request was sent with."),
  orgId: field(OrgId, "The org of the key."),
  role: field(Role, "What the key may do."),
  name: field(Schema.String, "The name the key was given.")
}).annotations({ identifier: "Whoami" })

const Posting = Schema.Struct({
  paused: field(Schema.NullOr(PausedView), "Who stopped all posting; null while it goes on.")
}).annotations({ identifier: "Posting" })

export const systemCalls = noun(
  "This installation and the key you call with.",
  read("system.info", {
    roles: everyKey,
    summary: "Show the version, the mode and what is in progress",
    payload: {},
    success: SystemInfo
  }),
  read("system.totals", {
    roles: operators,
    summary: "Show the totals of the installation",
    description: "Numbers alone: nothing of any org is named or shown.",
    payload: {},
    success: SystemTotals
  }),
  read("system.whoami", {
    roles: everyKey,
    summary: "Show the org and role of your API key",
    payload: {},
    success: Whoami
  }),
  change("system.pause", {
    roles: operators,
    answer: "stored",
    summary: "Stop all posting of this installation",
    description:
      "No new publication begins, in any org. What TikTok has begun to take is finished. A plan whose slot comes meanwhile asks a person.",
    payload: {
      reason: optional(Reason, "Why; shown where plans wait."),
      until: optional(When, "When the pause ends by itself: an ISO instant or a date; without it, when you resume.")
    },
    success: Posting
  }),
  change("system.resume", {
    roles: operators,
    answer: "stored",
    summary: "Let this installation post again",
    description:
      "Nothing that went over its slot is posted by itself: each such plan asks a person. Pauses of accounts and orgs stand.",
    payload: {},
    success: Posting
  })
)
