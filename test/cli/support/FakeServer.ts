import type { AccountView } from "@callsheet/domain/account/AccountView"
import { Api } from "@callsheet/domain/api/Api"
import { type ApiError, NotFound } from "@callsheet/domain/api/ApiError"
import { Once } from "@callsheet/domain/api/Once"
import { Busy } from "@callsheet/domain/Envelope"
import { AccountId, AssetId, JobId, KeyId, OrgId, PlanId, SessionId } from "@callsheet/domain/Ids"
import type { JobView } from "@callsheet/domain/job/Job"
import { defaultPolicy } from "@callsheet/domain/org/Org"
import type { OrgView } from "@callsheet/domain/org/OrgView"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import { PlanEditedMeanwhile, PlanLocked, PlanNotFound, PrivacyNotChosen } from "@callsheet/domain/plan/PlanError"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as RpcSerialization from "@effect/rpc/RpcSerialization"
import * as RpcServer from "@effect/rpc/RpcServer"
import { Context, Effect, Layer, Stream } from "effect"
import { createServer } from "node:http"
import { answering, authorizing } from "../../support/ApiDouble.ts"

const tail = (digit: string) => digit.repeat(26)
export const ORG = OrgId.make(`org_${tail("1")}`)
export const ACCOUNT = AccountId.make(`acc_${tail("2")}`)
export const PLAN = PlanId.make(`pln_${tail("3")}`)
export const LOCKED = `pln_${tail("4")}`
export const MISSING = `pln_${tail("5")}`
export const UNDECIDED = `pln_${tail("6")}`
export const STUCK = PlanId.make(`pln_${tail("7")}`)
export const KEY = KeyId.make(`key_${tail("8")}`)
export const JOB = JobId.make("job_7")
export const GOOD_KEY = "cs_good"
export const VIEWER_KEY = "cs_viewer"
export const OPERATOR_KEY = "cs_operator"

const at = "2026-11-24T17:00:00.000Z"

export const planView = (id: PlanId, more: Partial<PlanView> = {}): PlanView => ({
  id,
  orgId: ORG,
  accountId: ACCOUNT,
  topic: "Why\tbread\nrises \u001b[31mred",
  language: "en",
  hashtags: [],
  status: "scheduled",
  locked: false,
  approved: false,
  slot: at,
  timeZone: "Europe/Berlin",
  assetId: null,
  publishId: null,
  postId: null,
  failure: null,
  waitingFor: { what: "approval of the idea.", since: at, until: null, who: "approver", action: null },
  delivery: "direct",
  privacy: null,
  settings: noConsentYet,
  assetSha256: null,
  caption: null,
  aiLabel: null,
  digest: null,
  createdAt: at,
  since: at,
  version: 1,
  ...more
})

const account: AccountView = {
  id: ACCOUNT,
  orgId: ORG,
  openId: "open",
  username: "studio",
  nickname: "Studio",
  status: "connected",
  scopes: ["user.info.basic"],
  missingScopes: [],
  accessExpiresAt: at,
  refreshExpiresAt: at,
  failure: null,
  suspendedUntil: null,
  consentEnding: null,
  figures: null,
  windows: [],
  waitingFor: null,
  createdAt: at,
  version: 1
}
const resting: AccountView = {
  ...account,
  id: AccountId.make(`acc_${tail("9")}`),
  username: "resting",
  paused: { by: "key:Ada", at, reason: "holiday" }
}
const org: OrgView = {
  id: ORG,
  name: "Studio",
  timeZone: "Europe/Berlin",
  policy: defaultPolicy,
  quotas: [],
  createdAt: at,
  version: 1
}
const job: JobView = {
  id: JOB,
  kind: "render",
  ownerKind: "asset",
  ownerId: `ast_${tail("3")}`,
  orgId: ORG,
  planId: PLAN,
  state: "in_progress",
  attempts: 1,
  runAt: at,
  createdAt: at,
  startedAt: at,
  endedAt: null,
  leasedBy: "worker-1",
  leaseUntil: at,
  failure: null,
  history: [],
  progress: { stage: "frames", fraction: 0.5 },
  checkpoint: true
}
const key = {
  id: KEY,
  orgId: ORG,
  role: "owner",
  name: "owner",
  prefix: "abc",
  createdAt: at,
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null
} as const
const session = {
  id: SessionId.make(`ses_${"0".repeat(26)}`),
  keyId: KEY,
  orgId: ORG,
  role: "owner",
  name: "owner",
  browser: "A browser",
  createdAt: at,
  lastUsedAt: at,
  expiresAt: at,
  endedAt: null
} as const
const workerRow = {
  id: "worker-1",
  address: "127.0.0.1:5000",
  version: "0.1.0",
  kinds: ["render"],
  shards: 4,
  running: 1,
  startedAt: at,
  heartbeatAt: at,
  alive: true,
  draining: false
}
const quotas = [{
  kind: "renders",
  limit: 10,
  period: "day",
  used: 2,
  reserved: 1,
  warned: false,
  resetsAt: at
}] as const
const row = {
  position: "17",
  at,
  subject: "plan",
  from: null,
  to: "scheduled",
  event: "PlanCreated",
  by: "key:1",
  reason: null,
  traceId: null
}
const feasibility = {
  row: 1,
  slot: at,
  timeZone: "Europe/Berlin",
  feasible: true,
  warnings: ["same hour"],
  nearest: null
}
const figures = {
  planId: PLAN,
  postId: "7",
  at,
  views: 5,
  likes: 1,
  comments: 0,
  shares: null,
  since: null,
  problem: null
}

