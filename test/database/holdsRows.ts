import * as Database from "@callsheet/database/Database"
import { isTransient } from "@callsheet/database/SqlFault"
import { transaction } from "@callsheet/database/Transaction"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect, Redacted } from "effect"
import { once } from "node:events"

// A process that changes an actor inside a transaction, says so, and goes on when it is told to. Each line it writes is a step.
const [url = "", id = ""] = process.argv.slice(2)
const say = (line: string) => Effect.sync(() => process.stdout.write(`${line}\n`))

const program = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const outcome = yield* Effect.either(
    transaction(sql)(Effect.gen(function*() {
      yield* sql`UPDATE actor SET status = 'stolen', version = version + 1000 WHERE id = ${id}`
      yield* say("inside")
      yield* Effect.promise(() => once(process.stdin, "data"))
      yield* sql`UPDATE actor SET status = 'stolen twice' WHERE id = ${id}`
    }))
  )
  yield* say(outcome._tag === "Right" ? "committed" : isTransient(outcome.left) ? "lost" : "failed")
  const [row] = yield* sql<{ status: string }>`SELECT status FROM actor WHERE id = ${id}`.pipe(
    Effect.retry({ while: isTransient, times: 1 })
  )
  yield* say(`sees ${row?.status}`)
})

await Effect.runPromise(Effect.provide(
  program,
  Database.layer({ url: Redacted.make(url), applicationName: "callsheet-stopped", maxConnections: 1 })
))
process.exit(0)
