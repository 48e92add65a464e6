import { MemberAlert } from "@callsheet/actors/MemberAlert"
import { Workers } from "@callsheet/database/jobs/Workers"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { JobRunner } from "@callsheet/worker/jobs/JobRunner"
import { Liveness } from "@callsheet/worker/membership/Liveness"
import * as Membership from "@callsheet/worker/membership/Membership"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { createServer } from "node:net"
import { freshDatabase, TestDatabase } from "../support/Postgres.ts"
import { freePort } from "../support/RunningStack.ts"

const idle = Layer.succeed(JobRunner, { running: Effect.succeed(0), drain: Effect.void, idle: Effect.void })

const alive = (id: string, address: string) =>
  Liveness.layer(Effect.map(TestDatabase, ({ url }) => ({ id, address, kinds: ["render"], databaseUrl: url })))

const rowOf = (id: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.map(sql<{ session: number }>`SELECT session FROM worker WHERE id = ${id}`, ([row]) => row ?? null)
  )

const ownsShard = (shard: string, address: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`INSERT INTO cluster_locks (shard_id, address, acquired_at) VALUES (${shard}, ${address}, now())`
  )
const shardsOf = (address: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.map(sql`SELECT 1 FROM cluster_locks WHERE address = ${address}`, (rows) => rows.length)
  )

const until = <A, E, R>(look: Effect.Effect<A, E, R>, holds: (a: A) => boolean) =>
  Effect.repeat(look, { until: holds, schedule: Schedule.spaced("50 millis") })

/** Somebody who listens, as a living worker does at its cluster address. */
const listening = Effect.acquireRelease(
  Effect.async<{ readonly address: string; readonly close: () => void }>((resume) => {
    const server = createServer((socket) => socket.destroy())
    server.listen(0, "127.0.0.1", () => {
      const at = server.address()
      const port = typeof at === "object" && at !== null ? at.port : 0
      resume(Effect.succeed({ address: `127.0.0.1:${port}`, close: () => void server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)
const deserted = Effect.map(Effect.promise(freePort), (port) => `127.0.0.1:${port}`)

layer(Workers.layer.pipe(Layer.provideMerge(freshDatabase({ migrate }))), { excludeTestServices: true })(
  "a worker's sign of life",
  (it) => {
    it.scoped("D22: it is listed only with its lock held, and takes everything along when it leaves", () =>
      Effect.gen(function*() {
        const workers = yield* Workers
        const address = yield* deserted
        yield* Effect.gen(function*() {
          assert.isNotNull(yield* rowOf("one"))
          assert.deepStrictEqual(yield* workers.dead, [])
          yield* ownsShard("default:1", address)
        }).pipe(Effect.provide(alive("one", address)))
        assert.isNull(yield* rowOf("one"))
        assert.strictEqual(yield* shardsOf(address), 0, "what the cluster could not give back is free too")
      }))

    it.scoped("a session that breaks is replaced under a new number; the worker itself is not taken for dead", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const workers = yield* Workers
        const { address } = yield* listening
        yield* Effect.gen(function*() {
          const before = (yield* rowOf("two"))?.session
          yield* sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'callsheet-liveness' AND datname = current_database()`
          yield* until(rowOf("two"), (row) => row !== null && row.session !== before)
          assert.deepStrictEqual(yield* workers.dead, [])
        }).pipe(Effect.provide(alive("two", address)))
      }))

    it.scoped("D22: one that is gone is buried with its shards, and one that answers without its lock for long too", () =>
      Effect.gen(function*() {
        const workers = yield* Workers
        const gone = { id: "gone", address: yield* deserted }
        const mute = { id: "mute", address: (yield* listening).address }
        for (const [index, row] of [gone, mute].entries()) {
          yield* workers.register({ ...row, session: 900_000 + index, version: "0", kinds: [], now: 0 })
          yield* ownsShard(`default:${10 + index}`, row.address)
        }
        const survivor = Membership.layer.pipe(
          Layer.provide([idle, MemberAlert.layer]),
          Layer.provide(alive("survivor", (yield* listening).address))
        )
        yield* Effect.gen(function*() {
          yield* until(rowOf("gone"), (row) => row === null)
          yield* until(rowOf("mute"), (row) => row === null)
          assert.isNotNull(yield* rowOf("survivor"))
          assert.strictEqual((yield* shardsOf(gone.address)) + (yield* shardsOf(mute.address)), 0)
        }).pipe(Effect.provide(survivor))
      }))
  }
)
