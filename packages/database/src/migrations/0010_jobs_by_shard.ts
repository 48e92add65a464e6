import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/**
 * The shard of the actor that hears of a job's end, so that the worker that owns it can take the job. Null in rows of releases
 * that did not write it: anyone's.
 */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  yield* sql`ALTER TABLE job ADD COLUMN shard smallint`
})
