import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // What every server and worker of this database must share: the name of the master key and the id of the media folder.
  yield* sql`CREATE TABLE installation (part text PRIMARY KEY, value text NOT NULL)`
})
