import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { seconds } from "@callsheet/domain/Instant"
import { jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Effect, Layer } from "effect"
import { ALIVE_MILLIS } from "../views/SystemViews.ts"

/** A worker that is replaced by the next one is gone for a moment; work that is due for less than this lacks nobody yet. */
const MOMENT_MILLIS = seconds(15)

/** Due work of one kind that nobody is there to do. */
export interface Unclaimed {
  readonly kind: string
  readonly count: number
}

/**
 * Jobs that are due and that no worker takes because none that lives does their kind: a newer release's, a part of the fleet
 * that is missing, a row written by hand. They are kept and done as soon as a worker that knows them comes.
 */
export class UnclaimedJobs extends Context.Tag("@callsheet/database/UnclaimedJobs")<UnclaimedJobs, {
  readonly look: Effect.Effect<ReadonlyArray<Unclaimed>, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

const claimable = jobStatesThatAllow("Claim")

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<UnclaimedJobs> => ({
  // Where no worker lives at all that is the news, not that each of our kinds waits: `/health/ready` tells it.
  look: Effect.flatMap(Clock.currentTimeMillis, (now) =>
    sql<Unclaimed>`
      WITH living AS (
        SELECT kinds FROM worker WHERE heartbeat_at > ${now - ALIVE_MILLIS}::bigint
      ), known AS (
        SELECT unnest(string_to_array(kinds, ',')) AS kind FROM living
        UNION SELECT unnest(${[...JobKind.literals]}::text[]) WHERE NOT EXISTS (SELECT 1 FROM living)
      )
      SELECT kind, count(*)::int AS count FROM job
      WHERE ended_at IS NULL AND state IN ${sql.in(claimable)} AND run_at <= ${now - MOMENT_MILLIS}::bigint
        AND kind NOT IN (SELECT kind FROM known)
      GROUP BY kind ORDER BY kind`.pipe(Effect.withTracerEnabled(false)))
})
