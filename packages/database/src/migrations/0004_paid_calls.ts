import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/**
 * What was bought from a provider, or is being bought: one row for every content of an org. `request_id` is the name the
 * provider hears; `sent` counts the calls under it whose outcome may have cost something. Job and token are the ones that are
 * buying right now; their hold ends with the job's lease.
 */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    CREATE TABLE paid_call (
      org_id text NOT NULL,
      key text NOT NULL,
      request_id text NOT NULL UNIQUE,
      provider text NOT NULL,
      plan_id text,
      estimate jsonb NOT NULL,
      job_id bigint,
      job_token integer,
      created_at bigint NOT NULL,
      sent integer NOT NULL DEFAULT 0,
      sent_at bigint,
      answered_at bigint,
      answer bytea,
      amounts jsonb,
      settled_at bigint,
      PRIMARY KEY (org_id, key)
    )`
  yield* sql`CREATE INDEX paid_call_open ON paid_call (org_id, sent_at) WHERE settled_at IS NULL AND sent > 0`
})
