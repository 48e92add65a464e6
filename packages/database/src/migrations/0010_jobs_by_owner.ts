import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { buildIndex, dropIndex } from "./OnlineIndex.ts"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // The shard of the actor that hears of the job's end, so that the worker that owns it can take the job. Null in rows of
  // releases that did not write it: anyone's.
  yield* sql`ALTER TABLE job ADD COLUMN IF NOT EXISTS shard smallint`
})

export const after = Effect.gen(function*() {
  // By owner only what is not settled is looked for: a job that ends well leaves this index and makes no entry in it.
  yield* buildIndex("job_unsettled", "job (owner_id) WHERE ended_at IS NULL OR failure IS NOT NULL")
  yield* dropIndex("job_owner")
})
