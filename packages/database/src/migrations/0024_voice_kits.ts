import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // Every version of how an org's videos speak; the highest one counts.
  yield* sql`
    CREATE TABLE voice_kit (
      org_id text NOT NULL,
      version integer NOT NULL,
      kit jsonb NOT NULL,
      by text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (org_id, version)
    )`
})
