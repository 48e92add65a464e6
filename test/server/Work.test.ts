import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { INSTALLATION, OrgRole } from "@callsheet/domain/api/Role"
import { Failure } from "@callsheet/domain/Failure"
import { allShards } from "@callsheet/domain/Shard"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { asking, newPlanId } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newKey, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** An org whose one approved plan owes one job. */
const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client("plan.add", {
    orgId,
    plan: { accountId, topic: "T", notes: notesAbout("cranes"), at: inDays(2) }
  }, owner)
  const id = plan!.id as never
  yield* client("plan.approve", { id }, owner)
  const { jobs: [job] } = yield* client("job.list", { planId: id }, owner)
  return { client, orgId, owner, id, job: job!.id }
})

/** A worker takes what is due and gives this job up. */
const giveUp = (job: string) =>
  Effect.gen(function*() {
    const queue = yield* JobQueue
    const now = Date.now()
    const claimed = yield* queue.claim({
      shards: allShards,
      slots: new Map([["start_asset", 100]]),
      worker: "w",
      now: now + 1,
      leaseMillis: 60_000
    })
    const mine = claimed.find(({ id }) => `job_${id}` === job)!
    yield* queue.bury(
      mine,
      now,
      new Failure({ tag: "DiskFull", message: "The disk is full.", remedy: "Free some space." })
    )
  })

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Work through the contract", (it) => {
  it.scoped("F17: what was given up lies among the dead letters with its cause, and one command runs it again", () =>
    Effect.gen(function*() {
      const { client, id, job, owner } = yield* desk
      yield* giveUp(job)
      const [dead] = yield* client("dlq.list", {}, owner)
      assert.deepStrictEqual([dead?.id, dead?.state, dead?.failure?.tag], [job, "dead", "DiskFull"])
      const stuck = yield* client("plan.show", { id }, owner)
      assert.include(stuck.waitingFor?.what, "The disk is full.")
      assert.deepStrictEqual(stuck.waitingFor?.action, { call: "dlq.retry", input: { ids: [job] } })

      const [again] = yield* client("dlq.retry", { ids: [job] }, owner)
      assert.strictEqual(again?.state, "pending")
      assert.strictEqual(again?.attempts, 0)
      assert.deepStrictEqual(again?.history.map(({ event }) => event), ["Bury", "Retry"])
      assert.strictEqual(again?.history[1]?.by, "key:owner of the test")
      assert.deepStrictEqual(yield* client("dlq.list", {}, owner), [])
    }))

  it.scoped("what a job's state does not allow is refused, with what it does allow", () =>
    Effect.gen(function*() {
      const { client, job, orgId, owner } = yield* desk
      const early = yield* Effect.flip(client("job.retry", { id: job }, owner))
      assert.strictEqual(early._tag, "IllegalCommand")
      assert.strictEqual(early.remedy, "Possible now: job cancel.")
      assert.strictEqual((yield* client("job.cancel", { id: job }, owner)).state, "dead")
      yield* client("dlq.drop", { ids: [job] }, owner)
      const late = yield* Effect.flip(client("job.cancel", { id: job }, owner))
      assert.include(late.remedy, "final")
      const editor = yield* newKey(orgId, "editor")
      const drop = yield* Effect.flip(client("dlq.drop", { ids: [job] }, editor))
      assert.strictEqual(drop._tag, "Forbidden")
    }))

  it.scoped("a cancelled job leaves nobody waiting: its plan says so and goes on with a retry", () =>
    Effect.gen(function*() {
      const { client, id, job, owner } = yield* desk
      const cancelled = yield* client("job.cancel", { id: job }, owner)
      assert.deepStrictEqual([cancelled.state, cancelled.failure?.tag], ["dead", "JobCancelled"])
      const stopped = yield* client("plan.show", { id }, owner)
      assert.strictEqual(stopped.status, "failed")
      assert.include(stopped.failure?.message, "key:owner of the test cancelled")
      assert.deepStrictEqual(stopped.failure?.steps?.[0]?.action, { call: "plan.retry", input: { id } })
      const again = yield* client("plan.retry", { id }, owner)
      assert.strictEqual(again.status, "approved")
      const { jobs } = yield* client("job.list", { planId: id, state: ["pending"] }, owner)
      assert.include(jobs.map(({ kind }) => kind), "start_asset")
    }))

  it.scoped("news and the renewal of an account cannot be called off", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner } = yield* desk
      const sql = yield* SqlClient.SqlClient
      const actors = yield* Actors
      const accountId = yield* newAccount(orgId, "renewing.kitchen")
      yield* actors.account(accountId, asking(), { _tag: "Refresh" })
      yield* client("plan.cancel", { id }, owner)
      const rows = yield* sql<{ id: string; kind: string }>`
        SELECT 'job_' || id AS id, kind FROM job WHERE org_id = ${orgId} AND state = 'pending'`
      for (const kind of ["tell", "refresh_token"]) {
        const one = rows.find((row) => row.kind === kind)
        const refused = yield* Effect.flip(client("job.cancel", { id: one!.id as never }, owner))
        assert.strictEqual(refused._tag, "Refused", kind)
        assert.strictEqual((yield* client("job.show", { id: one!.id as never }, owner)).state, "pending")
      }
    }))

  it.scoped("what waits for a consent or a token is woken by it, and nothing else is", () =>
    Effect.gen(function*() {
      const { orgId } = yield* desk
      const queue = yield* JobQueue
      const sql = yield* SqlClient.SqlClient
      const accountId = yield* newAccount(orgId, "waiting.kitchen")
      const other = yield* newAccount(orgId, "other.kitchen")
      const now = Date.now()
      const plans = { mine: newPlanId(), theirs: newPlanId() }
      for (const [who, account] of [["mine", accountId], ["theirs", other]] as const) {
        yield* sql`
          INSERT INTO actor (id, kind, org_id, account_id, version, status, since, state)
          VALUES (${plans[who]}, 'plan', ${orgId}, ${account}, 1, 'tracked', 1, '{}')`
      }
      const job = (key: string, plan: string, inMillis: number, failure: string | null) =>
        sql`
          INSERT INTO job (key, kind, owner_kind, owner_id, org_id, plan_id, priority, run_at, state, payload, failure, created_at)
          VALUES (${key}, 'fetch_metrics', 'asset', ${key}, ${orgId}, ${plan}, 0, ${now + inMillis}, 'waiting', '{}',
            ${failure}::jsonb, 1)`
      const failed = JSON.stringify({ tag: "AccountNeedsReauth", message: "M", remedy: "R" })
      yield* job("soon", plans.mine, 600_000, failed)
      yield* job("next-reading", plans.mine, 600_000, null)
      yield* job("tomorrow", plans.mine, 86_400_000, failed)
      yield* job("of-another", plans.theirs, 600_000, failed)
      assert.strictEqual(yield* queue.wakeAccount(accountId, now), 1)
      const due = yield* sql<{ key: string }>`
        SELECT key FROM job WHERE org_id = ${orgId} AND kind = 'fetch_metrics' AND run_at <= ${now}`
      assert.deepStrictEqual(due.map(({ key }) => key), ["soon"])
    }))

  it.scoped("an unknown id among several changes none of them", () =>
    Effect.gen(function*() {
      const { client, job, owner } = yield* desk
      yield* giveUp(job)
      // What is not the id of a job is no place to go on from.
      for (const after of ["rubbish", "job_x", "12"]) {
        assert.strictEqual((yield* Effect.flip(client("job.list", { after }, owner)))._tag, "InvalidInput")
      }
      const error = yield* Effect.flip(client("dlq.retry", { ids: [job, "job_999999999" as never] }, owner))
      assert.strictEqual(error._tag, "NotFound")
      assert.strictEqual((yield* client("job.show", { id: job }, owner)).state, "dead")
    }))

  it.scoped("workers are shown with their shards and whether they live, and can be asked to drain", () =>
    Effect.gen(function*() {
      const { client, orgId, owner } = yield* desk
      const sql = yield* SqlClient.SqlClient
      const now = Date.now()
      yield* sql`
        INSERT INTO worker (id, session, address, version, kinds, started_at, heartbeat_at)
        VALUES ('w1', 1, '10.0.0.1:1', '0.1.0', 'render,publish', ${now - 60_000}, ${now}),
          ('w2', 2, '10.0.0.2:1', '0.1.0', 'render', ${now - 50_000}, ${now - 30_000})`
      yield* sql`
        INSERT INTO cluster_locks (shard_id, address, acquired_at)
        VALUES ('default:1', '10.0.0.1:1', now()), ('default:2', '10.0.0.1:1', now())`
      const workers = yield* client("worker.list", {}, owner)
      assert.deepStrictEqual(
        workers.map(({ alive, draining, id, kinds, shards }) => [id, kinds, shards, alive, draining]),
        [["w1", ["render", "publish"], 2, true, false], ["w2", ["render"], 0, false, false]]
      )
      assert.deepStrictEqual(workers.map(({ address }) => address), ["", ""])
      assert.strictEqual((yield* Effect.flip(client("worker.drain", { id: "w1" }, owner)))._tag, "Forbidden")
      const operator = yield* newKey(INSTALLATION, "operator")
      assert.strictEqual((yield* client("worker.list", {}, operator))[0]?.address, "10.0.0.1:1")
      assert.isTrue((yield* client("worker.drain", { id: "w1" }, operator)).draining)
      assert.strictEqual((yield* Effect.flip(client("worker.drain", { id: "w9" }, operator)))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(client("plan.list", {}, operator)))._tag, "Forbidden")
      assert.deepStrictEqual((yield* client("system.info", {}, operator)).plans, {})
      const totals = yield* client("system.totals", {}, operator)
      assert.isAtLeast(totals.orgs, 1)
      assert.isAtLeast(totals.workers.alive, 1)
      assert.isAbove(totals.databaseBytes, 1_000_000)
      // Numbers alone: no id and no name of any org.
      assert.notMatch(JSON.stringify(totals), /(org|acc|pln|ast|key|job)_|Studio/)
      for (const role of OrgRole.literals) {
        assert.strictEqual(
          (yield* Effect.flip(client("system.totals", {}, yield* newKey(orgId, role))))._tag,
          "Forbidden"
        )
      }
    }))

  it.scoped("the org's figures: policy, quotas, ledger, metrics, queues", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner } = yield* desk
      const sql = yield* SqlClient.SqlClient
      const info = yield* client("system.info", {}, owner)
      assert.strictEqual(info.mode, "sandbox")
      assert.deepStrictEqual(info.plans, { approved: 1 })
      assert.deepStrictEqual(info.queues.map(({ count, kind, state }) => [kind, state, count]), [[
        "start_asset",
        "pending",
        1
      ]])
      assert.isUndefined(info.overdue)
      yield* sql`UPDATE actor SET alarm_at = 1000 WHERE id = ${id}`
      const late = yield* client("system.info", {}, owner)
      assert.deepStrictEqual(late.overdue, [{ id, kind: "plan", dueAt: "1970-01-01T00:00:01.000Z" }])

      const ownerless = yield* Effect.flip(client("org.setPolicy", { id: orgId, change: { gates: "plan" } }, owner))
      assert.strictEqual(ownerless._tag, "OwnerMissing")
      const merged = yield* client("org.setPolicy", { id: orgId, change: { gates: "plan", gatesOwner: "Ada" } }, owner)
      assert.strictEqual(merged.policy.gatesOwner, "Ada")

      yield* sql`
        INSERT INTO usage_ledger (org_id, at, kind, amount, reference, note)
        VALUES (${orgId}, ${Date.parse("2026-01-10T12:00Z")}, 'renders', 3, 'r', 'settled'),
          (${orgId}, ${Date.parse("2026-02-10T12:00Z")}, 'renders', 4, 'r', 'settled')`
      const january = yield* client("usage.show", { orgId, from: "2026-01-01", to: "2026-02-01" }, owner)
      assert.deepStrictEqual(january.map(({ amount }) => amount), [3])
      const wrong = yield* Effect.flip(client("usage.show", { orgId, from: "soon" }, owner))
      assert.strictEqual(wrong._tag, "InvalidInput")

      for (const [at, views] of [[1_000, 5], [2_000, 9]] as const) {
        yield* sql`
          INSERT INTO metric (post_id, at, org_id, account_id, plan_id, views, raw)
          VALUES (${`7000000000000000001-${orgId}`}, ${at}, ${orgId}, 'acc', ${String(id)}, ${views}, '{}')`
      }
      assert.deepStrictEqual((yield* client("metrics.plan", { id }, owner)).map(({ views }) => views), [5, 9])
      const latest = yield* client("metrics.org", { orgId }, owner)
      assert.deepStrictEqual(latest.map(({ likes, views }) => [views, likes]), [[9, null]])
    }))

  it.scoped("a database that cannot answer is no riddle of SQL to the caller, but a wait", () =>
    Effect.gen(function*() {
      const { client, orgId, owner } = yield* desk
      const sql = yield* SqlClient.SqlClient
      yield* Effect.acquireRelease(
        sql`ALTER TABLE metric RENAME TO metric_elsewhere`,
        () => Effect.orDie(sql`ALTER TABLE metric_elsewhere RENAME TO metric`)
      )
      const error = yield* Effect.flip(client("metrics.org", { orgId }, owner))
      assert.strictEqual(error._tag, "Busy")
      assert.notMatch(`${error.message} ${error.remedy}`, /relation|sql/i)
    }))

  it.scoped("the feed follows an org, and a plan from its beginning", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* desk
      const items = yield* client("events.follow", { planId: id, since: "0.0" }, owner).pipe(
        Stream.take(2),
        Stream.runCollect
      )
      assert.deepStrictEqual([...items].map(({ event }) => event), ["PlanCreated", "PlanApproved"])
    }))
})
