import { COMMIT_CHANNEL, makeCommitNotifier } from "@callsheet/database/commit/CommitNotifier"
import { PreparedStatements } from "@callsheet/database/commit/PreparedStatements"
import { listen } from "@callsheet/database/feed/Listen"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Queue, Stream, TestClock } from "effect"
import { freshDatabase, TestDatabase } from "../support/Postgres.ts"

/** Answers signals as told, one after the other, and keeps what each was told. */
const heardBy = (answers: ReadonlyArray<"heard" | "away">) =>
  Effect.gen(function*() {
    const told = yield* Queue.unbounded<string>()
    let n = 0
    const planned = PreparedStatements.of({
      run: (_statement, values) =>
        Effect.zipRight(
          Queue.offer(told, String(values[0])),
          answers[n++] === "away" ? new SqlError({ cause: new Error("away"), message: "away" }) : Effect.succeed([])
        )
    })
    return { told, ring: yield* Effect.provideService(makeCommitNotifier, PreparedStatements, planned) }
  })

describe("the ring after commits", () => {
  it.scoped("what is committed while others are told is told together, once", () =>
    Effect.gen(function*() {
      const { ring, told } = yield* heardBy([])
      ring(["render"])
      assert.strictEqual(yield* Queue.take(told), "render")
      ring(["publish"])
      ring([])
      ring(["publish", "follow"])
      yield* TestClock.adjust("20 millis")
      assert.strictEqual(yield* Queue.take(told), "publish,follow")
      yield* TestClock.adjust("1 minute")
      assert.isTrue(yield* Queue.isEmpty(told))
    }))

  it.scoped("Q4: what could not be told while the database was away is told when it answers", () =>
    Effect.gen(function*() {
      const { ring, told } = yield* heardBy(["away", "away", "heard"])
      ring(["render"])
      assert.strictEqual(yield* Queue.take(told), "render")
      ring(["publish"])
      yield* TestClock.adjust("1 second")
      assert.sameMembers((yield* Queue.take(told)).split(","), ["render", "publish"])
      yield* TestClock.adjust("1 second")
      assert.sameMembers((yield* Queue.take(told)).split(","), ["render", "publish"])
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Queue.take(told), "", "the second ring had its own turn")
      assert.isTrue(yield* Queue.isEmpty(told))
    }))

  it.scopedLive("another process hears which kinds of jobs there are", () =>
    Effect.gen(function*() {
      const { url } = yield* TestDatabase
      const heard = yield* Queue.unbounded<string>()
      yield* listen(url, COMMIT_CHANNEL).pipe(
        Stream.runForEach((next) => Queue.offer(heard, next._tag === "Payload" ? next.payload : next._tag)),
        Effect.forkScoped
      )
      assert.strictEqual(yield* Queue.take(heard), "Resync")
      const ring = yield* makeCommitNotifier
      ring(["render", "publish"])
      assert.strictEqual(yield* Queue.take(heard), "render,publish")
      ring([])
      assert.strictEqual(yield* Queue.take(heard), "")
    }).pipe(Effect.provide(PreparedStatements.layer.pipe(Layer.provideMerge(freshDatabase())))))
})
