import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // Which org has, or had in an earlier try, a file of the media store: asked for every picture that a panel shows.
  yield* sql`
    CREATE TABLE media_owner (org_id text NOT NULL, sha256 text NOT NULL, PRIMARY KEY (org_id, sha256))`

  // Every file comes with the commit that says its asset is rendered, also by a worker of the release before.
  yield* sql`
    CREATE FUNCTION note_media_owner() RETURNS trigger LANGUAGE plpgsql AS $$
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
    CREATE TRIGGER media_owner AFTER INSERT OR UPDATE ON actor FOR EACH ROW
    WHEN (NEW.kind = 'asset' AND NEW.status IN ('rendered', 'generated'))
    EXECUTE FUNCTION note_media_owner()`

  // What was made before: where it lies in a state differs by status, so it is looked for everywhere, this once.
  yield* sql`
    INSERT INTO media_owner (org_id, sha256)
    SELECT DISTINCT org_id, hash #>> '{}'
    FROM actor, jsonb_path_query(state, 'strict $.**.sha256', '{}', true) AS hash
    WHERE kind = 'asset' AND jsonb_typeof(hash) = 'string'
    ON CONFLICT DO NOTHING`
})
