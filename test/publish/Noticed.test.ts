import { Actors } from "@callsheet/actors/Actors"
import { UnclaimedJobs } from "@callsheet/database/jobs/UnclaimedJobs"
import { Workers } from "@callsheet/database/jobs/Workers"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import type { OrgId } from "@callsheet/domain/Ids"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import { scrape } from "@callsheet/process/PrometheusText"
import type { FaultRule } from "@callsheet/sandbox/Fault"
import { makeQueueMetrics } from "@callsheet/server/live/QueueMetrics"
import { DiskFull } from "@callsheet/studio/media/MediaErrors"
import { MediaStore } from "@callsheet/studio/media/MediaStore"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Context, Effect, Layer, Logger, Schedule } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { asAdmin, TestDatabase } from "../support/Postgres.ts"
import { approve, newOrg, newPlan, stageGround, stageRunner, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, nothingBroken, ownWords, standingOf } from "./support.ts"

/** What the stage says and where its disk stands; both are looked at from outside. */
const told: Array<string> = []
let roomLeft = true

const fullable = Layer.effect(
  MediaStore,
  Effect.map(MediaStore, (store) =>
    MediaStore.of({
      ...store,
      put: (file, type) => Effect.suspend(() => roomLeft ? store.put(file, type) : new DiskFull({ path: file }))
    }))
)

/** The server's look at the queue. */
class Look extends Context.Tag("@callsheet/test/Look")<Look, Effect.Effect<void>>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.tap(makeQueueMetrics, (look) => Effect.forkScoped(Effect.schedule(look, Schedule.spaced("30 seconds"))))
  )
}
const look = Effect.flatten(Look)

const ground = Layer.merge(Look.layer.pipe(Layer.provide(UnclaimedJobs.layer)), Workers.layer).pipe(
  Layer.provideMerge(stageRunner("stage").pipe(Layer.provide(fullable))),
  Layer.provideMerge(stageGround({ speed: 20, sandbox: { settings: { accessTokenSeconds: 86_400 } } })),
  Layer.provideMerge(Logger.add(Logger.make(({ message }) => {
    told.push(String(message))
  })))
)

type Ground = Layer.Layer.Success<typeof ground>

const AWAY = "callsheet_database_away "
const HOLOGRAMS = "callsheet_queue_unclaimed_jobs{kind=\"hologram\""

const fault = (rule: FaultRule) => Effect.flatMap(StageSandbox, ({ control }) => Effect.asVoid(control.addFault(rule)))
const clearFaults = Effect.flatMap(StageSandbox, ({ control }) => Effect.asVoid(control.clearFaults))

