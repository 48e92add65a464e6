import * as Rpc from "@effect/rpc/Rpc"
import * as RpcGroup from "@effect/rpc/RpcGroup"
import * as RpcMiddleware from "@effect/rpc/RpcMiddleware"
import { Context, Schema } from "effect"
import { AccountView } from "../account/AccountView.ts"
import { AssetView } from "../asset/AssetView.ts"
import { Script } from "../asset/Script.ts"
import { AccountId, AssetId, JobId, KeyId, OrgId, PlanId } from "../Ids.ts"
import { JobState, JobView } from "../job/Job.ts"
import { Limit, PolicyChange, UsageKind } from "../org/Org.ts"
import { OrgView, QuotaView } from "../org/OrgView.ts"
import { Delivery } from "../plan/Plan.ts"
import { SettingsChange } from "../plan/PlanCommand.ts"
import { PlanView } from "../plan/PlanView.ts"
import { TimeZoneName } from "../TimeZone.ts"
import { ApiError } from "./ApiError.ts"
import { type CallName, Role } from "./Role.ts"

/** Who calls: a key of one org with one role. */
export class Principal extends Context.Tag("@callsheet/domain/Principal")<Principal, {
  readonly keyId: string
  readonly orgId: OrgId
  readonly role: Role
  readonly name: string
}>() {}

/** Finds the principal behind the bearer key and checks the table of roles before any handler runs. */
export class Authorized extends RpcMiddleware.Tag<Authorized>()("@callsheet/domain/Authorized", {
  provides: Principal,
  failure: ApiError
}) {}

/**
 * Hears out each idempotency key once: the same key with the same body gets the first answer, with another body or in
 * another call it is refused. Stands inside of the authorisation, since a key belongs to its org.
 */
export class Once extends RpcMiddleware.Tag<Once>()("@callsheet/domain/Once", { failure: ApiError, wrap: true }) {}

const call = <const Name extends CallName, P extends Schema.Struct.Fields, A extends Schema.Schema.Any>(
  name: Name,
  payload: P,
  success: A
) => Rpc.make(name, { payload, success, error: ApiError })

/** The same key with the same body gets the first answer; with another body it is refused. */
const key = Schema.optional(Schema.NonEmptyString.pipe(Schema.maxLength(120)))
const orgId = OrgId
const page = { limit: Schema.optional(Schema.Int.pipe(Schema.between(1, 1000))), after: Schema.optional(Schema.String) }

/** An instant as people write it: ISO with or without offset, or `next` for the account's next free slot. */
export const When = Schema.NonEmptyTrimmedString

export const NewPlan = Schema.Struct({
  accountId: AccountId,
  topic: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(500)),
  at: When,
  timeZone: Schema.optional(TimeZoneName),
  language: Schema.optional(Schema.NonEmptyTrimmedString),
  hashtags: Schema.optional(Schema.Array(Schema.NonEmptyTrimmedString)),
  /** Words a person brings along: plain text or the JSON of a script. */
  script: Schema.optional(Schema.String),
  delivery: Schema.optional(Delivery),
  settings: Schema.optional(SettingsChange),
  draft: Schema.optional(Schema.Boolean)
})
export type NewPlan = typeof NewPlan.Type

/** One row of the calendar as it would become; `warnings` are things a person may want to know first. */
export const Feasibility = Schema.Struct({
  row: Schema.NullOr(Schema.Number),
  slot: Schema.String,
  timeZone: Schema.String,
  feasible: Schema.Boolean,
  warnings: Schema.Array(Schema.String),
  nearest: Schema.NullOr(Schema.String)
})
export type Feasibility = typeof Feasibility.Type

export const TimelineRow = Schema.Struct({
  position: Schema.String,
  at: Schema.String,
  subject: Schema.String,
  from: Schema.NullOr(Schema.String),
  to: Schema.String,
  event: Schema.String,
  by: Schema.String,
  reason: Schema.NullOr(Schema.String),
  traceId: Schema.NullOr(Schema.String)
})
export type TimelineRow = typeof TimelineRow.Type

/** An event of the feed. `plan` is how the plan stands after it, where the event belongs to one. */
export const FeedItem = Schema.Struct({
  ...TimelineRow.fields,
  orgId: Schema.String,
  planId: Schema.NullOr(Schema.String),
  actorId: Schema.String
})
export type FeedItem = typeof FeedItem.Type

