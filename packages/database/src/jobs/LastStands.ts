import type { Deaths } from "@callsheet/domain/Doing"
import { days } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** What a person does about it by then has been done. */
const KEPT_MILLIS = days(30)

export interface LastStandRow {
  readonly process: string
  readonly at: number
  readonly works: ReadonlyArray<{ readonly work: string; readonly what: string }>
}

/** Which work was under way in processes that hung. */
export class LastStands extends Context.Tag("@callsheet/database/LastStands")<LastStands, {
  /** Storing the same once more changes nothing. */
  readonly put: (row: LastStandRow) => Effect.Effect<void, SqlError>
  /** Everything that is under suspicion, by the name of the work. */
  readonly all: (now: number) => Effect.Effect<ReadonlyMap<string, Deaths>, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      put: ({ at, process, works }) =>
        sql`
          INSERT INTO last_stand (work, process, what, died_at)
          SELECT DISTINCT ON (w ->> 'work') w ->> 'work', ${process}, w ->> 'what', ${at}::bigint
          FROM jsonb_array_elements(${JSON.stringify(works)}::jsonb) AS w
          ON CONFLICT DO NOTHING`.pipe(Effect.asVoid),
      all: (now) =>
        Effect.gen(function*() {
          yield* sql`DELETE FROM last_stand WHERE died_at < ${now - KEPT_MILLIS}`
          const rows = yield* sql<{ work: string; count: number; lastAt: number }>`
            SELECT work, count(*)::int AS count, max(died_at)::float8 AS "lastAt" FROM last_stand GROUP BY work`
          return new Map(rows.map(({ count, lastAt, work }) => [work, { count, lastAt }]))
        }).pipe(Effect.withTracerEnabled(false))
    }))
  )
}
