import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // A browser that acts with a key: it may do what the key may, and ends with it. Secrets stand here as hashes only.
  yield* sql`
    CREATE TABLE session (
      id text PRIMARY KEY,
      key_id text NOT NULL REFERENCES api_key (id),
      hash bytea NOT NULL,
      earlier_hash bytea,
      rotated_at bigint NOT NULL,
      browser text NOT NULL,
      created_at bigint NOT NULL,
      last_used_at bigint NOT NULL,
      expires_at bigint NOT NULL,
      ended_at bigint
    )`
  yield* sql`CREATE INDEX session_key ON session (key_id)`

  // A link that opens one session, once.
  yield* sql`
    CREATE TABLE sign_in_link (
      hash bytea PRIMARY KEY,
      key_id text NOT NULL REFERENCES api_key (id),
      expires_at bigint NOT NULL,
      used_at bigint
    )`
})
