import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/** When a bought answer was last taken instead of buying it again, and a way to find those that were settled long ago. */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  yield* sql`ALTER TABLE paid_call ADD COLUMN used_at bigint`
  yield* sql`CREATE INDEX paid_call_settled ON paid_call (settled_at) WHERE settled_at IS NOT NULL`
  // Also a call that was taken and never left may hold a reservation.
  yield* sql`CREATE INDEX paid_call_unsettled ON paid_call (created_at) WHERE settled_at IS NULL`
})
