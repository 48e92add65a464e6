import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** A plan's wish for a picture. `work` names the plan, or the job where there is none. */
export interface PictureChooser {
  readonly orgId: string
  readonly work: string
  readonly wish: string
}

/** Which bought pictures plans have chosen, so that an account does not show one again too soon. */
export class PictureChoices extends Context.Tag("@callsheet/database/PictureChoices")<PictureChoices, {
  readonly chosen: (by: PictureChooser) => Effect.Effect<string | null, SqlError>
  /** Chosen by the same account since then, this wish of this plan apart. */
  readonly recent: (by: PictureChooser, since: number) => Effect.Effect<ReadonlySet<string>, SqlError>
  readonly choose: (by: PictureChooser, picture: string, now: number) => Effect.Effect<void, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) =>
      PictureChoices.of({
        chosen: ({ orgId, wish, work }) =>
          sql<{ picture: string }>`
            SELECT picture FROM picture_choice WHERE org_id = ${orgId} AND work = ${work} AND wish = ${wish}`.pipe(
            Effect.map(([row]) => row?.picture ?? null),
            Effect.withTracerEnabled(false)
          ),
        recent: ({ orgId, wish, work }, since) =>
          sql<{ picture: string }>`
            SELECT picture FROM picture_choice
            WHERE org_id = ${orgId} AND chosen_at >= ${since} AND NOT (work = ${work} AND wish = ${wish})
              AND (work = ${work} OR account_id IS NOT DISTINCT FROM (SELECT account_id FROM actor WHERE id = ${work}))`
            .pipe(
              Effect.map((rows) => new Set(rows.map(({ picture }) => picture))),
              Effect.withTracerEnabled(false)
            ),
        choose: ({ orgId, wish, work }, picture, now) =>
          sql`
            INSERT INTO picture_choice (org_id, work, wish, account_id, picture, chosen_at)
            VALUES (${orgId}, ${work}, ${wish}, (SELECT account_id FROM actor WHERE id = ${work}), ${picture}, ${now})
            ON CONFLICT (org_id, work, wish) DO UPDATE SET picture = excluded.picture, chosen_at = excluded.chosen_at`
            .pipe(
              Effect.asVoid,
              Effect.withTracerEnabled(false)
            )
      }))
  )
}
