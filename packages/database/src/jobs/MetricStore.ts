import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import { tellHint } from "../feed/Hints.ts"

/** One reading of a post's numbers. Null is "not told", never zero. `at` is epoch milliseconds, `raw` what was answered. */
export interface MetricReading {
  readonly postId: string
  readonly at: number
  readonly orgId: string
  readonly accountId: string
  readonly planId: string
  readonly views: number | null
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly raw: unknown
}

/** What an account has as a whole. Null is "not told", never zero. */
export interface AccountReading {
  readonly accountId: string
  readonly at: number
  readonly orgId: string
  readonly followers: number | null
  readonly following: number | null
  readonly likes: number | null
  readonly videos: number | null
}

/** An answer whose form nobody knew. `raw` is what came, `detail` where it is unlike what was expected. */
export interface UnreadAnswer {
  readonly at: number
  readonly orgId: string
  readonly accountId: string
  readonly planId: string | null
  readonly postId: string | null
  readonly endpoint: string
  readonly detail: string
  readonly raw: string
}

export class MetricStore extends Context.Tag("@callsheet/database/MetricStore")<MetricStore, {
  readonly add: (reading: MetricReading) => Effect.Effect<void, SqlError>
  readonly addAccount: (reading: AccountReading) => Effect.Effect<void, SqlError>
  /** When the account as a whole was last read; null for never. */
  readonly accountReadAt: (accountId: string) => Effect.Effect<number | null, SqlError>
  /** Kept and shown instead of a number, so that an unknown form is no empty chart. */
  readonly addUnread: (answer: UnreadAnswer) => Effect.Effect<void, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      add: (r) =>
        Effect.zipRight(
          sql`
          INSERT INTO metric (post_id, at, org_id, account_id, plan_id, views, likes, comments, shares, raw)
          VALUES (${r.postId}, ${r.at}, ${r.orgId}, ${r.accountId}, ${r.planId}, ${r.views}, ${r.likes}, ${r.comments},
            ${r.shares}, ${JSON.stringify(r.raw)}::jsonb)
          ON CONFLICT (post_id, at) DO NOTHING`,
          tellHint(sql, "metric", r.orgId)
        ),
      addAccount: (r) =>
        Effect.zipRight(
          sql`
          INSERT INTO account_figures (account_id, at, org_id, followers, following, likes, videos)
          VALUES (${r.accountId}, ${r.at}, ${r.orgId}, ${r.followers}, ${r.following}, ${r.likes}, ${r.videos})
          ON CONFLICT (account_id, at) DO NOTHING`,
          tellHint(sql, "metric", r.orgId)
        ),
      accountReadAt: (accountId) =>
        Effect.map(
          sql<{ at: number | null }>`
            SELECT max(at)::float8 AS at FROM account_figures WHERE account_id = ${accountId}`,
          (rows) => rows[0]?.at ?? null
        ),
      addUnread: (u) =>
        Effect.asVoid(sql`
          INSERT INTO unread_answer (at, org_id, account_id, plan_id, post_id, endpoint, detail, raw)
          VALUES (${u.at}, ${u.orgId}, ${u.accountId}, ${u.planId}, ${u.postId}, ${u.endpoint}, ${u.detail}, ${u.raw})`)
    }))
  )
}
