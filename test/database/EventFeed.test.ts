import { Actors } from "@callsheet/actors/Actors"
import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { tellHint } from "@callsheet/database/feed/Hints"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Chunk, Deferred, Effect, Either, Fiber, Layer, Queue, Ref, Schedule, Stream } from "effect"
import { asking, birth, newOrgId, newPlanId, RoadLive } from "../support/ActorHarness.ts"
import { TestDatabase } from "../support/Postgres.ts"

const FeedLive = Layer.unwrapEffect(Effect.map(TestDatabase, ({ url }) => EventFeed.layer(url))).pipe(
  Layer.provideMerge(RoadLive)
)

/** Creates, locks and unlocks one plan: three events in this order. */
const story = (orgId: ReturnType<typeof newOrgId>) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const id = newPlanId()
    yield* actors.plan(id, asking(), birth(undefined, { orgId }))
    yield* actors.plan(id, asking(), { _tag: "Lock" })
    yield* actors.plan(id, asking(), { _tag: "Unlock" })
    return id
  })

const order = (items: Iterable<FeedItem>, planId: string) =>
  [...items].filter((item) => item.planId === planId).map(({ event }) => event)
const whole = ["PlanCreated", "PlanLocked", "PlanUnlocked"]
const positions = (items: Iterable<FeedItem>) => [...items].map(({ position }) => position)

const isAscending = (all: ReadonlyArray<string>) =>
  all.every((position, i) => {
    if (i === 0) return true
    const [tx = "", row = ""] = position.split(".")
    const [txBefore = "", rowBefore = ""] = all[i - 1]!.split(".")
    return BigInt(tx) > BigInt(txBefore) || (tx === txBefore && BigInt(row) > BigInt(rowBefore))
  })

