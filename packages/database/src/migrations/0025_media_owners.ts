import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // Which org has, or had in an earlier try, a file of the media store: asked for every picture that a panel shows.
  yield* sql`
    CREATE TABLE IF NOT EXISTS media_owner (org_id text NOT NULL, sha256 text NOT NULL, PRIMARY KEY (org_id, sha256))`

  // Every file comes with the commit that says its asset is rendered, also by a worker of the release before.
  yield* sql`
    CREATE OR REPLACE FUNCTION note_media_owner() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO media_owner (org_id, sha256)
      SELECT NEW.org_id, made.file->>'sha256'
      FROM (VALUES
        (NEW.state #> '{status,video}'), (NEW.state #> '{status,cover}'),
        (NEW.state #> '{status,made,video}'), (NEW.state #> '{status,made,cover}')
      ) AS made (file)
      WHERE made.file->>'sha256' IS NOT NULL
      ORDER BY 2
      ON CONFLICT DO NOTHING;
      RETURN NULL;
    END $$`
  yield* sql`
    CREATE OR REPLACE TRIGGER media_owner AFTER INSERT OR UPDATE ON actor FOR EACH ROW
    WHEN (NEW.kind = 'asset' AND NEW.status IN ('rendered', 'generated'))
    EXECUTE FUNCTION note_media_owner()`
})

/** So many assets at once: a commit that brings one of their files waits for no more than these. */
const AT_ONCE = 2_000

// What was made before: where it lies in a state differs by status, so it is looked for everywhere, this once.
export const after = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const from = (last: string): Effect.Effect<void, SqlError> =>
    Effect.flatMap(
      sql<{ last: string | null }>`
        WITH batch AS (
          SELECT id, org_id, state FROM actor WHERE kind = 'asset' AND id > ${last} ORDER BY id LIMIT ${AT_ONCE}
        ), found AS (
          INSERT INTO media_owner (org_id, sha256)
          SELECT DISTINCT org_id, hash #>> '{}'
          FROM batch, jsonb_path_query(state, 'strict $.**.sha256', '{}', true) AS hash
          WHERE jsonb_typeof(hash) = 'string'
          ON CONFLICT DO NOTHING
        )
        SELECT max(id) AS last FROM batch`,
      ([row]) => row?.last === null || row === undefined ? Effect.void : from(row.last)
    )
  yield* from("")
})
