import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // A page for people without an account. The secret part of its address is a signature and stands nowhere.
  yield* sql`
    CREATE TABLE review_link (
      id text PRIMARY KEY,
      org_id text NOT NULL,
      plan_id text NOT NULL,
      digest text NOT NULL,
      may text NOT NULL,
      release jsonb,
      by text NOT NULL,
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL,
      revoked_at bigint
    )`
  yield* sql`CREATE INDEX review_link_org ON review_link (org_id, created_at DESC)`
  yield* sql`CREATE INDEX review_link_plan ON review_link (plan_id, created_at DESC)`

  yield* sql`
    CREATE TABLE review_answer (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      link_id text NOT NULL REFERENCES review_link (id) ON DELETE CASCADE,
      wish text NOT NULL,
      kind text NOT NULL,
      name text NOT NULL,
      said text NOT NULL,
      at bigint NOT NULL,
      UNIQUE (link_id, wish)
    )`
})
