import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/** A guest's comment may be about a moment of the video. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`ALTER TABLE review_answer ADD COLUMN IF NOT EXISTS at_millis integer`
)
