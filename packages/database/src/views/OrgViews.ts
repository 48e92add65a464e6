import { Account } from "@callsheet/domain/account/Account"
import { type AccountFigures, type AccountView, accountView } from "@callsheet/domain/account/AccountView"
import type { Metrics } from "@callsheet/domain/api/calls/metrics"
import type { UsageRow } from "@callsheet/domain/api/calls/usage"
import { iso } from "@callsheet/domain/Instant"
import { Org } from "@callsheet/domain/org/Org"
import { orgView } from "@callsheet/domain/org/OrgView"
import { pauseAt } from "@callsheet/domain/Paused"
import { sumsAt } from "@callsheet/domain/spending/Sums"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Effect, Option, Schema } from "effect"

interface ActorRow {
  readonly version: number
  readonly since: number
  readonly state: unknown
}

type FiguresRow = Omit<AccountFigures, "at"> & { readonly at: number }
type Counts = Pick<Metrics, "views" | "likes" | "comments" | "shares">
type MetricRow = Omit<Metrics, "at" | "since"> & {
  readonly at: number
  readonly before: (Counts & { readonly at: number }) | null
}
type LedgerRow = Omit<typeof UsageRow.Type, "at"> & { readonly at: number }

const added = (now: number | null, before: number | null) => (now === null || before === null ? null : now - before)

const metricsOf = ({ before, ...row }: MetricRow): Metrics => ({
  ...row,
  at: iso(row.at),
  since: before === null ? null : {
    at: iso(before.at),
    views: added(row.views, before.views),
    likes: added(row.likes, before.likes),
    comments: added(row.comments, before.comments),
    shares: added(row.shares, before.shares)
  }
})

const decodeOrg = Schema.decodeUnknown(Org)
const decodeAccount = Schema.decodeUnknown(Account)

/** A year of a busy org; anyone who needs more asks period by period. */
const MAX_LEDGER_ROWS = 10_000
const MAX_METRIC_ROWS = 5_000

export const makeOrgViews = (sql: SqlClient.SqlClient) => {
  const accountsWhere = (orgId: string, where: Fragment) =>
    Effect.gen(function*() {
      const rows = yield* sql<ActorRow & { readonly figures: FiguresRow | null }>`
        SELECT version, since::float8 AS since, state, (
          SELECT jsonb_build_object(
            'at', at, 'followers', followers, 'following', following, 'likes', likes, 'videos', videos)
          FROM account_figures WHERE account_id = actor.id ORDER BY at DESC LIMIT 1
        ) AS figures
        FROM actor WHERE kind = 'account' AND org_id = ${orgId} AND ${where} ORDER BY id`
      const now = yield* Clock.currentTimeMillis
      return yield* Effect.forEach(rows, ({ figures, since, state, version }) =>
        Effect.orDie(Effect.map(decodeAccount(state), (account): AccountView => ({
          ...accountView(account, version, since, now),
          figures: figures === null ? null : { ...figures, at: iso(figures.at) }
        }))))
    }).pipe(Effect.withTracerEnabled(false))

  /** The org itself, sums and limits included. */
  const orgState = (orgId: string) =>
    sql<ActorRow>`
      SELECT version, since::float8 AS since, state FROM actor WHERE kind = 'org' AND id = ${orgId}`.pipe(
      Effect.flatMap(
        Effect.forEach(({ state, version }) => Effect.orDie(Effect.map(decodeOrg(state), (org) => ({ org, version }))))
      ),
      Effect.map((rows) => Option.fromNullable(rows[0])),
      Effect.withTracerEnabled(false)
    )

  const metricsWhere = (rows: Effect.Effect<ReadonlyArray<MetricRow>, SqlError>) =>
    Effect.map(rows, (found) => found.map(metricsOf))

  /** Readings, and answers that could not be read. */
  const readings = (where: Fragment) =>
    sql`
      SELECT plan_id AS "planId", post_id AS "postId", at::float8 AS at, views::float8 AS views, likes::float8 AS likes,
        comments::float8 AS comments, shares::float8 AS shares, NULL::text AS problem,
        lag(jsonb_build_object('at', at, 'views', views, 'likes', likes, 'comments', comments, 'shares', shares))
          OVER (PARTITION BY post_id ORDER BY metric.at) AS before
      FROM metric WHERE ${where}
      UNION ALL
      SELECT plan_id, post_id, at::float8, NULL, NULL, NULL, NULL,
        'TikTok''s answer could not be read: ' || detail, NULL
      FROM unread_answer WHERE post_id IS NOT NULL AND ${where}`

  return {
    orgState,
    org: (orgId: string) =>
      Effect.zipWith(
        orgState(orgId),
        Clock.currentTimeMillis,
        (found, now) =>
          Option.map(found, ({ org, version }) =>
            orgView({ ...org, sums: sumsAt(org, now), paused: pauseAt(org.paused, now) }, version))
      ),

    accounts: (orgId: string) => accountsWhere(orgId, sql`true`),
    account: (orgId: string, id: string) =>
      Effect.map(accountsWhere(orgId, sql`id = ${id}`), (rows) => Option.fromNullable(rows[0])),

    /**
     * Ledger rows in [from, to), oldest first; among them the estimate of every call that left for a provider and whose
     * answer nobody knows yet, so that the sum never says less than the provider's bill.
     */
    usage: (orgId: string, from: number | null, to: number | null) =>
      sql<LedgerRow>`
        SELECT at::float8 AS at, kind, amount::float8 AS amount, reference, note FROM (
          SELECT id, at, kind, amount, reference, note FROM usage_ledger WHERE org_id = ${orgId}
          UNION ALL
          SELECT 0, sent_at, e->>'kind', (e->>'amount')::bigint, request_id,
            'unsettled: ' || provider || ' was asked ' || sent || CASE sent WHEN 1 THEN ' time' ELSE ' times' END
          FROM paid_call CROSS JOIN jsonb_array_elements(coalesce(amounts, estimate)) AS e
          WHERE org_id = ${orgId} AND settled_at IS NULL AND sent > 0
        ) AS row
        WHERE at >= ${from ?? 0}::bigint AND (${to}::bigint IS NULL OR at < ${to}::bigint)
        ORDER BY at, id LIMIT ${MAX_LEDGER_ROWS}`.pipe(
        Effect.map((rows) => rows.map((row): typeof UsageRow.Type => ({ ...row, at: iso(row.at) })))
      ),

    /** Every reading of one plan's post, oldest first. */
    planMetrics: (orgId: string, planId: string) =>
      metricsWhere(sql<MetricRow>`
        SELECT * FROM (${readings(sql`plan_id = ${planId} AND org_id = ${orgId}`)}) AS reading
        ORDER BY at LIMIT ${MAX_METRIC_ROWS}`),

    /** The latest reading of every post of the org, latest first. */
    orgMetrics: (orgId: string) =>
      metricsWhere(sql<MetricRow>`
        SELECT * FROM (
          SELECT DISTINCT ON ("postId") * FROM (${
        readings(sql`org_id = ${orgId}`)
      }) AS reading ORDER BY "postId", at DESC
        ) AS latest ORDER BY at DESC LIMIT ${MAX_METRIC_ROWS}`)
  }
}
