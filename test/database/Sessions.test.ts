import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { makeSessions } from "@callsheet/database/Session"
import { startProxy } from "@callsheet/drill/Proxy"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { freshDatabase, TestDatabase } from "../support/Postgres.ts"

const ask = (
  pool: { readonly query: (text: string) => Promise<{ readonly rows: ReadonlyArray<unknown> }> },
  text: string
) => Effect.tryPromise(() => pool.query(text))

layer(AppLimits.layer.pipe(Layer.provideMerge(freshDatabase({ migrate }))), { excludeTestServices: true })(
  "a session with the database",
  (it) => {
    it.scoped("is cut when an answer stays away, and the next statement gets a new one", () =>
      Effect.gen(function*() {
        const url = new URL(Redacted.value((yield* TestDatabase).url))
        const port = Number(url.port)
        const proxy = yield* startProxy(() => port)
        url.port = String(proxy.port)
        url.hostname = "127.0.0.1"
        const pool = yield* makeSessions({
          url: url.href,
          applicationName: "silent",
          sessions: 1,
          patienceMillis: 300
        })
        yield* ask(pool, "SELECT 1")
        proxy.swallow(true)
        const refused = yield* Effect.flip(ask(pool, "SELECT 2")).pipe(Effect.timeout("10 seconds"))
        assert.match(String(refused.error), /no answer within 300 ms|terminated/)
        proxy.swallow(false)
        assert.strictEqual((yield* ask(pool, "SELECT 3")).rows.length, 1)
      }))

    it.scoped("that goes quiet inside a transaction gives its rows back within seconds", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const limits = yield* AppLimits
        const shared = { name: "held", schema: Schema.Struct({ count: Schema.Number }), initial: { count: 0 } }
        const more = limits.change(shared, ({ count }) => ({ self: { count: count + 1 }, answer: count + 1 }))
        assert.strictEqual(yield* more, 1)
        const pool = yield* makeSessions({
          url: Redacted.value((yield* TestDatabase).url),
          applicationName: "hung",
          sessions: 1
        })
        yield* ask(pool, "BEGIN; SELECT state FROM app_limit WHERE name = 'held' FOR UPDATE")
        const [held] = yield* sql<{ state: string }>`
          SELECT state FROM pg_stat_activity WHERE application_name = 'hung' AND datname = current_database()`
        assert.strictEqual(held?.state, "idle in transaction")
        // The wait for the row and the end of the quiet session are both bounded, whichever comes first.
        const counted = yield* more.pipe(Effect.retry({ times: 1 }), Effect.timeout("15 seconds"))
        assert.strictEqual(counted, 2)
      }), 30_000)

    it.scoped("no process that stops between two statements keeps others from a shared limit", () =>
      Effect.gen(function*() {
        const limits = yield* AppLimits
        const shared = { name: "many", schema: Schema.Struct({ count: Schema.Number }), initial: { count: 0 } }
        const more = limits.change(shared, ({ count }) => ({ self: { count: count + 1 }, answer: count + 1 }))
        const counts = yield* Effect.forEach(Array.from({ length: 40 }), () => more, { concurrency: "unbounded" })
        assert.deepStrictEqual(counts.toSorted((a, b) => a - b), Array.from({ length: 40 }, (_, n) => n + 1))
      }))
  }
)