/** Each refusal a real server gives, by the id that is asked for. */
const one = (id: string): Effect.Effect<PlanView, ApiError> => {
  switch (id) {
    case LOCKED:
      return new PlanLocked({ id, status: "scheduled", command: "approve" })
    case MISSING:
      return new PlanNotFound({ id })
    case UNDECIDED:
      return new PrivacyNotChosen({ id })
    case STUCK:
      return Effect.succeed(
        planView(STUCK, {
          status: "failed",
          failure: { tag: "RenderFailed", message: "The disk is full.", remedy: "Free some space." }
        })
      )
    default:
      return id === PLAN || PLAN.startsWith(id)
        ? Effect.succeed(planView(PLAN))
        : new NotFound({ what: "plan", id, list: "callsheet plan list" })
  }
}
const move = ({ id }: { readonly id: string }) => one(id)

/** What was asked, in order: the payloads as the server decoded them. */
export interface Asked {
  readonly call: string
  readonly payload: unknown
}

const handlers = (asked: Array<Asked>) => {
  const noted = <P, A>(call: string, answer: (payload: P) => A) => (payload: P) => {
    asked.push({ call, payload })
    return answer(payload)
  }
  const done = <A>(value: A) => () => Effect.succeed(value)
  let renewals = 0
  return answering({
    "system.info": done({
      name: "callsheet" as const,
      version: "0.1.0",
      mode: "sandbox" as const,
      publicUrl: "http://127.0.0.1:4400",
      position: "0.0",
      plans: { scheduled: 1 },
      queues: [{ kind: "render", state: "pending", count: 2, oldestMillis: 1500 }]
    }),
    "system.totals": done({
      version: "0.1.0",
      mode: "sandbox" as const,
      orgs: 2,
      accounts: { connected: 3 },
      plans: { scheduled: 4 },
      queues: [{ kind: "render", state: "pending", count: 2, oldestMillis: 1500 }],
      workers: { alive: 1, draining: 0, running: 2 },
      storedBytes: 3_000_000,
      databaseBytes: 12_000_000
    }),
    "system.whoami": done({ keyId: KEY, orgId: ORG, role: "owner" as const, name: "owner" }),
    "org.list": done([org]),
    "org.show": done(org),
    "org.setPolicy": noted("org.setPolicy", done(org)),
    "key.create": noted("key.create", done({ ...key, key: "cs_abc_secret" })),
    "key.list": done([key]),
    "key.revoke": done(key),
    "session.link": done({ url: "http://127.0.0.1:9/open/token", expiresAt: at }),
    "session.list": done([session]),
    "session.end": done({ ...session, endedAt: at }),
    "account.connect": done({ authorizeUrl: "http://127.0.0.1:9/authorize", state: "s1", expiresAt: at }),
    "account.connection": done({ state: "s1", account, failure: null, ended: true }),
    "account.list": done([account, resting]),
    "account.show": () =>
      Effect.succeed({ ...account, accessExpiresAt: new Date(Date.parse(at) + renewals * 86_400_000).toISOString() }),
    "account.creator": done({
      accountId: AccountId.make(account.id),
      askedAt: at,
      username: "sunny.kitchen",
      nickname: "Sunny Kitchen",
      avatar: null,
      privacyLevels: ["SELF_ONLY"],
      commentDisabled: false,
      duetDisabled: false,
      stitchDisabled: false,
      maxVideoSeconds: 600,
      stop: null
    }),
    // A worker renews the access at once.
    "account.refresh": () => Effect.as(Effect.sync(() => renewals += 1), account),
    "account.disconnect": done(account),
    "plan.add": noted(
      "plan.add",
      ({ dryRun }) =>
        Effect.succeed({ plan: dryRun === true ? null : planView(PLAN), feasibility: { ...feasibility, row: null } })
    ),
    "plan.import": noted("plan.import", done({ plans: [planView(PLAN)], feasibility: [feasibility] })),
    "plan.export": done({ content: "topic,account\n" }),
    "plan.list": noted("plan.list", ({ after }) =>
      Effect.succeed(
        after === undefined ? { plans: [planView(PLAN)], next: PLAN } : { plans: [planView(STUCK)], next: null }
      )),
    "plan.show": ({ id }) => one(id),
    "plan.timeline": done([row, { ...row, event: "PlanApproved", to: "approved" }]),
    "plan.approve": noted("plan.approve", move),
    "plan.release": noted("plan.release", move),
    "plan.reject": move,
    "plan.reschedule": noted("plan.reschedule", move),
    "plan.lock": move,
    "plan.unlock": move,
    "plan.cancel": move,
    // Somebody edited the plan to version 3 since.
    "plan.edit": noted(
      "plan.edit",
      ({ dryRun, id }) =>
        dryRun === true
          ? Effect.succeed({
            plan: planView(PLAN),
            effect: {
              changes: [{ part: "caption", before: "Theirs.", after: "Mine." }],
              voids: ["release"],
              status: "in_review",
              remakes: null,
              buys: { llmTokens: 0, voiceSeconds: 0, moneyMicros: 0 },
              says: ["It voids the release.", "Nothing is made again.", "It buys nothing."],
              warnings: []
            }
          })
          : new PlanEditedMeanwhile({ id, by: "key:Ben", at, fields: ["caption"], version: 3 })
    ),
    "plan.allow": noted("plan.allow", move),
    "plan.retry": () => new Busy({ what: "plan", retryAfterMillis: 2000 }),
    "asset.show": done({
      asset: {
        id: AssetId.make(`ast_${tail("3")}`),
        planId: PLAN,
        orgId: ORG,
        accountId: ACCOUNT,
        status: "generated",
        script: null,
        provenance: [],
        video: null,
        cover: null,
        facts: null,
        caption: null,
        aiLabel: null,
        digest: null,
        publishId: null,
        deadPublishIds: [],
        postId: null,
        failure: null,
        waitingFor: null,
        createdAt: at,
        since: at,
        version: 1
      },
      script: null,
      videoUrl: null,
      coverUrl: null,
      videoPath: "/data/media/v.mp4"
    }),
    "job.list": done({ jobs: [job], next: null }),
    "job.show": done(job),
    "job.retry": done(job),
    "job.cancel": done(job),
    "dlq.list": done([job]),
    "dlq.retry": done([job]),
    "dlq.drop": done([job]),
    "quota.show": done(quotas),
    "quota.set": noted("quota.set", done(quotas)),
    "usage.show": noted("usage.show", done([{ at, kind: "renders", amount: 1, reference: PLAN, note: "settled" }])),
    "metrics.plan": done([figures]),
    "metrics.org": done([figures]),
    "worker.list": done([workerRow]),
    "worker.drain": done({ ...workerRow, draining: true }),
    "hints.follow": () => Stream.make({ subject: "all" as const }),
    // Two items, and it ends where a real feed would go on.
    "events.follow": noted("events.follow", ({ since }: { readonly since?: string | undefined }) => {
      const item = (position: string) => ({ ...row, position, orgId: ORG, planId: PLAN, actorId: PLAN })
      const news = ["17", "18"].filter((position) => since === undefined || Number(position) > Number(since))
      // Apart, so that each is a message of its own on the wire.
      return Stream.fromIterable(news).pipe(
        Stream.tap((position) => position === "18" ? Effect.sleep("200 millis") : Effect.void),
        Stream.map(item)
      )
    })
  })
}