export const KeyView = Schema.Struct({
  id: KeyId,
  orgId,
  role: Role,
  name: Schema.String,
  prefix: Schema.String,
  createdAt: Schema.String,
  expiresAt: Schema.NullOr(Schema.String),
  lastUsedAt: Schema.NullOr(Schema.String),
  revokedAt: Schema.NullOr(Schema.String)
})
export type KeyView = typeof KeyView.Type

/** The key itself is shown here and never again. */
export const NewKey = Schema.Struct({ ...KeyView.fields, key: Schema.String })

export const WorkerView = Schema.Struct({
  id: Schema.String,
  address: Schema.String,
  version: Schema.String,
  kinds: Schema.Array(Schema.String),
  shards: Schema.Number,
  running: Schema.Number,
  startedAt: Schema.String,
  heartbeatAt: Schema.String,
  alive: Schema.Boolean,
  draining: Schema.Boolean
})
export type WorkerView = typeof WorkerView.Type

export const SystemInfo = Schema.Struct({
  name: Schema.Literal("callsheet"),
  version: Schema.String,
  mode: Schema.Literal("sandbox", "live"),
  publicUrl: Schema.String,
  plans: Schema.Record({ key: Schema.String, value: Schema.Number }),
  queues: Schema.Array(
    Schema.Struct({ kind: Schema.String, state: Schema.String, count: Schema.Number, oldestMillis: Schema.Number })
  )
})
export type SystemInfo = typeof SystemInfo.Type

const figures = {
  views: Schema.NullOr(Schema.Number),
  likes: Schema.NullOr(Schema.Number),
  comments: Schema.NullOr(Schema.Number),
  shares: Schema.NullOr(Schema.Number)
}

/**
 * One reading of a post. Null is "not told", never zero. `since`: what was added since the reading before it, null where
 * there is none. `problem`: TikTok answered in a form that could not be read; the answer is kept and there are no figures.
 */
export const Metrics = Schema.Struct({
  planId: Schema.String,
  postId: Schema.String,
  at: Schema.String,
  ...figures,
  since: Schema.NullOr(Schema.Struct({ at: Schema.String, ...figures })),
  problem: Schema.NullOr(Schema.String)
})
export type Metrics = typeof Metrics.Type

export const UsageRow = Schema.Struct({
  at: Schema.String,
  kind: Schema.String,
  amount: Schema.Number,
  reference: Schema.String,
  note: Schema.String,
  /** What is counted, in words: "millionths of EUR". */
  unit: Schema.optional(Schema.String)
})

export const Connection = Schema.Struct({
  state: Schema.String,
  account: Schema.NullOr(AccountView),
  failure: Schema.NullOr(Schema.Struct({ tag: Schema.String, message: Schema.String, remedy: Schema.String })),
  ended: Schema.Boolean
})

const plan = { id: PlanId, key }

