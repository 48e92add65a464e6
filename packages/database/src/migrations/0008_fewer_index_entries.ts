import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

/**
 * A row whose indexed columns stay as they are is updated without a new entry in any index, if its page has room. So no
 * index may look into what every step changes: an actor's state, a job's state and lease. Nothing is rewritten here; new
 * pages have the new room.
 */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // An index over the state itself touched all indexes of every actor at every step. Accounts alone have an open id; the
  // trigger keeps the column right also for a release that does not know of it.
  yield* sql`ALTER TABLE actor ADD COLUMN open_id text`
  yield* sql`
    CREATE FUNCTION actor_open_id() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.open_id := NEW.state->>'openId';
      RETURN NEW;
    END $$`
  yield* sql`
    CREATE TRIGGER actor_open_id BEFORE INSERT OR UPDATE ON actor
    FOR EACH ROW WHEN (NEW.kind = 'account') EXECUTE FUNCTION actor_open_id()`
  yield* sql`UPDATE actor SET open_id = state->>'openId' WHERE kind = 'account'`
  yield* sql`DROP INDEX actor_open_id`
  yield* sql`CREATE INDEX actor_account ON actor (open_id) WHERE open_id IS NOT NULL`
  yield* sql`ALTER TABLE actor SET (fillfactor = 70)`

  // Everything that has not ended, waiting or under way: a claim changes nothing that is indexed.
  yield* sql`CREATE INDEX job_open ON job (kind, run_at) WHERE ended_at IS NULL`
  yield* sql`DROP INDEX job_ready`
  yield* sql`DROP INDEX job_leased`
  yield* sql`ALTER TABLE job SET (fillfactor = 50)`

  // Nobody reads events by actor: a plan's story is read by plan, a command by its id.
  yield* sql`DROP INDEX event_actor`
})
