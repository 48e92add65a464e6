import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Option } from "effect"
import { asking, birth, newPlanId, RoadLive } from "../support/ActorHarness.ts"

layer(RoadLive, { excludeTestServices: true })("the loop of every actor", (it) => {
  const rowsOf = (id: string) =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const events = yield* sql<{ tag: string; version: number }>`
        SELECT tag, version FROM event WHERE actor_id = ${id} ORDER BY version`
      const jobs = yield* sql<{ kind: string; state: string }>`
        SELECT kind, state FROM job WHERE owner_id = ${id} ORDER BY id`
      return { events: events.map((row) => row.tag), jobs }
    })

  it.effect("D18: a plan is born, approved and owes its asset, each step one version", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newPlanId()
      const born = yield* actors.plan(id, asking(), birth())
      assert.deepStrictEqual([born.status, born.version, born.approved], ["scheduled", 1, false])
      const approved = yield* actors.plan(id, asking(), { _tag: "Approve" })
      assert.deepStrictEqual([approved.status, approved.version, approved.approved], ["approved", 2, true])
      assert.deepStrictEqual(yield* rowsOf(id), {
        events: ["PlanCreated", "PlanApproved"],
        jobs: [{ kind: "start_asset", state: "pending" }]
      })
    }))

  it.effect("D20, F11, T08: the same command a hundred times in parallel is one event and one answer", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newPlanId()
      const command = birth()
      const answers = yield* Effect.all(
        Array.from({ length: 100 }, () => actors.plan(id, asking(`key:twice:${id}`, true), command)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
      assert.deepStrictEqual((yield* rowsOf(id)).events, ["PlanCreated"])
    }))

  it.effect("D20: the same key with another body is refused, and the first answer stands also later", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newPlanId()
      const command = birth()
      const key = asking(`key:body:${id}`, true)
      const first = yield* actors.plan(id, key, command)
      yield* actors.plan(id, asking(), { _tag: "Approve" })
      assert.deepStrictEqual(yield* actors.plan(id, key, command), first)
      const other = yield* Effect.either(actors.plan(id, key, { ...command, topic: "Something else" }))
      assert.strictEqual(Either.isLeft(other) ? other.left._tag : "accepted", "KeyReused")
    }))

  it.effect("an actor moved by another owner meanwhile is read again, never overwritten", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newPlanId()
      yield* actors.plan(id, asking(), birth())
      // A second owner with a memory of its own: another process that believes the shard is its.
      const other = yield* ActorRuntimes.pipe(Effect.provide(ActorRuntimes.layer))
      yield* other.plan.ask(id, asking(), { _tag: "Lock" })
      const refused = yield* Effect.either(actors.plan(id, asking(), { _tag: "Approve" }))
      assert.strictEqual(Either.isLeft(refused) ? refused.left._tag : "accepted", "PlanLocked")
      yield* actors.plan(id, asking(), { _tag: "Unlock" })
      yield* other.plan.ask(id, asking(), { _tag: "Approve" })
      const store = yield* ActorStore
      assert.strictEqual(Option.getOrThrow(yield* store.load(id)).version, 4)
    }))

  it.effect("an echo of a command that is illegal by now gets its first answer, not a refusal", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newPlanId()
      yield* actors.plan(id, asking(), birth())
      const approve = asking()
      yield* actors.plan(id, approve, { _tag: "Approve" })
      yield* actors.plan(id, asking(), { _tag: "Cancel", reason: "" })
      const echo = yield* actors.plan(id, approve, { _tag: "Approve" })
      assert.strictEqual(echo.status, "cancelled")
    }))

  it.effect("a plan that does not exist says so", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const refused = yield* Effect.either(actors.plan(newPlanId(), asking(), { _tag: "Approve" }))
      assert.strictEqual(Either.isLeft(refused) ? refused.left._tag : "accepted", "PlanNotFound")
    }))

  it.effect("a step that can never be stored is refused at once, and takes no other commit with it", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const bad = actors.plan(newPlanId(), asking(), { ...birth(), topic: "a\u0000b" })
      const good = Array.from({ length: 10 }, () => actors.plan(newPlanId(), asking(), birth()))
      const [refused, ...others] = yield* Effect.all([bad, ...good].map(Effect.either), {
        concurrency: "unbounded"
      }).pipe(Effect.timeout("8 seconds"))
      assert.strictEqual(refused !== undefined && Either.isLeft(refused) ? refused.left._tag : "stored", "Unstorable")
      assert.isTrue(others.every(Either.isRight))
    }))
})