/** Nobody is let in, and anyone who is in is thrown out, until it is opened again. */
const letIn = (allowed: boolean) =>
  Effect.flatMap(TestDatabase, ({ name }) =>
    asAdmin(async (admin) => {
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${allowed}`)
      if (allowed) return
      await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name])
    }))

const owe = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const workers = yield* Workers
  const now = yield* Clock.currentTimeMillis
  yield* workers.register({ id: "old", session: 1, address: "old", version: "0", kinds: JobKind.literals, now })
  yield* sql`
    INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
    VALUES ('hologram', 'hologram', 'asset', 'ast_x', 'org_x', 0, 0, '{}', 0)`
})
/** A worker of the release that knows the kind; it says that it lives as long as anybody looks. */
const newRelease = Effect.gen(function*() {
  const workers = yield* Workers
  const now = yield* Clock.currentTimeMillis
  const kinds = [...JobKind.literals, "hologram"]
  yield* workers.register({ id: "new", session: 2, address: "new", version: "1", kinds, now })
})

type Creator = Effect.Effect.Success<ReturnType<typeof newCreator>> & { readonly orgId: OrgId }

interface Expected {
  readonly goesOn: Effect.Effect<boolean, unknown, Ground>
}

interface Case {
  readonly what: string
  /** Lets it go wrong, and gives what becomes true once all goes on. */
  readonly strike: (creator: Creator) => Effect.Effect<Expected, unknown, Ground>
  /** How the line of its metric begins. */
  readonly series: string
  readonly words: RegExp
  readonly mend: Effect.Effect<void, unknown, Ground>
}

/** A plan that needs one decision and then goes all the way by itself. */
const begin = ({ accountId, orgId }: Creator) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: { gates: "plan", gatesOwner: "Ada" } })
    const plan = yield* newPlan(orgId, accountId, {
      slot: yield* Clock.currentTimeMillis,
      script: ownWords(),
      settings: { ...noConsentYet, privacy: "PUBLIC_TO_EVERYONE" }
    })
    yield* approve(plan)
    return plan
  })

const posted = (plan: string) =>
  Effect.map(lookUntil(standingOf(plan), ({ status }) => status === "tracked"), ({ status }) => status === "tracked")

const renewed = (accountId: string) =>
  Effect.map(
    lookUntil(standingOf(accountId), ({ state }) => JSON.stringify(state).includes("\"refreshing\":false")),
    ({ state, status }) => status === "connected" && JSON.stringify(state).includes("\"refreshing\":false")
  )

/** A figure of the metrics; a counter that was never counted is at nothing. */
const figure = (series: string) =>
  Effect.map(
    scrape,
    (text) =>
      text.split("\n").filter((line) => line.startsWith(series)).reduce(
        (sum, line) => sum + Number(line.split(" ").at(-1)),
        0
      )
  )

const cases: ReadonlyArray<Case> = [
  {
    what: "a token that cannot be renewed",
    strike: (creator) =>
      Effect.gen(function*() {
        yield* fault({ endpoint: "token", kind: "status", status: 500 })
        yield* (yield* Actors).account(creator.accountId, asking(), { _tag: "Refresh" })
        return { goesOn: renewed(creator.accountId) }
      }),
    series: "callsheet_job_setbacks_total{kind=\"refresh_token\"",
    words: /^Tried again later: .*TikTok/,
    mend: clearFaults
  },
  {
    what: "a kind of job that nobody knows",
    strike: () =>
      Effect.as(owe, {
        goesOn: Effect.map(
          lookUntil(Effect.zipRight(newRelease, Effect.flatMap(look, () => figure(HOLOGRAMS))), (jobs) => jobs === 0),
          (jobs) => jobs === 0
        )
      }),
    series: HOLOGRAMS,
    words: /^No worker does hologram/,
    mend: newRelease
  },
  {
    what: "a rate that TikTok refuses",
    strike: (creator) =>
      Effect.gen(function*() {
        yield* fault({ endpoint: "init", kind: "rateLimited" })
        return { goesOn: posted(yield* begin(creator)) }
      }),
    series: "callsheet_tiktok_rate_limited_total{endpoint=\"init\"",
    words: /^Tried again later: .*TikTok/,
    mend: clearFaults
  },
  {
    what: "a disk that is full",
    strike: (creator) =>
      Effect.gen(function*() {
        roomLeft = false
        return { goesOn: posted(yield* begin(creator)) }
      }),
    series: "callsheet_job_setbacks_total{kind=\"render\",reason=\"DiskFull\"",
    words: /^Tried again later: .*full/,
    mend: Effect.sync(() => {
      roomLeft = true
    })
  },
  {
    what: "a database that is lost in the middle of the work",
    strike: (creator) =>
      Effect.gen(function*() {
        const plan = yield* begin(creator)
        yield* letIn(false)
        const shownNoMore = Effect.map(lookUntil(figure(AWAY), (away) => away === 0), (away) => away === 0)
        return { goesOn: Effect.zipWith(posted(plan), shownNoMore, (all, over) => all && over) }
      }),
    series: AWAY,
    words: /^Jobs cannot be claimed/,
    mend: letIn(true)
  }
]

layer(ground, { excludeTestServices: true, timeout: "60 seconds" })("whatever goes wrong", (it) => {
  for (const { mend, series, strike, what, words } of cases) {
    it.scoped(`Q4: ${what} is said and shown, and when it is over all goes on without a restart`, () =>
      Effect.gen(function*() {
        const orgId = yield* newOrg
        const creator = { ...(yield* newCreator(orgId)), orgId }
        const before = yield* figure(series)
        told.length = 0
        const { goesOn } = yield* strike(creator)
        const seen = Effect.all({
          shown: figure(series),
          said: Effect.sync(() => told.some((line) => words.test(line)))
        })
        const noticed = yield* lookUntil(seen, ({ said, shown }) => said && shown > before)
        yield* mend
        assert.isTrue(noticed.said, `nothing was said: ${told.join(" | ")}`)
        assert.isAbove(noticed.shown, before, "no metric shows it")
        assert.isTrue(yield* goesOn, "it does not go on")
        assert.isAtMost((yield* nothingBroken(creator)).length, 1)
      }).pipe(Effect.ensuring(Effect.orDie(mend))))
  }
})
