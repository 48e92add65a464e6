import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // The browser that went on to TikTok's consent page, as the hash of its cookie, and when its return was taken up.
  yield* sql`ALTER TABLE oauth_request ADD COLUMN browser bytea, ADD COLUMN taken_at bigint`
})
