import { Actors } from "@callsheet/actors/Actors"
import type { ApiError } from "@callsheet/domain/api/ApiError"
import { Failure } from "@callsheet/domain/Failure"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Either } from "effect"
import { asking, birth, newPlanId } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newKey, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { lookUntil } from "../support/LookUntil.ts"

const refusedWith = <A>(outcome: Either.Either<A, ApiError>): ApiError => {
  assert.isTrue(Either.isLeft(outcome), "the call was expected to be refused")
  return Either.getOrThrow(Either.flip(outcome))
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const add = (topic: string, at = inDays(2), key?: string) =>
    client("plan.add", {
      orgId,
      plan: { accountId, topic, notes: notesAbout(topic), at },
      ...(key === undefined ? {} : { key })
    }, owner)
  return { client, orgId, owner, accountId, add }
})

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Plans through the contract", (it) => {
  it.scoped("a new plan waits for approval and says who can give it", () =>
    Effect.gen(function*() {
      const { add, client, owner } = yield* desk
      const { feasibility, plan } = yield* add("Five coffee myths")
      assert.strictEqual(plan?.status, "scheduled")
      assert.strictEqual(plan?.waitingFor?.who, "approver")
      assert.deepStrictEqual(plan?.waitingFor?.action, { call: "plan.approve", input: { id: plan?.id } })
      assert.isTrue(feasibility.feasible)
      const shown = yield* client("plan.show", { id: plan!.id }, owner)
      const { notes, ...rest } = shown
      assert.deepStrictEqual<unknown>(rest, plan)
      assert.isString(notes)
      const byBeginning = yield* client("plan.show", { id: plan!.id.slice(4, 22) }, owner)
      assert.strictEqual(byBeginning.id, plan?.id)
    }))

  it.scoped("D20: the same key a hundred times at once makes one plan and gives one answer", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner } = yield* desk
      for (const at of [inDays(3), "next"]) {
        const wish = { orgId, plan: { accountId, topic: `At ${at}`, at }, key: `wish ${at}` }
        const answers = yield* Effect.all(
          Array.from({ length: 100 }, () => client("plan.add", wish, owner)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(new Set(answers.map(({ plan }) => JSON.stringify(plan))).size, 1)
        const later = yield* client("plan.add", wish, owner)
        assert.deepStrictEqual(later.plan, answers[0]?.plan)
        const other = yield* Effect.either(
          client("plan.add", { ...wish, plan: { ...wish.plan, topic: "Another" } }, owner)
        )
        assert.strictEqual(refusedWith(other)._tag, "KeyReused")
        assert.include(refusedWith(other).message, `wish ${at}`)
      }
      const { plans } = yield* client("plan.list", {}, owner)
      assert.strictEqual(plans.length, 2)
    }))

  it.scoped("D20: the same approval a hundred times moves the plan once", () =>
    Effect.gen(function*() {
      const { add, client, owner } = yield* desk
      const { plan } = yield* add("Approved once")
      const answers = yield* Effect.all(
        Array.from({ length: 100 }, () => client("plan.approve", { id: plan!.id as never, key: "yes" }, owner)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
      const timeline = yield* client("plan.timeline", { id: plan!.id as never }, owner)
      assert.deepStrictEqual(timeline.map(({ event }) => event), ["PlanCreated", "PlanApproved"])
    }))

  it.scoped("D15, D29, T03: fifty approvals at once never take more than the limit of ten, and refused ones leave no job", () =>
    Effect.gen(function*() {
      const { add, client, orgId, owner } = yield* desk
      const sql = yield* SqlClient.SqlClient
      yield* client("quota.set", { orgId, kind: "publishes", limit: { amount: 10, period: "month" } }, owner)
      const plans = yield* Effect.forEach(
        Array.from({ length: 50 }, (_, i) => i),
        (i) => add(`Number ${i}`, inDays(3 + i)),
        { concurrency: 10 }
      )
      const outcomes = yield* Effect.all(
        plans.map(({ plan }) => Effect.either(client("plan.approve", { id: plan!.id as never }, owner))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(outcomes.filter(Either.isRight).length, 10)
      for (const refusal of outcomes.filter(Either.isLeft)) {
        assert.strictEqual(refusal.left._tag, "QuotaExceeded")
        assert.include(refusal.left.remedy, "raise the limit")
      }
      const [jobs] = yield* sql<{ count: number }>`SELECT count(*)::int AS count FROM job WHERE org_id = ${orgId}`
      assert.strictEqual(jobs?.count, 10)
      const quotas = yield* client("quota.show", { orgId }, owner)
      assert.strictEqual(quotas.find(({ kind }) => kind === "publishes")?.reserved, 10)
    }))

  it.scoped("an approval that the plan refuses gives back what was reserved for it, and a new key may try again", () =>
    Effect.gen(function*() {
      const { add, client, orgId, owner } = yield* desk
      const actors = yield* Actors
      const { plan } = yield* add("Locked meanwhile")
      const id = plan!.id as never
      const reserved = Effect.map(
        client("quota.show", { orgId }, owner),
        (quotas) => quotas.find(({ kind }) => kind === "renders")?.reserved ?? 0
      )
      yield* client("plan.lock", { id }, owner)
      const refusal = yield* Effect.either(client("plan.approve", { id, key: "go" }, owner))
      assert.strictEqual(refusedWith(refusal)._tag, "PlanLocked")
      assert.strictEqual(yield* reserved, 0)
      yield* client("plan.unlock", { id }, owner)
      yield* client("plan.approve", { id, key: "go on" }, owner)
      assert.strictEqual(yield* reserved, 1)
      // Once settled, asking again promises nothing again.
      yield* actors.org(orgId, asking(), {
        _tag: "Settle",
        reference: plan!.id,
        amounts: [{ kind: "renders", amount: 1 }]
      })
      yield* Effect.either(client("plan.approve", { id }, owner))
      yield* client("plan.approve", { id, key: "go on" }, owner)
      assert.strictEqual(yield* reserved, 0)
    }))

  it.scoped("an approval that comes too late gives back what was reserved for it", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner } = yield* desk
      const actors = yield* Actors
      const id = newPlanId()
      const born = birth(100, { orgId, accountId, graceMillis: 100 })
      yield* actors.plan(id, asking(), born)
      yield* lookUntil(Clock.currentTimeMillis, (now) => now > born.slot + born.graceMillis)
      const refusal = yield* Effect.flip(client("plan.approve", { id }, owner))
      assert.strictEqual(refusal._tag, "SlotInThePast")
      const timeline = yield* client("plan.timeline", { id }, owner)
      assert.deepStrictEqual(timeline.map(({ event }) => event), ["PlanCreated"])
      const quotas = yield* client("quota.show", { orgId }, owner)
      assert.deepStrictEqual(quotas.map(({ kind, reserved }) => [kind, reserved]), [
        ["publishes", 0],
        ["renders", 0],
        ["stored_bytes", 0]
      ])
    }))

  it.scoped("D20: \"next\" means what it meant when the wish was first made, also after others took the hour", () =>
    Effect.gen(function*() {
      const { accountId, add, client, orgId, owner } = yield* desk
      const wish = { orgId, plan: { accountId, topic: "First", at: "next" }, key: "soon" }
      const { plan: first } = yield* client("plan.add", wish, owner)
      const move = { id: first!.id as never, at: "next", key: "move" }
      yield* client("plan.reschedule", { id: first!.id as never, at: inDays(9) }, owner)
      const { plan: second } = yield* add("Second", "next")
      assert.strictEqual(second?.slot, first?.slot)
      assert.deepStrictEqual((yield* client("plan.add", wish, owner)).plan, first)
      const moved = yield* client("plan.reschedule", move, owner)
      yield* add("Third", moved.slot)
      yield* client("plan.cancel", { id: second!.id as never }, owner)
      // What it is warned of is as things stand when it is asked.
      const { warnings: _before, ...answer } = moved
      const { warnings: _now, ...again } = yield* client("plan.reschedule", move, owner)
      assert.deepStrictEqual(again, answer)
    }))

  it.scoped("F06: every row of a timeline says from, to, event, who and why", () =>
    Effect.gen(function*() {
      const { add, client, owner } = yield* desk
      const { plan } = yield* add("A long story")
      const id = plan!.id as never
      yield* client("plan.lock", { id }, owner)
      yield* client("plan.unlock", { id }, owner)
      yield* client("plan.reschedule", { id, at: inDays(5) }, owner)
      yield* client("plan.reject", { id, reason: "Too long" }, owner)
      yield* client("plan.retry", { id }, owner)
      yield* client("plan.cancel", { id, reason: "Not now" }, owner)
      const rows = yield* client("plan.timeline", { id }, owner)
      assert.deepStrictEqual(
        rows.map(({ event, from, reason, to }) => [from, to, event, reason]),
        [
          [null, "scheduled", "PlanCreated", null],
          ["scheduled", "scheduled", "PlanLocked", null],
          ["scheduled", "scheduled", "PlanUnlocked", null],
          ["scheduled", "scheduled", "PlanRescheduled", null],
          ["scheduled", "rejected", "PlanRejected", "Too long"],
          ["rejected", "scheduled", "PlanRetried", null],
          ["scheduled", "cancelled", "PlanCancelled", "Not now"]
        ]
      )
      for (const row of rows) {
        assert.strictEqual(row.by, "key:owner of the test")
        assert.match(row.traceId ?? "", /^[0-9a-f]{32}$/)
        assert.strictEqual(new Date(row.at).toISOString(), row.at)
        assert.strictEqual(row.subject, "plan")
      }
    }))

  it.scoped("D30: an approver allows what was stopped, with a reason; an editor may not, and what it costs is promised again", () =>
    Effect.gen(function*() {
      const { add, client, orgId, owner } = yield* desk
      const actors = yield* Actors
      const approver = yield* newKey(orgId, "approver")
      const editor = yield* newKey(orgId, "editor")
      const { plan } = yield* add("The same again")
      const id = plan!.id as never
      yield* client("plan.approve", { id }, approver)
      const failure = new Failure({
        tag: "DuplicateScript",
        message: "The script says the same as plan X.",
        remedy: `An approver can allow it: callsheet plan allow ${plan!.id}`,
        about: ["duplicate:X"]
      })
      // A plan that failed holds no promise any more; one that asks still does.
      yield* actors.plan(plan!.id, asking(), { _tag: "ReportFailure", failure, unsure: false })
      const reserved = Effect.map(
        client("quota.show", { orgId }, owner),
        (quotas) => quotas.find(({ kind }) => kind === "renders")?.reserved ?? 0
      )
      yield* actors.org(orgId, asking(), { _tag: "Free", reference: plan!.id })
      assert.strictEqual(yield* reserved, 0)

      const wish = { id, reason: "A series, the client knows", key: "once" }
      assert.strictEqual((yield* Effect.flip(client("plan.allow", wish, editor)))._tag, "Forbidden")
      const answer = yield* client("plan.allow", wish, approver)
      assert.strictEqual(answer.status, "approved")
      assert.strictEqual((yield* client("plan.allow", wish, approver)).version, answer.version)
      assert.strictEqual(yield* reserved, 1)
      const told = (yield* client("plan.timeline", { id }, owner)).find(({ event }) => event === "PlanAllowed")
      assert.deepStrictEqual([told?.reason, told?.by], ["A series, the client knows", "key:approver of the test"])
      const twice = yield* Effect.flip(client("plan.allow", { id, reason: "Again" }, approver))
      assert.strictEqual(twice._tag, "IllegalCommand")
    }))

  it.scoped("a dry run stores nothing and says what a person may want to know first", () =>
    Effect.gen(function*() {
      const { accountId, add, client, orgId, owner } = yield* desk
      const at = inDays(4)
      yield* add("Coffee myths, five!", at)
      const dry = yield* client(
        "plan.add",
        { orgId, plan: { accountId, topic: "five COFFEE myths", at }, dryRun: true },
        owner
      )
      assert.isNull(dry.plan)
      assert.isTrue(dry.feasibility.warnings.some((warning) => warning.startsWith("Same hour")))
      assert.isTrue(dry.feasibility.warnings.some((warning) => warning.startsWith("Same topic")))
      const similar = (topic: string, account = accountId) =>
        Effect.map(
          client("plan.add", { orgId, plan: { accountId: account, topic, at: inDays(9) }, dryRun: true }, owner),
          ({ feasibility }) => feasibility.warnings.filter((warning) => warning.startsWith("Similar topic"))
        )
      const [warning = ""] = yield* similar("Five big coffee myths")
      assert.match(warning, /^Similar topic: pln_\w+ of this account at .+ is about nearly the same/)
      assert.deepStrictEqual(yield* similar("Five myths about sleeping in summer"), [])
      assert.deepStrictEqual(yield* similar("Five big coffee myths", yield* newAccount(orgId)), [])
      assert.strictEqual((yield* client("plan.list", {}, owner)).plans.length, 1)
    }))

  it.scoped("a slot that too many plans share says how many fit and names the nearest that can be met", () =>
    Effect.gen(function*() {
      const { add } = yield* desk
      const at = inDays(4)
      yield* Effect.forEach(Array.from({ length: 6 }), (_, i) => add(`Crowd ${i}`, at))
      const { feasibility } = yield* add("One too many", at)
      assert.isFalse(feasibility.feasible)
      assert.include(feasibility.warnings[0], "The slot has 7 plans, 6 fit into a minute")
      assert.strictEqual(feasibility.nearest, new Date(Date.parse(at) + 60_000).toISOString())
    }))

  it.scoped("every fault of a plan is named at once, by column", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner } = yield* desk
      const outcome = yield* Effect.either(
        client("plan.add", {
          orgId,
          plan: { accountId, topic: "Old", at: "2020-01-01T10:00Z", script: "only a hook" }
        }, owner)
      )
      const error = refusedWith(outcome)
      assert.strictEqual(error._tag, "InvalidInput")
      assert.deepStrictEqual("faults" in error ? error.faults.map(({ column }) => column) : [], ["at", "script"])
      const unknown = refusedWith(
        yield* Effect.either(
          client("plan.add", {
            orgId,
            plan: { accountId: "acc_00000000000000000000000000" as never, topic: "X", at: "next" }
          }, owner)
        )
      )
      assert.include(unknown.message, "callsheet account list")
    }))

  it.scoped("\"next\" takes full hours that no other plan of the account uses, an hour from now at the earliest", () =>
    Effect.gen(function*() {
      const { add } = yield* desk
      const slots = yield* Effect.forEach(["a", "b", "c"], (topic) => add(topic, "next"))
      const times = slots.map(({ plan }) => Date.parse(plan!.slot))
      assert.isAtLeast(times[0]!, Date.now() + 3_590_000)
      assert.isTrue(times.every((at) => at % 3_600_000 === 0))
      assert.strictEqual(new Set(times).size, 3)
    }))

  it.scoped("many that ask for the next free hour at once get an hour each", () =>
    Effect.gen(function*() {
      const { add } = yield* desk
      const answers = yield* Effect.forEach(Array.from({ length: 12 }), (_, i) => add(`Rush ${i}`, "next"), {
        concurrency: "unbounded"
      })
      assert.strictEqual(new Set(answers.map(({ plan }) => plan!.slot)).size, 12)
    }))

  it.scoped("an hour that a moved plan left is free at once, and an account is known at once", () =>
    Effect.gen(function*() {
      const { add, client, orgId, owner } = yield* desk
      const at = inDays(4)
      const { plan } = yield* add("First", at)
      assert.isNotEmpty((yield* add("Second", at)).feasibility.warnings)
      const accountId = yield* newAccount(orgId, "other")
      const other = yield* client("plan.add", {
        orgId,
        plan: { accountId, topic: "Third", notes: notesAbout("Third"), at }
      }, owner)
      assert.deepStrictEqual(other.feasibility.warnings, [])
      yield* client("plan.cancel", { id: plan!.id as never }, owner)
      assert.deepStrictEqual((yield* add("First", inDays(5))).feasibility.warnings, [])
    }))

  it.scoped("lists page by slot without gap or repeat, and filter", () =>
    Effect.gen(function*() {
      const { add, client, owner } = yield* desk
      const made = yield* Effect.forEach([5, 3, 9, 3, 7], (days, i) => add(`Page ${i}`, inDays(days)))
      const seen: Array<string> = []
      let after: string | undefined
      do {
        const page = yield* client("plan.list", { limit: 2, ...(after === undefined ? {} : { after }) }, owner)
        seen.push(...page.plans.map(({ id }) => id))
        after = page.next ?? undefined
      } while (after !== undefined)
      const bySlot = made.map(({ plan }) => plan!).toSorted((a, b) =>
        Date.parse(a.slot) - Date.parse(b.slot) || (a.id < b.id ? -1 : 1)
      )
      assert.deepStrictEqual(seen, bySlot.map(({ id }) => id))
      yield* client("plan.cancel", { id: seen[0] as never }, owner)
      const cancelled = yield* client("plan.list", { status: ["cancelled"] }, owner)
      assert.deepStrictEqual(cancelled.plans.map(({ id }) => id), [seen[0]])
      const early = yield* client("plan.list", { to: inDays(6) }, owner)
      assert.strictEqual(early.plans.length, 3)
      const lost = refusedWith(yield* Effect.either(client("plan.list", { after: "nowhere" }, owner)))
      assert.strictEqual(lost._tag, "InvalidInput")
    }))

  it.scoped("an approved plan says where its work stands in line", () =>
    Effect.gen(function*() {
      const { add, client, owner, orgId } = yield* desk
      const plans = yield* Effect.forEach([2, 3], (days) => add(`Queue ${days}`, inDays(days)))
      for (const { plan } of plans) yield* client("plan.approve", { id: plan!.id as never }, owner)
      const second = yield* client("plan.show", { id: plans[1]!.plan!.id }, owner)
      assert.match(second.waitingFor?.what ?? "", /a worker to start on it: \d+ ahead in line/)
      const { jobs } = yield* client("job.list", { orgId }, owner)
      assert.deepStrictEqual(jobs.map(({ kind, state }) => [kind, state]), [
        ["start_asset", "pending"],
        ["start_asset", "pending"]
      ])
      const viewer = yield* newKey(orgId, "viewer")
      assert.strictEqual((yield* client("job.show", { id: jobs[0]!.id }, viewer)).id, jobs[0]!.id)
    }))
})
