import { Actors } from "@callsheet/actors/Actors"
import { Failure } from "@callsheet/domain/Failure"
import { deriveCommandId, type OrgId } from "@callsheet/domain/Ids"
import type { UsageKind } from "@callsheet/domain/org/Org"
import { PriceList } from "@callsheet/process/PriceConfig"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Layer } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { PRICES } from "../support/PaidProvider.ts"

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const actors = yield* Actors
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const limit = (kind: UsageKind, amount: number, period: "day" | "month" = "month") =>
    client("quota.set", { orgId, kind, limit: { amount, period } }, owner)
  const quota = (kind: UsageKind) =>
    Effect.map(client("quota.show", { orgId }, owner), (quotas) => quotas.find((one) => one.kind === kind)!)
  const reserve = (reference: string, amount: number, kind: UsageKind = "llm_tokens") =>
    actors.org(orgId, asking(), { _tag: "Reserve", reference, amounts: [{ kind, amount }] })
  const settle = (reference: string, amount: number, kind: UsageKind = "llm_tokens") =>
    actors.org(orgId, asking(), { _tag: "Settle", reference, amounts: [{ kind, amount }] })
  const plan = (topic: string) =>
    Effect.map(
      client("plan.add", {
        orgId,
        plan: { accountId, topic, notes: notesAbout(topic), at: new Date(Date.now() + 2 * 86_400_000).toISOString() }
      }, owner),
      ({ plan }) => plan!.id as never
    )
  return { client, actors, orgId, owner, limit, quota, reserve, settle, plan }
})

const countEvents = (orgId: OrgId, tag: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ count: number }>`SELECT count(*)::int AS count FROM event WHERE actor_id = ${orgId} AND tag = ${tag}`,
      ([row]) => row!.count
    ))

/** The message of the org to itself that a plan's stop owes: as the worker carries it. */
const carryFree = (orgId: OrgId, planId: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const actors = yield* Actors
    const open = yield* sql<{ id: string }>`
      SELECT id::text FROM job WHERE owner_id = ${planId} AND kind = 'tell' AND payload->'command'->>'_tag' = 'Free'
        AND state = 'pending'`
    yield* Effect.forEach(open, ({ id }) =>
      actors.org(orgId, { ...asking(), commandId: deriveCommandId("job", id, "tell") }, {
        _tag: "Free",
        reference: planId
      }))
    return open.length
  })

