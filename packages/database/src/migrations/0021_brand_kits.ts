import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // Every version of what an org's videos look like; the highest one counts.
  yield* sql`
    CREATE TABLE brand_kit (
      org_id text NOT NULL,
      version integer NOT NULL,
      kit jsonb NOT NULL,
      by text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (org_id, version)
    )`
})
