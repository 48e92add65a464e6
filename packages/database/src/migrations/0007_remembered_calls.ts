import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/** What a caller named with an idempotency key, and how it ended where no actor keeps that. */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    CREATE TABLE remembered_call (
      org_id text NOT NULL,
      key text NOT NULL,
      call text NOT NULL,
      body_hash text NOT NULL,
      claimed_at bigint NOT NULL,
      answer jsonb,
      PRIMARY KEY (org_id, key)
    )`
})
