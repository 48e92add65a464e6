import { listen } from "@callsheet/database/feed/Listen"
import { SqlClient } from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { freshDatabase, TestDatabase } from "../support/Postgres.ts"

layer(freshDatabase(), { excludeTestServices: true })("Listen", (it) => {
  it.scoped("Q4: a listener whose connection is cut says resync and hears the next notification", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient
      const { url } = yield* TestDatabase
      const heard = yield* Queue.unbounded<string>()
      yield* listen(url, "test channel").pipe(
        Stream.runForEach((next) => Queue.offer(heard, next._tag === "Payload" ? next.payload : next._tag)),
        Effect.forkScoped
      )
      assert.strictEqual(yield* Queue.take(heard), "Resync")
      yield* sql`SELECT pg_notify('test channel', 'first')`
      assert.strictEqual(yield* Queue.take(heard), "first")

      const cut = yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'callsheet-listen' AND datname = current_database()`
      assert.strictEqual(cut.length, 1)

      assert.strictEqual(yield* Queue.take(heard), "Resync")
      yield* sql`SELECT pg_notify('test channel', 'second')`
      assert.strictEqual(yield* Queue.take(heard), "second")
    }))

  it.scoped("an empty payload is heard too", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient
      const { url } = yield* TestDatabase
      const heard = yield* Queue.unbounded<string>()
      yield* listen(url, "quiet").pipe(
        Stream.runForEach((next) => Queue.offer(heard, next._tag === "Payload" ? `<${next.payload}>` : next._tag)),
        Effect.forkScoped
      )
      yield* Queue.take(heard)
      yield* sql`SELECT pg_notify('quiet', '')`
      assert.strictEqual(yield* Queue.take(heard), "<>")
    }))
})
