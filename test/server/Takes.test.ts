import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import type { ApiError } from "@callsheet/domain/api/ApiError"
import { ScriptLine } from "@callsheet/domain/asset/Script"
import { jobKinds } from "@callsheet/domain/facts/jobKinds"
import { failureWith } from "@callsheet/domain/Failure"
import { Plan } from "@callsheet/domain/plan/Plan"
import type { TakeOption } from "@callsheet/domain/plan/Takes"
import { step } from "@callsheet/domain/Remedy"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Option, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newKey, newOrg } from "../support/ApiStage.ts"

const refused = <A>(outcome: Either.Either<A, ApiError>): ApiError => {
  assert.isTrue(Either.isLeft(outcome), "the call was expected to be refused")
  return Either.getOrThrow(Either.flip(outcome))
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const own = "Salt comes last.\n\nEarly salt draws water.\n\nTry it tonight."
const line = (text: string) => new ScriptLine({ role: "hook", text })

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const actors = yield* Actors
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client(
    "plan.add",
    {
      orgId,
      plan: { accountId, topic: "Salt", notes: "Salt comes last. Early salt draws water.", script: own, at: inDays(2) }
    },
    owner
  )
  const id = plan!.id
  const show = client("plan.show", { id }, owner)
  const takes = client("take.list", { id }, owner)
  /** What the job of a take reports. */
  const written = (number: number, options: ReadonlyArray<TakeOption>) =>
    actors.plan(id, asking(), { _tag: "AddTake", number, options, source: { _tag: "model", model: "test" } })
  return { actors, client, id, orgId, owner, show, takes, written }
})

const jobsOf = (id: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql<{ state: string; payload: unknown }>`
      SELECT state, payload FROM job WHERE owner_id = ${id} AND kind = 'write_take' ORDER BY id`)

