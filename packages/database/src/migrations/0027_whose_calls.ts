import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { buildIndex } from "./OnlineIndex.ts"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // The API key that asked. Null in rows of releases that did not write it: anyone's of the org, until their time is over.
  yield* sql`ALTER TABLE remembered_call ADD COLUMN IF NOT EXISTS key_id text`
  // The API key that made a link, which ends with it. Null in rows of releases that did not write it.
  yield* sql`ALTER TABLE review_link ADD COLUMN IF NOT EXISTS key_id text`
})

// What is old is forgotten in the order of its age.
export const after = buildIndex("remembered_call_claimed", "remembered_call (claimed_at)")
