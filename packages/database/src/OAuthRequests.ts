import { Failure } from "@callsheet/domain/Failure"
import { minutes } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { randomBytes } from "node:crypto"

/** A person on the way through TikTok's consent page. `endedAt` is set once it is known how that went. */
export interface OAuthRequest {
  readonly state: string
  readonly orgId: string
  readonly by: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly accountId: string | null
  readonly failure: Failure | null
  readonly endedAt: number | null
}

/** Long enough for a login with a second factor, short enough that a leaked address is soon worthless. */
const LIFE_MILLIS = minutes(15)

/**
 * The callback finds its org by the random `state`, not by a cookie: the browser that returns from TikTok sends no strict
 * cookie, and the command line has none.
 */
export class OAuthRequests extends Context.Tag("@callsheet/database/OAuthRequests")<OAuthRequests, {
  readonly open: (orgId: string, by: string) => Effect.Effect<OAuthRequest, SqlError>
  readonly find: (state: string) => Effect.Effect<Option.Option<OAuthRequest>, SqlError>
  /** How it ended, said once: false when it had ended before. */
  readonly end: (
    state: string,
    outcome: { readonly accountId: string | null; readonly failure: Failure | null }
  ) => Effect.Effect<boolean, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

const decodeFailure = Schema.decodeUnknownSync(Schema.NullOr(Failure))

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<OAuthRequests> => ({
  open: (orgId, by) =>
    Effect.gen(function*() {
      const createdAt = yield* Clock.currentTimeMillis
      const expiresAt = createdAt + LIFE_MILLIS
      const state = randomBytes(24).toString("base64url")
      yield* sql`
        INSERT INTO oauth_request (state, org_id, by, created_at, expires_at)
        VALUES (${state}, ${orgId}, ${by}, ${createdAt}, ${expiresAt})`
      return { state, orgId, by, createdAt, expiresAt, accountId: null, failure: null, endedAt: null }
    }),
  find: (state) =>
    sql<OAuthRequest>`
      SELECT state, org_id AS "orgId", by, created_at::float8 AS "createdAt", expires_at::float8 AS "expiresAt",
        account_id AS "accountId", failure, ended_at::float8 AS "endedAt"
      FROM oauth_request WHERE state = ${state}`.pipe(
      Effect.map((rows) =>
        Option.map(Option.fromNullable(rows[0]), (row) => ({ ...row, failure: decodeFailure(row.failure) }))
      )
    ),
  end: (state, { accountId, failure }) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      sql`
        UPDATE oauth_request SET ended_at = ${now}, account_id = ${accountId},
          failure = ${failure === null ? null : JSON.stringify(failure)}::jsonb
        WHERE state = ${state} AND ended_at IS NULL RETURNING state`).pipe(Effect.map((rows) => rows.length === 1))
})
