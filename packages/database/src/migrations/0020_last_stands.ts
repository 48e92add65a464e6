import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // Which commands and jobs were under way in processes that hung. One row for each process and work.
  yield* sql`
    CREATE TABLE last_stand (
      work text NOT NULL,
      process text NOT NULL,
      what text NOT NULL,
      died_at bigint NOT NULL,
      PRIMARY KEY (work, process)
    )`
  yield* sql`CREATE INDEX last_stand_died_at ON last_stand (died_at)`
})
