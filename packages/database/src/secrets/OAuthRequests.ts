import { Failure } from "@callsheet/domain/Failure"
import { days, minutes } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { createHash, randomBytes } from "node:crypto"
import { transaction } from "../Transaction.ts"

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
/** Of one org the newest are kept. */
const MOST_REQUESTS = 1_000

/** A return from TikTok that was taken up and not ended within this died on the way: it may be taken up again. */
const TAKEN_MILLIS = minutes(1)

const SHAPE = /^[A-Za-z0-9_-]{32}$/

const hashOf = (browser: string): Buffer => createHash("sha256").update(browser).digest()

/** Any number that no other pair of advisory locks of this database begins with. */
const CLAIM_LOCK = 7_420_005

/**
 * The callback finds its org by the random `state`. It belongs to the first browser that went on from our page to TikTok's:
 * nobody else finishes or ends it.
 */
export class OAuthRequests extends Context.Tag("@callsheet/database/OAuthRequests")<OAuthRequests, {
  readonly open: (orgId: string, by: string) => Effect.Effect<OAuthRequest, SqlError>
  readonly find: (state: string) => Effect.Effect<Option.Option<OAuthRequest>, SqlError>
  /** Gives an open request to this browser; false while it is another one's. Doing it again changes nothing. */
  readonly bind: (state: string, browser: string) => Effect.Effect<boolean, SqlError>
  /** The request, if it is this browser's. */
  readonly findOf: (state: string, browser: string) => Effect.Effect<Option.Option<OAuthRequest>, SqlError>
  /** Lets one return from TikTok act at a time: false while another one does. */
  readonly take: (state: string) => Effect.Effect<boolean, SqlError>
  /**
   * Whether this TikTok account may become the org's: false while it is another org's, or while another org is about to
   * connect it. The vendor counts calls by account, and two orgs that count apart would exceed its limits together.
   */
  readonly claim: (state: string, orgId: string, openId: string) => Effect.Effect<boolean, SqlError>
  /** How it ended, said once: false when it had ended before. */
  readonly end: (
    state: string,
    outcome: { readonly accountId: string | null; readonly failure: Failure | null }
  ) => Effect.Effect<boolean, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

const decodeFailure = Schema.decodeUnknownSync(Schema.NullOr(Failure))

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<OAuthRequests> => {
  /** What nobody made is not looked up: it may hold what a database cannot read. */
  const found = (state: string, where: Fragment) =>
    !SHAPE.test(state)
      ? Effect.succeedNone
      : sql<OAuthRequest>`
        SELECT state, org_id AS "orgId", by, created_at::float8 AS "createdAt", expires_at::float8 AS "expiresAt",
          account_id AS "accountId", failure, ended_at::float8 AS "endedAt"
        FROM oauth_request WHERE state = ${state} AND ${where}`.pipe(
        Effect.map((rows) =>
          Option.map(Option.fromNullable(rows[0]), (row) => ({ ...row, failure: decodeFailure(row.failure) }))
        )
      )

  return OAuthRequests.of({
    claim: (state, orgId, openId) =>
      transaction(sql)(Effect.gen(function*() {
        // Two orgs that return from the consent page together take turns here.
        yield* sql`SELECT pg_advisory_xact_lock(${CLAIM_LOCK}, hashtext(${openId}))`
        const now = yield* Clock.currentTimeMillis
        const others = yield* sql`
        SELECT 1 FROM actor
        WHERE kind = 'account' AND open_id = ${openId} AND org_id <> ${orgId} AND status <> 'disconnected'
        UNION ALL
        SELECT 1 FROM oauth_request
        WHERE open_id = ${openId} AND org_id <> ${orgId} AND ended_at IS NULL AND expires_at > ${now}::bigint`
        if (others.length > 0) return false
        yield* sql`UPDATE oauth_request SET open_id = ${openId} WHERE state = ${state}`
        return true
      })).pipe(Effect.withTracerEnabled(false)),
    open: (orgId, by) =>
      Effect.gen(function*() {
        const createdAt = yield* Clock.currentTimeMillis
        const expiresAt = createdAt + LIFE_MILLIS
        const state = randomBytes(24).toString("base64url")
        yield* sql`
        INSERT INTO oauth_request (state, org_id, by, created_at, expires_at)
        VALUES (${state}, ${orgId}, ${by}, ${createdAt}, ${expiresAt})`
        // What was answered long ago asks nobody any more, and more than this are no people who connect accounts.
        yield* sql`
        DELETE FROM oauth_request WHERE org_id = ${orgId} AND (expires_at < ${createdAt - days(30)} OR state IN (
          SELECT state FROM oauth_request WHERE org_id = ${orgId}
          ORDER BY created_at DESC, state OFFSET ${MOST_REQUESTS}))`
        return { state, orgId, by, createdAt, expiresAt, accountId: null, failure: null, endedAt: null }
      }),
    find: (state) => found(state, sql`true`),
    findOf: (state, browser) => found(state, sql`browser = ${hashOf(browser)}`),
    bind: (state, browser) =>
      !SHAPE.test(state) ? Effect.succeed(false) : Effect.flatMap(Clock.currentTimeMillis, (now) =>
        sql`
        UPDATE oauth_request SET browser = ${hashOf(browser)}
        WHERE state = ${state} AND ended_at IS NULL AND expires_at > ${now}
          AND (browser IS NULL OR browser = ${hashOf(browser)})
        RETURNING state`).pipe(Effect.map((rows) => rows.length === 1)),
    take: (state) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        sql`
        UPDATE oauth_request SET taken_at = ${now}
        WHERE state = ${state} AND ended_at IS NULL AND (taken_at IS NULL OR taken_at < ${now - TAKEN_MILLIS})
        RETURNING state`).pipe(Effect.map((rows) => rows.length === 1)),
    end: (state, { accountId, failure }) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        sql`
        UPDATE oauth_request SET ended_at = ${now}, account_id = ${accountId},
          failure = ${failure === null ? null : JSON.stringify(failure)}::jsonb
        WHERE state = ${state} AND ended_at IS NULL RETURNING state`).pipe(Effect.map((rows) => rows.length === 1))
  })
}