/** Everything a client may call. The command line, HTTP, the panel and agents all speak this. */
export class Api extends RpcGroup.make(
  call("system.info", {}, SystemInfo),
  call("system.whoami", {}, Schema.Struct({ keyId: Schema.String, orgId, role: Role, name: Schema.String })),
  call("org.list", {}, Schema.Array(OrgView)),
  call("org.show", { id: orgId }, OrgView),
  call("org.setPolicy", { id: orgId, change: PolicyChange, key }, OrgView),
  call(
    "key.create",
    {
      orgId,
      role: Role,
      name: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(80)),
      expiresAt: Schema.optional(When),
      key
    },
    NewKey
  ),
  call("key.list", { orgId }, Schema.Array(KeyView)),
  call("key.revoke", { id: KeyId, key }, KeyView),
  call(
    "account.connect",
    { orgId, key },
    Schema.Struct({ authorizeUrl: Schema.String, state: Schema.String, expiresAt: Schema.String })
  ),
  call("account.connection", { state: Schema.String }, Connection),
  call("account.list", { orgId: Schema.optional(orgId) }, Schema.Array(AccountView)),
  call("account.show", { id: AccountId }, AccountView),
  call("account.refresh", { id: AccountId, key }, AccountView),
  call("account.disconnect", { id: AccountId, key }, AccountView),
  call(
    "plan.add",
    { orgId, plan: NewPlan, dryRun: Schema.optional(Schema.Boolean), key },
    Schema.Struct({ plan: Schema.NullOr(PlanView), feasibility: Feasibility })
  ),
  call(
    "plan.import",
    {
      orgId,
      format: Schema.Literal("csv", "ics", "json"),
      content: Schema.String.pipe(Schema.maxLength(5_000_000)),
      dryRun: Schema.optional(Schema.Boolean),
      spread: Schema.optional(Schema.String),
      key
    },
    Schema.Struct({ plans: Schema.Array(PlanView), feasibility: Schema.Array(Feasibility) })
  ),
  call(
    "plan.export",
    { orgId, format: Schema.Literal("csv", "ics", "json") },
    Schema.Struct({ content: Schema.String })
  ),
  call(
    "plan.list",
    {
      orgId: Schema.optional(orgId),
      status: Schema.optional(Schema.Array(Schema.String)),
      accountId: Schema.optional(AccountId),
      from: Schema.optional(When),
      to: Schema.optional(When),
      ...page
    },
    Schema.Struct({ plans: Schema.Array(PlanView), next: Schema.NullOr(Schema.String) })
  ),
  call("plan.show", { id: Schema.String }, PlanView),
  call("plan.timeline", { id: PlanId }, Schema.Array(TimelineRow)),
  call("plan.approve", plan, PlanView),
  call(
    "plan.release",
    { ...plan, settings: SettingsChange, musicUsageConfirmed: Schema.optional(Schema.Boolean) },
    PlanView
  ),
  call("plan.reject", { ...plan, reason: Schema.String.pipe(Schema.maxLength(2000)) }, PlanView),
  call("plan.reschedule", { ...plan, at: When, timeZone: Schema.optional(TimeZoneName) }, PlanView),
  call("plan.lock", plan, PlanView),
  call("plan.unlock", plan, PlanView),
  call("plan.cancel", { ...plan, reason: Schema.optional(Schema.String.pipe(Schema.maxLength(2000))) }, PlanView),
  call("plan.retry", plan, PlanView),
  call("plan.allow", { ...plan, reason: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(2000)) }, PlanView),
  call(
    "asset.show",
    { id: Schema.Union(AssetId, PlanId) },
    Schema.Struct({
      asset: AssetView,
      script: Schema.NullOr(Script),
      videoUrl: Schema.NullOr(Schema.String),
      coverUrl: Schema.NullOr(Schema.String),
      videoPath: Schema.NullOr(Schema.String)
    })
  ),
  call(
    "job.list",
    {
      orgId: Schema.optional(orgId),
      planId: Schema.optional(PlanId),
      state: Schema.optional(Schema.Array(JobState)),
      kind: Schema.optional(Schema.String),
      ...page
    },
    Schema.Struct({ jobs: Schema.Array(JobView), next: Schema.NullOr(Schema.String) })
  ),
  call("job.show", { id: JobId }, JobView),
  call("job.retry", { id: JobId, key }, JobView),
  call("job.cancel", { id: JobId, key }, JobView),
  call("dlq.list", { orgId: Schema.optional(orgId) }, Schema.Array(JobView)),
  call("dlq.retry", { ids: Schema.NonEmptyArray(JobId), key }, Schema.Array(JobView)),
  call("dlq.drop", { ids: Schema.NonEmptyArray(JobId), key }, Schema.Array(JobView)),
  call("quota.show", { orgId }, Schema.Array(QuotaView)),
  call("quota.set", { orgId, kind: UsageKind, limit: Schema.NullOr(Limit), key }, Schema.Array(QuotaView)),
  call("usage.show", { orgId, from: Schema.optional(When), to: Schema.optional(When) }, Schema.Array(UsageRow)),
  call("metrics.plan", { id: PlanId }, Schema.Array(Metrics)),
  call("metrics.org", { orgId }, Schema.Array(Metrics)),
  call("worker.list", {}, Schema.Array(WorkerView)),
  call("worker.drain", { id: Schema.String, key }, WorkerView),
  Rpc.make("events.follow", {
    payload: {
      orgId: Schema.optional(orgId),
      planId: Schema.optional(PlanId),
      /** A position of the feed: what came after it is sent first, then what happens. Absent: only what happens. */
      since: Schema.optional(Schema.String)
    },
    success: FeedItem,
    error: ApiError,
    stream: true
  })
).middleware(Once).middleware(Authorized) {}

/** Compiles only while every call of the group stands in the table of roles and the other way round. */
type Names = RpcGroup.Rpcs<typeof Api>["_tag"]
export const everyCallHasItsRoles: [Exclude<Names, CallName>, Exclude<CallName, Names>] extends [never, never] ? true
  : never = true
