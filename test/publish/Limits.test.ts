import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Account } from "@callsheet/domain/account/Account"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Option, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { skipIdleTime } from "../support/SkipIdleTime.ts"
import { newOrg, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { lookUntil, newCreator, nothingBroken, ownWords, reach, releasedPlan, standingOf } from "./support.ts"

/** Words that no other plan of the account has: what nearly repeats an earlier video would be held. */
const figure = (n: number) =>
  ownWords(
    `fold${n} corner${n} middle${n} again${n} turn${n} flat${n}`,
    `pull${n} wing${n} tail${n} open${n} press${n}`
  )

/** The most calls in any stretch of one minute. */
const fullest = (at: ReadonlyArray<number>): number =>
  Math.max(0, ...at.map((from) => at.filter((other) => other >= from && other < from + 60_000).length))

layer(stage({ speed: 20, sandbox: { settings: { postsPerDay: 100 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("TikTok's limits", (it) => {
  it.effect(
    "D07, F18, F19: thirty plans due at once on one account never fill a window beyond its count, and fifteen a day go out",
    () =>
      Effect.gen(function*() {
        const { sandbox } = yield* StageSandbox
        const orgId = yield* newOrg
        const creator = yield* newCreator(orgId)
        const plans = yield* Effect.forEach(
          Array.from({ length: 30 }, (_, i) => i),
          (i) => releasedPlan(orgId, creator.accountId, { script: figure(i) }),
          { concurrency: 10 }
        )
        const tracked = Effect.map(
          Effect.forEach(plans, standingOf),
          (all) => all.filter(({ status }) => status === "tracked").length
        )
        assert.strictEqual(yield* lookUntil(tracked, (count) => count >= 15), 15)
        const requests = sandbox.books.of("request").filter((entry) => entry.openId === creator.openId)
        const count = (endpoint: string) =>
          fullest(requests.filter((entry) => entry.endpoint === endpoint).map((entry) => entry.at))
        assert.isAtMost(count("init"), 6)
        assert.isAtMost(count("creator_info"), 20)
        assert.isAtMost(count("status"), 30)
        assert.deepStrictEqual(requests.filter((entry) => entry.status === 429).length, 0)
        // The other half waits for tomorrow, says so, and is not a failure.
        const sql = yield* SqlClient.SqlClient
        const waiting = sql<{ tag: string; runAt: number }>`
        SELECT failure->>'tag' AS tag, run_at::float8 AS "runAt" FROM job
        WHERE kind = 'publish' AND state = 'waiting' AND plan_id = ANY (${plans})`
        const rows = yield* lookUntil(waiting, ({ length }) => length === 15)
        const now = yield* Clock.currentTimeMillis
        assert.deepStrictEqual([...new Set(rows.map(({ tag }) => tag))], ["WindowFull"])
        assert.isTrue(rows.every(({ runAt }) => runAt > now + 20 * 3_600_000))
        assert.strictEqual(sandbox.books.of("post").filter((entry) => entry.openId === creator.openId).length, 15)
      }),
    { timeout: 180_000 }
  )

  it.effect("D07: after a 429 the account is silent at that call for the whole window", () =>
    Effect.gen(function*() {
      const { control, sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      yield* control.addFault({
        endpoint: "init",
        kind: "rateLimited",
        retryAfterSeconds: 1,
        count: 1,
        openId: creator.openId
      })
      const plan = yield* releasedPlan(orgId, creator.accountId)
      assert.strictEqual((yield* reach(plan, "tracked")).status, "tracked")
      const inits = sandbox.books.of("request").filter((entry) =>
        entry.endpoint === "init" && entry.openId === creator.openId
      )
      assert.lengthOf(inits, 2)
      assert.isAtLeast(inits[1]!.at - inits[0]!.at, 60_000)
    }))

  it.effect("F04: a hundred calls refused for the same token cause one renewal", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const actors = yield* Actors
      const store = yield* ActorStore
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const stored = Option.getOrThrow(yield* store.load(creator.accountId))
      const { tokens } = yield* Schema.decodeUnknown(Account)(stored.state)
      const failure = { tag: "TokenInvalid", message: "no", remedy: "none" }
      yield* Effect.forEach(Array.from({ length: 100 }), () =>
        actors.account(creator.accountId, asking(), { _tag: "RefuseToken", access: tokens.access, failure }), {
        concurrency: "unbounded"
      })
      yield* lookUntil(standingOf(creator.accountId), ({ state }) =>
        JSON.stringify(state).includes("\"refreshing\":false"))
      const renewals = sandbox.books.of("token").filter((entry) =>
        entry.openId === creator.openId && entry.grantType === "refresh_token"
      )
      assert.lengthOf(renewals, 1)
      assert.strictEqual((yield* standingOf(creator.accountId)).status, "connected")
    }))

  it.effect("a sixth draft of a day waits; drafts end as delivered to the inbox", () =>
    Effect.gen(function*() {
      const { sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const plans = yield* Effect.forEach(
        Array.from({ length: 6 }, (_, i) => i),
        (i) => releasedPlan(orgId, creator.accountId, { delivery: "inbox", topic: `Draft ${i} about paper boats` }),
        { concurrency: 6 }
      )
      const states = Effect.map(Effect.forEach(plans, standingOf), (all) => all.map(({ status }) => status).toSorted())
      const wanted = ["publishing", "tracked", "tracked", "tracked", "tracked", "tracked"]
      assert.deepStrictEqual(yield* lookUntil(states, (all) => all.join() === wanted.join()), wanted)
      const delivered = sandbox.books.of("inbox").filter((entry) => entry.openId === creator.openId)
      assert.lengthOf(delivered, 5)
      yield* nothingBroken(creator)
    }))

  it.effect("F08, T05: a draft that TikTok took and never answered for counts, so no sixth is sent that day", () =>
    Effect.gen(function*() {
      const { control, sandbox } = yield* StageSandbox
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const { openId } = creator
      yield* control.addFault({ endpoint: "inbox_init", kind: "status", status: 503, after: true, count: 4, openId })
      const draft = (topic: string) => releasedPlan(orgId, creator.accountId, { delivery: "inbox", topic })
      assert.strictEqual((yield* reach(yield* draft("A paper boat that floats"), "tracked")).status, "tracked")
      const second = yield* draft("How cranes sleep on one leg")
      const sql = yield* SqlClient.SqlClient
      const [job] = yield* lookUntil(
        sql<{ tag: string | null }>`
          SELECT failure->>'tag' AS tag FROM job WHERE kind = 'publish' AND plan_id = ${second}`,
        ([seen]) => seen !== undefined && seen.tag !== null
      )
      assert.strictEqual(job?.tag, "WindowFull")
      const asked = sandbox.books.of("request").filter((entry) =>
        entry.endpoint === "inbox_init" && entry.openId === openId
      )
      assert.deepStrictEqual(asked.map(({ status }) => status), [503, 503, 503, 503, 200])
    }))

  it.effect("F08: what TikTok may have opened unheard still counts when a person lets the plan go on after it was stopped", () =>
    Effect.gen(function*() {
      const { control, sandbox } = yield* StageSandbox
      const actors = yield* Actors
      const sql = yield* SqlClient.SqlClient
      const orgId = yield* newOrg
      const creator = yield* newCreator(orgId)
      const { openId } = creator
      yield* control.addFault({ endpoint: "init", kind: "status", status: 503, after: true, openId })
      const plan = yield* releasedPlan(orgId, creator.accountId, { script: ownWords("fold the wing once") })
      yield* lookUntil(
        sql<{ attempts: number }>`SELECT attempts FROM job WHERE kind = 'publish' AND plan_id = ${plan}`,
        ([seen]) => seen !== undefined && seen.attempts > 0
      )
      yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: { bannedWords: ["wing"] } })
      assert.strictEqual((yield* reach(plan, "needs_attention")).failure, "PolicyBroken")
      yield* control.clearFaults
      yield* actors.plan(plan, asking(), { _tag: "Allow", reason: "It is paper" })
      assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
      const asked = sandbox.books.of("request").filter((entry) => entry.endpoint === "init" && entry.openId === openId)
      const account = yield* Schema.decodeUnknown(Account)((yield* standingOf(creator.accountId)).state)
      assert.strictEqual(account.windows["posts"]?.log.length, asked.length)
      assert.isAbove(asked.length, 1)
    }))
})

layer(stage({ sandbox: { settings: { accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("an hour without TikTok", (it) => {
  it.effect(
    "D21, F09: an hour of 500s: bounded calls with growing gaps, a reason and a next try, and work resumes alone",
    () =>
      Effect.gen(function*() {
        const { control, sandbox } = yield* StageSandbox
        const orgId = yield* newOrg
        const creators = yield* Effect.forEach(Array.from({ length: 3 }), () => newCreator(orgId))
        yield* control.addFault({ endpoint: "*", kind: "status", status: 500 })
        const began = yield* Clock.currentTimeMillis
        const plans = yield* Effect.forEach(creators, ({ accountId }) => releasedPlan(orgId, accountId))
        yield* skipIdleTime("1 hour")
        const struck = sandbox.books.of("request").filter((entry) => entry.fault === "status")
        assert.isAtMost(struck.length, 60)
        const gaps = struck.slice(1).map((entry, i) => entry.at - struck[i]!.at)
        assert.isAbove(Math.max(...gaps.slice(-5)), 60_000)
        const sql = yield* SqlClient.SqlClient
        const jobs = sql<{ tag: string; state: string; runAt: number }>`
        SELECT failure->>'tag' AS tag, state, run_at::float8 AS "runAt" FROM job
        WHERE kind = 'publish' AND plan_id = ANY (${plans})`
        // A job may be at its next try in this moment, and a try may find its own moment of the window missed: each comes to
        // rest again, with the reason and the time of the next one.
        const named = (seen: Effect.Effect.Success<typeof jobs>) =>
          seen.filter(({ runAt, state, tag }) =>
            state === "waiting" && runAt > began && ["CircuitOpen", "TikTokUnavailable"].includes(tag)
          )
        const resting = yield* lookUntil(
          Effect.zipRight(skipIdleTime("10 seconds"), jobs),
          (seen) => named(seen).length === 3
        )
        assert.lengthOf(named(resting), 3, JSON.stringify(resting))
        yield* control.clearFaults
        for (const plan of plans) {
          const end = yield* lookUntil(
            Effect.zipRight(skipIdleTime("1 minute"), standingOf(plan)),
            ({ status }) => status === "tracked"
          )
          assert.strictEqual(end.status, "tracked")
        }
        for (const creator of creators) assert.lengthOf(yield* nothingBroken(creator), 1)
      }),
    { timeout: 180_000 }
  )
})
