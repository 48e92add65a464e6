import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** One reading of a post's numbers. Null is "not told", never zero. `at` is epoch milliseconds, `raw` what was answered. */
export interface Reading {
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

export class MetricStore extends Context.Tag("@callsheet/database/MetricStore")<MetricStore, {
  readonly add: (reading: Reading) => Effect.Effect<void, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      add: (r) =>
        Effect.asVoid(sql`
          INSERT INTO metric (post_id, at, org_id, account_id, plan_id, views, likes, comments, shares, raw)
          VALUES (${r.postId}, ${r.at}, ${r.orgId}, ${r.accountId}, ${r.planId}, ${r.views}, ${r.likes}, ${r.comments},
            ${r.shares}, ${JSON.stringify(r.raw)}::jsonb)
          ON CONFLICT (post_id, at) DO NOTHING`)
    }))
  )
}