layer(FeedLive, { excludeTestServices: true, timeout: "60 seconds" })("The feed of events", (it) => {
  it.scoped("everything that many actors commit at once arrives once, in order, without a gap", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const orgId = newOrgId()
      const subscribed = yield* Deferred.make<void>()
      const first = yield* story(orgId)
      const start = (yield* Stream.runCollect(feed.follow({ orgId, since: "0" }).pipe(Stream.take(3)))).pipe(
        Chunk.unsafeLast
      )
      const follower = yield* feed.follow({ orgId, since: start.position }).pipe(
        Stream.onStart(Deferred.succeed(subscribed, undefined)),
        Stream.take(300),
        Stream.runCollect,
        Effect.fork
      )
      yield* Deferred.await(subscribed)
      const plans = yield* Effect.forEach(Array.from({ length: 100 }), () => story(orgId), { concurrency: 20 })
      const items = yield* Fiber.join(follower)
      assert.isTrue(isAscending(positions(items)))
      assert.deepStrictEqual(order(items, first), [])
      for (const plan of plans) assert.deepStrictEqual(order(items, plan), whole)
    }))

  it.scoped("who comes back with a position misses nothing and sees nothing twice", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const orgId = newOrgId()
      const plans = yield* Effect.forEach(Array.from({ length: 10 }), () => story(orgId))
      const seen: Array<FeedItem> = []
      // Seven at a time, as a connection that keeps breaking.
      while (seen.length < 30) {
        const since = seen.at(-1)?.position ?? "0.0"
        const some = feed.follow({ orgId, since }).pipe(Stream.take(Math.min(7, 30 - seen.length)), Stream.runCollect)
        seen.push(...(yield* some))
      }
      assert.isTrue(isAscending(positions(seen)))
      for (const plan of plans) assert.deepStrictEqual(order(seen, plan), whole)
    }))

  it.scoped("a commit that comes late is not passed over by one that came earlier", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const sql = yield* SqlClient.SqlClient
      const orgId = newOrgId()
      const got = yield* Ref.make<ReadonlyArray<string>>([])
      const subscribed = yield* Deferred.make<void>()
      yield* feed.follow({ orgId, since: "0.0" }).pipe(
        Stream.onStart(Deferred.succeed(subscribed, undefined)),
        Stream.runForEach((item) => Ref.update(got, (all) => [...all, item.event])),
        Effect.forkScoped
      )
      yield* Deferred.await(subscribed)
      const row = (tag: string) =>
        sql`
          INSERT INTO event (actor_id, kind, org_id, version, at, tag, to_status, by, body, command_id)
          VALUES ('a', 'org', ${orgId}, 1, 0, ${tag}, 'active', 'test', '{}', ${`${orgId}:${tag}`})`
      const written = yield* Deferred.make<void>()
      const mayEnd = yield* Deferred.make<void>()
      // The older transaction writes first and commits last.
      const older = yield* sql.withTransaction(
        Effect.zipRight(row("Older"), Effect.zipRight(Deferred.succeed(written, undefined), Deferred.await(mayEnd)))
      ).pipe(Effect.fork)
      yield* Deferred.await(written)
      yield* row("Younger")
      yield* sql`SELECT pg_notify('callsheet_commit', '')`
      yield* Effect.sleep("400 millis")
      assert.deepStrictEqual(yield* Ref.get(got), [], "the younger one is held back while the older one may still come")
      yield* Deferred.succeed(mayEnd, undefined)
      yield* Fiber.join(older)
      yield* Ref.get(got).pipe(
        Effect.repeat({ until: (all) => all.length === 2, schedule: Schedule.spaced("20 millis") }),
        Effect.timeout("10 seconds")
      )
      assert.deepStrictEqual(yield* Ref.get(got), ["Older", "Younger"])
    }))

  it.scoped("an org sees its own events alone, and a plan's followers the plan's", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const [mine, theirs] = [newOrgId(), newOrgId()]
      yield* story(theirs)
      const first = yield* story(mine)
      const second = yield* story(mine)
      const all = yield* feed.follow({ orgId: mine, since: "0.0" }).pipe(Stream.take(6), Stream.runCollect)
      assert.deepStrictEqual([...new Set([...all].map(({ orgId }) => orgId))], [mine])
      const some = yield* feed.follow({ orgId: mine, planId: second, since: "0.0" }).pipe(
        Stream.take(3),
        Stream.runCollect
      )
      assert.deepStrictEqual(order(some, second), whole)
      assert.deepStrictEqual(order(some, first), [])

      const subscribed = yield* Deferred.make<void>()
      const live = yield* feed.follow({ orgId: mine, since: Chunk.unsafeLast(all).position }).pipe(
        Stream.onStart(Deferred.succeed(subscribed, undefined)),
        Stream.take(3),
        Stream.runCollect,
        Effect.fork
      )
      yield* Deferred.await(subscribed)
      yield* story(theirs)
      const third = yield* story(mine)
      assert.deepStrictEqual(order(yield* Fiber.join(live), third), whole)
    }))

  it.scoped("a reader that never reads is cut with a typed answer, and others go on", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const sql = yield* SqlClient.SqlClient
      const orgId = newOrgId()
      const subscribed = yield* Deferred.make<void>()
      const wake = yield* Deferred.make<void>()
      const sleeper = yield* feed.follow({ orgId }).pipe(
        Stream.onStart(Deferred.succeed(subscribed, undefined)),
        Stream.tap(() => Deferred.await(wake)),
        Stream.runDrain,
        Effect.either,
        Effect.fork
      )
      yield* Deferred.await(subscribed)
      const reader = yield* feed.follow({ orgId, since: "0.0" }).pipe(Stream.take(15_000), Stream.runCount, Effect.fork)
      yield* sql`
        INSERT INTO event (actor_id, kind, org_id, version, at, tag, to_status, by, body, command_id)
        SELECT 'b', 'org', ${orgId}, n, 0, 'Flood', 'active', 'test', '{}', ${orgId} || n FROM generate_series(1, 15000) AS n`
      yield* sql`SELECT pg_notify('callsheet_commit', '')`
      assert.strictEqual(yield* Fiber.join(reader), 15_000)
      yield* Deferred.succeed(wake, undefined)
      const end = yield* Fiber.join(sleeper)
      assert.isTrue(Either.isLeft(end) && end.left._tag === "Busy")
    }))

  it.scoped("what is no position is refused", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const error = yield* Effect.flip(Stream.runDrain(feed.follow({ orgId: newOrgId(), since: "yesterday" })))
      assert.strictEqual(error._tag, "InvalidInput")
    }))

  it.scoped("what changes without an event is hinted at, to the org it concerns or to everyone", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const queue = yield* JobQueue
      const sql = yield* SqlClient.SqlClient
      const [mine, theirs] = [newOrgId(), newOrgId()]
      const heard = yield* Queue.unbounded<string>()
      yield* feed.hints(mine).pipe(Stream.runForEach((subject) => Queue.offer(heard, subject)), Effect.forkScoped)
      const next = Queue.take(heard).pipe(Effect.timeout("10 seconds"))
      assert.strictEqual(yield* next, "all", "a listener that begins to listen reads everything once")

      const put = (orgId: string) =>
        sql`
          INSERT INTO job (key, kind, owner_kind, owner_id, org_id, priority, run_at, payload, created_at)
          VALUES (${`${orgId}:hint`}, ${orgId}, 'plan', 'pln_x', ${orgId}, 0, 0, '{}'::jsonb, 0)`
      const claim = (orgId: string) =>
        queue.claim({ slots: new Map([[orgId, 1]]), shards: [], worker: "w", now: 1_000, leaseMillis: 1_000 })
      yield* Effect.all([put(mine), put(theirs)])
      assert.lengthOf(yield* claim(theirs), 1)
      const [job] = yield* claim(mine)
      assert.strictEqual(yield* next, "job")
      yield* queue.progress(job!, "render", 0.5)
      assert.strictEqual(yield* next, "job")

      yield* tellHint(sql, "key", theirs)
      yield* tellHint(sql, "preset", mine)
      yield* tellHint(sql, "worker", null)
      assert.strictEqual(yield* next, "preset")
      assert.strictEqual(yield* next, "worker")
    }))

  it.scoped("a hint that comes a thousand times is told at once, and then once a second", () =>
    Effect.gen(function*() {
      const feed = yield* EventFeed
      const sql = yield* SqlClient.SqlClient
      const orgId = newOrgId()
      const heard = yield* Queue.unbounded<string>()
      yield* feed.hints(orgId).pipe(Stream.runForEach((subject) => Queue.offer(heard, subject)), Effect.forkScoped)
      assert.strictEqual(yield* Queue.take(heard), "all")
      yield* Effect.forEach(Array.from({ length: 1_000 }), () => tellHint(sql, "metric", orgId), { concurrency: 5 })
      assert.strictEqual(yield* Queue.take(heard).pipe(Effect.timeout("10 seconds")), "metric")
      assert.strictEqual(yield* Queue.take(heard).pipe(Effect.timeout("10 seconds")), "metric")
      // Notifications keep their order, so all thousand have arrived by then.
      yield* tellHint(sql, "preset", orgId)
      let more = 0
      let subject = "metric"
      while (subject === "metric") {
        subject = yield* Queue.take(heard).pipe(Effect.timeout("30 seconds"))
        more += 1
      }
      assert.strictEqual(subject, "preset")
      assert.isBelow(more, 100)
    }))
})