layer(ApiStage, { excludeTestServices: true, timeout: "90 seconds" })("Takes through the contract", (it) => {
  it.scoped("a hook is asked for, chosen, and the old one taken back, and the timeline tells all of it", () =>
    Effect.gen(function*() {
      const { client, id, owner, show, takes, written } = yield* desk
      const tried = yield* client("take.ask", { id, of: "hook", dryRun: true }, owner)
      assert.strictEqual(tried.take, null)
      assert.deepStrictEqual(tried.effect.says, [
        "It voids nothing.",
        "Nothing is made again before you choose one.",
        "It buys nothing."
      ])
      assert.deepStrictEqual(yield* takes, [])
      const { take } = yield* client("take.ask", { id, of: "hook", reason: "too slow" }, owner)
      assert.strictEqual(take?.state, "writing")
      assert.deepStrictEqual(take?.options.map(({ option, inUse }) => [option, inUse]), [[0, true]])
      const [job] = yield* jobsOf(id)
      const payload = yield* jobKinds.write_take.decode(job?.payload)
      assert.strictEqual(payload.reason, "too slow")
      assert.include(payload.seen, "Salt comes last.")
      assert.strictEqual(payload.from?.lines.length, 3)
      const before = yield* show
      yield* written(1, [{ line: line("Salt *last*.") }, { line: line("Not yet, salt.") }])
      const ready = yield* takes
      assert.deepStrictEqual(ready[0]?.options.map(({ line }) => line?.text), [
        "Salt comes last.",
        "Salt *last*.",
        "Not yet, salt."
      ])
      const chosen = yield* client("take.choose", { id, take: 1, option: 2, ifVersion: (yield* show).version }, owner)
      assert.deepStrictEqual(chosen.effect.changes.map(({ part }) => part), ["script"])
      assert.strictEqual(chosen.plan.status, before.status)
      assert.deepStrictEqual((yield* takes)[0]?.options.map(({ inUse }) => inUse), [false, false, true])
      yield* client("take.choose", { id, take: 1, option: 0 }, owner)
      assert.deepStrictEqual((yield* takes)[0]?.options.map(({ inUse }) => inUse), [true, false, false])
      const timeline = yield* client("plan.timeline", { id }, owner)
      assert.deepStrictEqual(timeline.slice(1).map(({ event, reason }) => [event, reason]), [
        ["TakeAsked", "Another hook: too slow"],
        ["TakeWritten", "Take 1: 2 options to choose from."],
        ["PlanEdited", "Chosen: take 1, option 2."],
        ["PlanEdited", "Chosen: take 1, option 0."]
      ])
    }))

  it.scoped("words of a model that are chosen are known as a model's, and the old ones as a person's again", () =>
    Effect.gen(function*() {
      const { client, id, owner, written } = yield* desk
      yield* client("take.ask", { id, of: "line", line: 2 }, owner)
      yield* written(1, [{ line: new ScriptLine({ role: "beat", text: "Salt pulls water out." }) }])
      yield* client("take.choose", { id, take: 1, option: 1 }, owner)
      const sourceNow = Effect.map(
        Effect.flatMap(ActorStore, (store) => store.load(id)),
        (row) => {
          const { script } = Schema.decodeUnknownSync(Plan)(Option.getOrThrow(row).state)
          return [script?.source._tag, script?.lines[1]?.text]
        }
      )
      assert.deepStrictEqual(yield* sourceNow, ["model", "Salt pulls water out."])
      yield* client("plan.undo", { id, ifVersion: (yield* client("plan.show", { id }, owner)).version }, owner)
      assert.deepStrictEqual(yield* sourceNow, ["person", "Early salt draws water."])
    }))

  it.scoped("one is written at a time; an edit, a rejection and a retry meanwhile leave it owed, a cancel ends it", () =>
    Effect.gen(function*() {
      const { actors, client, id, owner, show, takes } = yield* desk
      const since = (yield* show).since
      yield* client("take.ask", { id, of: "script" }, owner)
      assert.strictEqual((yield* show).since, since)
      assert.strictEqual(
        refused(yield* Effect.either(client("take.ask", { id, of: "hook" }, owner)))._tag,
        "TakeUnderWay"
      )
      yield* client("plan.edit", { id, ifVersion: (yield* show).version, change: { caption: "Mine." } }, owner)
      yield* client("plan.reject", { id, reason: "too long" }, owner)
      const jobs = yield* jobsOf(id)
      assert.deepStrictEqual(jobs.map(({ state }) => state), ["cancelled", "pending"])
      const last = yield* jobKinds.write_take.decode(jobs.at(-1)?.payload)
      assert.deepStrictEqual([last.number, last.reason], [1, "too long"])
      yield* client("plan.cancel", { id }, owner)
      assert.deepStrictEqual((yield* jobsOf(id)).at(-1)?.state, "cancelled")
      assert.deepStrictEqual(yield* takes, [])
      const late = yield* Effect.either(
        actors.plan(id, asking(), { _tag: "AddTake", number: 1, options: [], source: { _tag: "person" } })
      )
      assert.strictEqual(Either.isLeft(late) && late.left._tag, "NoSuchTake")
    }))

  it.scoped("a take that was given up says why, stops nothing, and the next one can be asked for", () =>
    Effect.gen(function*() {
      const { actors, client, id, owner, show, takes } = yield* desk
      const before = yield* show
      yield* client("take.ask", { id, of: "hook" }, owner)
      const failure = failureWith(
        { tag: "ScriptRefused", message: "No other hook." },
        step("Write your own", "plan.edit")
      )
      yield* actors.plan(id, asking(), { _tag: "FailTake", number: 1, failure })
      const [take] = yield* takes
      assert.deepStrictEqual([take?.state, take?.failure?.remedy], ["failed", "Write your own."])
      assert.deepStrictEqual(take?.failure?.steps?.[0]?.action, { call: "plan.edit", input: { id } })
      assert.strictEqual((yield* show).status, before.status)
      const again = yield* client("take.ask", { id, of: "hook" }, owner)
      assert.strictEqual(again.take?.number, 2)
    }))

  it.scoped("another picture is the next answer to the same wish, or another wish, and needs no writer", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* desk
      const none = refused(yield* Effect.either(client("take.ask", { id, of: "picture", line: 2 }, owner)))
      assert.strictEqual(none._tag, "NothingToTake")
      const steps = "steps" in none ? none.steps : undefined
      const asked = { call: "take.ask", input: { id, of: "picture", line: 2 }, asks: ["wish"] }
      assert.deepStrictEqual(steps?.[0]?.action, asked)
      const first = yield* client("take.ask", { id, of: "picture", line: 2, wish: "salt shaker" }, owner)
      assert.strictEqual(first.take?.state, "ready")
      yield* client("take.choose", { id, take: 1, option: 1 }, owner)
      const second = yield* client("take.ask", { id, of: "picture", line: 2 }, owner)
      assert.deepStrictEqual(second.take?.options.map(({ line }) => line?.shows), [
        { kind: "picture", wish: "salt shaker" },
        { kind: "picture", wish: "salt shaker", another: 1 }
      ])
      assert.deepStrictEqual(yield* jobsOf(id), [])
    }))

  it.scoped("what cannot be had is refused with a next step: no script, no line, no notes, no such option, no role", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner } = yield* desk
      const asked = (
        input: { readonly of: "line" | "hook" | "script"; readonly line?: number },
        plan = id,
        key = owner
      ) => Effect.map(Effect.either(client("take.ask", { id: plan, ...input }, key)), refused)
      assert.include((yield* asked({ of: "line", line: 9 })).message, "3 lines")
      const accountId = yield* newAccount(orgId)
      const bare = yield* client("plan.add", { orgId, plan: { accountId, topic: "Pepper", at: inDays(3) } }, owner)
      assert.strictEqual((yield* asked({ of: "hook" }, bare.plan!.id))._tag, "NothingToTake")
      assert.strictEqual((yield* asked({ of: "script" }, bare.plan!.id))._tag, "NothingToSay")
      const none = refused(yield* Effect.either(client("take.choose", { id, take: 4, option: 1 }, owner)))
      assert.strictEqual(none._tag, "NoSuchTake")
      const viewer = yield* newKey(orgId, "viewer")
      assert.strictEqual((yield* asked({ of: "hook" }, id, viewer))._tag, "Forbidden")
      assert.deepStrictEqual(yield* client("take.list", { id }, viewer), [])
    }))

  it.scoped("the same key asks once", () =>
    Effect.gen(function*() {
      const { client, id, owner, takes } = yield* desk
      const ask = client("take.ask", { id, of: "hook", key: `take ${id}` }, owner)
      const first = yield* ask
      assert.deepStrictEqual(yield* ask, first)
      assert.lengthOf(yield* takes, 1)
    }))

  it.scoped("a take whose job is called off fails alone: its plan goes on, and another one can be asked for", () =>
    Effect.gen(function*() {
      const { client, id, owner, show, takes } = yield* desk
      yield* client("take.ask", { id, of: "hook" }, owner)
      const { jobs } = yield* client("job.list", { planId: id, kind: "write_take" }, owner)
      yield* client("job.cancel", { id: jobs[0]!.id }, owner)
      assert.strictEqual((yield* show).status, "scheduled")
      const [failed] = yield* takes
      assert.strictEqual(failed?.state, "failed")
      assert.deepStrictEqual(failed?.failure?.steps?.[0]?.action, { call: "take.ask", input: { id } })
      const { take } = yield* client("take.ask", { id, of: "hook" }, owner)
      assert.strictEqual(take?.number, 2)
    }))
})