layer(ApiStage.pipe(Layer.provide(Layer.succeed(PriceList, { ...PRICES, renderMicros: 20_000 }))), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("limits and budgets", (it) => {
  it.scoped("D15, T03: a limit of ten holds one entry of ten, and the next unit is refused with where things stand", () =>
    Effect.gen(function*() {
      const { limit, quota, reserve, settle } = yield* desk
      yield* limit("llm_tokens", 10)
      yield* reserve("work:1", 10)
      yield* settle("work:1", 10)
      const refusal = yield* Effect.flip(reserve("work:2", 1))
      if (refusal._tag !== "QuotaExceeded") return assert.fail(refusal._tag)
      const { asked, limit: of, reserved, resetsAt, used } = refusal
      assert.deepStrictEqual({ asked, of, reserved, used }, { asked: 1, of: 10, reserved: 0, used: 10 })
      assert.strictEqual(resetsAt, (yield* quota("llm_tokens")).resetsAt)
      assert.include(refusal.message, "10 used, 0 reserved")
    }))

  it.scoped("D15, promise 4: fifty at once never reserve past the limit, whatever their size", () =>
    Effect.gen(function*() {
      const { limit, quota, reserve } = yield* desk
      yield* limit("llm_tokens", 100)
      const outcomes = yield* Effect.all(
        Array.from({ length: 50 }, (_, n) => Effect.either(reserve(`work:${n}`, 1 + (n % 7)))),
        { concurrency: "unbounded" }
      )
      const taken = outcomes.flatMap((outcome, n) => Either.isRight(outcome) ? [1 + (n % 7)] : [])
      const sum = taken.reduce((total, amount) => total + amount, 0)
      assert.isAtMost(sum, 100)
      assert.isAbove(sum, 93)
      assert.strictEqual((yield* quota("llm_tokens")).reserved, sum)
    }))

  it.scoped("F21: fifty at once past 80 % warn once, and a jump from 70 to 95 % warns once, by promise or by price", () =>
    Effect.gen(function*() {
      const many = yield* desk
      yield* many.limit("llm_tokens", 50)
      yield* Effect.all(Array.from({ length: 60 }, (_, n) => Effect.either(many.reserve(`work:${n}`, 1))), {
        concurrency: "unbounded"
      })
      assert.strictEqual(yield* countEvents(many.orgId, "UsageWarned"), 1)

      const jump = yield* desk
      yield* jump.limit("llm_tokens", 100)
      yield* jump.reserve("work:1", 70)
      assert.strictEqual(yield* countEvents(jump.orgId, "UsageWarned"), 0)
      yield* jump.reserve("work:2", 25)
      yield* jump.settle("work:1", 70)
      yield* jump.reserve("work:3", 5)
      assert.strictEqual(yield* countEvents(jump.orgId, "UsageWarned"), 1)

      // What was promised as 10 and cost 25 crosses the line when it is paid.
      const dear = yield* desk
      yield* dear.limit("llm_tokens", 100)
      yield* dear.settle("work:1", 60)
      yield* dear.reserve("work:2", 10)
      yield* dear.settle("work:2", 25)
      assert.isTrue((yield* dear.quota("llm_tokens")).warned)
      assert.strictEqual(yield* countEvents(dear.orgId, "UsageWarned"), 1)
      const rows = yield* dear.client("usage.show", { orgId: dear.orgId }, dear.owner)
      assert.deepStrictEqual(rows.map(({ amount }) => amount), [60, 25])
      // Each kind has a warning of its own.
      yield* dear.limit("voice_seconds", 10)
      yield* dear.reserve("work:4", 9, "voice_seconds")
      assert.strictEqual(yield* countEvents(dear.orgId, "UsageWarned"), 2)
    }))

  it.scoped("F21: a limit that changes its period is held against what that period has used", () =>
    Effect.gen(function*() {
      const { limit, quota, reserve, settle } = yield* desk
      yield* settle("work:1", 6)
      yield* limit("llm_tokens", 10, "day")
      const day = yield* quota("llm_tokens")
      assert.deepStrictEqual([day.used, day.period], [6, "day"])
      assert.isAtMost(Date.parse(day.resetsAt!) - Date.now(), 25 * 3_600_000)
      assert.strictEqual((yield* Effect.flip(reserve("work:2", 5)))._tag, "QuotaExceeded")
      yield* reserve("work:2", 4)
    }))

  it.scoped("F21, promise 4: a plan that fails gives back what it had promised, and a retry promises it again or is refused", () =>
    Effect.gen(function*() {
      const { actors, client, limit, orgId, owner, plan, quota } = yield* desk
      yield* limit("renders", 1)
      const id = yield* plan("The first")
      const rival = yield* plan("The second")
      yield* client("plan.approve", { id }, owner)
      assert.strictEqual((yield* Effect.flip(client("plan.approve", { id: rival }, owner)))._tag, "QuotaExceeded")
      const failure = new Failure({ tag: "Broken", message: "It broke.", remedy: "Mend it." })
      yield* actors.plan(id, asking(), { _tag: "ReportFailure", failure, unsure: false })
      assert.strictEqual(yield* carryFree(orgId, id), 1)
      assert.strictEqual((yield* quota("renders")).reserved, 0)
      yield* client("plan.approve", { id: rival }, owner)
      const refusal = yield* Effect.flip(client("plan.retry", { id }, owner))
      if (refusal._tag !== "QuotaExceeded") return assert.fail(refusal._tag)
      assert.deepStrictEqual([refusal.limit, refusal.used, refusal.reserved], [1, 0, 1])
      assert.strictEqual((yield* client("plan.show", { id }, owner)).status, "failed")
      yield* client("plan.cancel", { id: rival, reason: "" }, owner)
      yield* carryFree(orgId, rival)
      yield* client("plan.retry", { id }, owner)
      assert.strictEqual((yield* client("plan.show", { id }, owner)).status, "approved")
      assert.strictEqual((yield* quota("renders")).reserved, 1)
      // A message that would free it once more is taken back with the stop it belonged to.
      yield* actors.plan(id, asking(), { _tag: "ReportFailure", failure, unsure: false })
      yield* client("plan.retry", { id }, owner)
      assert.strictEqual(yield* carryFree(orgId, id), 0)
      assert.strictEqual((yield* quota("renders")).reserved, 1)
    }))

  it.scoped("D29: an org that floods is refused without a job or a reservation, and a spent budget stops before any work", () =>
    Effect.gen(function*() {
      const { client, limit, orgId, owner, plan, quota } = yield* desk
      const sql = yield* SqlClient.SqlClient
      yield* limit("money_micros", 0)
      const plans = yield* Effect.forEach(Array.from({ length: 20 }, (_, n) => n), (n) => plan(`Number ${n}`))
      const outcomes = yield* Effect.all(plans.map((id) => Effect.either(client("plan.approve", { id }, owner))), {
        concurrency: "unbounded"
      })
      const tags = outcomes.map((outcome) => Either.isLeft(outcome) ? outcome.left._tag : "approved")
      assert.deepStrictEqual([...new Set(tags)], ["QuotaExceeded"])
      const [jobs] = yield* sql<{ count: number }>`SELECT count(*)::int AS count FROM job WHERE org_id = ${orgId}`
      assert.strictEqual(jobs?.count, 0)
      assert.strictEqual((yield* quota("renders"))?.reserved ?? 0, 0)
      assert.strictEqual((yield* quota("money_micros")).unit, "millionths of EUR")
    }))
})
