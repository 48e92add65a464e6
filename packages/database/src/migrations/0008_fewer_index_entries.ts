import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { buildIndex, dropIndex } from "./OnlineIndex.ts"

/**
 * A row whose indexed columns stay as they are is updated without a new entry in any index, if its page has room. So no
 * index may look into what every step changes: an actor's state, a job's state and lease. Nothing is rewritten here; new
 * pages have the new room.
 */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // An index over the state itself touched all indexes of every actor at every step. Accounts alone have an open id; the
  // trigger keeps the column right also for a release that does not know of it.
  yield* sql`ALTER TABLE actor ADD COLUMN IF NOT EXISTS open_id text`
  yield* sql`
    CREATE OR REPLACE FUNCTION actor_open_id() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.open_id := NEW.state->>'openId';
      RETURN NEW;
    END $$`
  yield* sql`
    CREATE OR REPLACE TRIGGER actor_open_id BEFORE INSERT OR UPDATE ON actor
    FOR EACH ROW WHEN (NEW.kind = 'account') EXECUTE FUNCTION actor_open_id()`
  yield* sql`ALTER TABLE actor SET (fillfactor = 70)`
  yield* sql`ALTER TABLE job SET (fillfactor = 50)`
})

export const after = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  yield* sql`UPDATE actor SET open_id = state->>'openId' WHERE kind = 'account' AND open_id IS NULL`
  yield* buildIndex("actor_account", "actor (open_id) WHERE open_id IS NOT NULL")
  yield* dropIndex("actor_open_id")

  // Everything that has not ended, waiting or under way: a claim changes nothing that is indexed.
  yield* buildIndex("job_open", "job (kind, run_at) WHERE ended_at IS NULL")
  yield* dropIndex("job_ready")
  yield* dropIndex("job_leased")

  // Nobody reads events by actor: a plan's story is read by plan, a command by its id.
  yield* dropIndex("event_actor")
})