const authorized = authorizing(ORG, { [GOOD_KEY]: "owner", [VIEWER_KEY]: "viewer", [OPERATOR_KEY]: "operator" }, KEY)

/** Remembers no key: what is asked is what is answered. */
const once = Layer.succeed(Once, Once.of(({ next }) => next))

export class FakeServer extends Context.Tag("@callsheet/test/FakeServer")<FakeServer, {
  readonly url: string
  readonly asked: Array<Asked>
}>() {
  /** The real group over real HTTP on a free port, with an answer for every call. */
  static readonly layer = Layer.scoped(
    this,
    Effect.gen(function*() {
      const asked: Array<Asked> = []
      const rpc = RpcServer.layerHttpRouter({ group: Api, path: "/rpc", protocol: "http" }).pipe(
        Layer.provide(handlers(asked)),
        Layer.provide([authorized, once]),
        Layer.provide(RpcSerialization.layerNdjson)
      )
      const broken = HttpLayerRouter.add("POST", "/wrong/rpc", HttpServerResponse.empty())
      const server = HttpLayerRouter.serve(Layer.mergeAll(rpc, broken), { disableLogger: true, disableListenLog: true })
        .pipe(Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })))
      const context = yield* Layer.build(server)
      const { address } = Context.get(context, HttpServer.HttpServer)
      return { url: address._tag === "TcpAddress" ? `http://127.0.0.1:${address.port}` : "", asked }
    })
  )
}
