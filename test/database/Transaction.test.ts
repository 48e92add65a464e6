import { isTransient } from "@callsheet/database/SqlFault"
import { transaction } from "@callsheet/database/Transaction"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { assert, layer } from "@effect/vitest"
import { Cause, Effect } from "effect"
import { asAdmin, freshDatabase } from "../support/Postgres.ts"

const cut = (pid: number) => asAdmin((admin) => admin.query("SELECT pg_terminate_backend($1)", [pid]))

/** A transaction whose connection is gone before it ends, by its own choice or by a refusal of the work. */
const cutOff = <E>(end: Effect.Effect<void, E>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    transaction(sql)(Effect.gen(function*() {
      const [own] = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
      yield* cut(own!.pid)
      yield* end
    })))

/**
 * The pool may hand out the broken connection once more before it hears of its end, and throws it away then. That is an outage
 * like any other, which the caller waits out.
 */
const nextOne = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => transaction(sql)(sql`SELECT 1`).pipe(Effect.retry({ while: isTransient, times: 1 }))
)

layer(freshDatabase())("a transaction", (it) => {
  it.effect("D11: whose connection is cut before its commit fails by a name that says so, and the next one works", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(cutOff(Effect.void))
      assert.instanceOf(error, SqlError)
      assert.isTrue(isTransient(error))
      assert.lengthOf(yield* nextOne, 1)
    }))

  it.effect("D11: whose connection is cut before its rollback fails by the same name", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(cutOff(Effect.fail("refused" as const)))
      assert.instanceOf(error, SqlError)
    }))

  it.effect("D11: that dies of something else still does", () =>
    Effect.gen(function*() {
      yield* nextOne
      const sql = yield* SqlClient.SqlClient
      const cause = yield* Effect.flip(Effect.sandbox(transaction(sql)(Effect.die(new TypeError("a bug")))))
      assert.instanceOf([...Cause.defects(cause)][0], TypeError)
    }))
})
