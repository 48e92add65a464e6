import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // What a plan chose of stock: an account shows nothing again within a month, and a plan made again shows the same.
  yield* sql`
    CREATE TABLE picture_choice (
      org_id text NOT NULL,
      work text NOT NULL,
      wish text NOT NULL,
      account_id text,
      picture text NOT NULL,
      chosen_at bigint NOT NULL,
      PRIMARY KEY (org_id, work, wish)
    )`
  yield* sql`CREATE INDEX picture_choice_account ON picture_choice (org_id, account_id, chosen_at)`
})
