import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import { transaction } from "../Transaction.ts"

/** What one asset says and shows. `videoSha256` is null until there is a video. */
export interface Fingerprint {
  readonly assetId: string
  readonly orgId: string
  readonly accountId: string
  readonly planId: string
  readonly scriptSha256: string
  /** As `fingerprintOf` of the domain makes it. */
  readonly fingerprint: string
  readonly videoSha256: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** A script of the account, and where its plan stands now. `seq` grows with every new script. */
export interface KnownScript {
  readonly assetId: string
  readonly planId: string
  readonly seq: number
  readonly scriptSha256: string
  readonly fingerprint: string
  readonly videoSha256: string | null
  readonly planStatus: string
  /** The id of the plan's post; null while none is known. */
  readonly postId: string | null
  /** The JSON of the plan's allowances; null where it has none. */
  readonly allowances: unknown
}

/** As many scripts as an account is compared with: at three videos a day the last two years. */
export const MOST_KNOWN = 2_000

export class Fingerprints extends Context.Tag("@callsheet/database/Fingerprints")<Fingerprints, {
  /** Every script of the account, the latest first. */
  readonly known: (accountId: string) => Effect.Effect<ReadonlyArray<KnownScript>, SqlError>
  /** The lines of the account's latest scripts, those of one plan apart; the latest script first. */
  readonly said: (accountId: string, planId: string, scripts: number) => Effect.Effect<ReadonlyArray<string>, SqlError>
  /**
   * Stores what an asset says now and gives every script of the account, its own included. One account's calls come one
   * after the other, so of two equal scripts the later always sees the earlier. A changed script counts as a new one.
   */
  readonly remember: (own: Fingerprint) => Effect.Effect<ReadonlyArray<KnownScript>, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<Fingerprints> => {
  const known = (accountId: string) =>
    sql<KnownScript>`
      SELECT f.asset_id AS "assetId", f.plan_id AS "planId", f.seq::float8 AS seq, f.script_sha256 AS "scriptSha256",
        f.fingerprint, f.video_sha256 AS "videoSha256", p.status AS "planStatus", p.state->'allowances' AS allowances,
        p.state->'status'->>'postId' AS "postId"
      FROM script_fingerprint f JOIN actor p ON p.id = f.plan_id
      WHERE f.account_id = ${accountId} ORDER BY f.seq DESC LIMIT ${MOST_KNOWN}`.pipe(
      Effect.withTracerEnabled(false)
    )

  const store = (own: Fingerprint) =>
    sql`
      INSERT INTO script_fingerprint AS f
        (asset_id, org_id, account_id, plan_id, script_sha256, fingerprint, video_sha256, created_at)
      VALUES (${own.assetId}, ${own.orgId}, ${own.accountId}, ${own.planId}, ${own.scriptSha256}, ${own.fingerprint},
        ${own.videoSha256}, ${own.at})
      ON CONFLICT (asset_id) DO UPDATE SET
        seq = CASE WHEN f.script_sha256 = excluded.script_sha256 THEN f.seq ELSE excluded.seq END,
        account_id = excluded.account_id, script_sha256 = excluded.script_sha256, fingerprint = excluded.fingerprint,
        video_sha256 = excluded.video_sha256`

  const said = (accountId: string, planId: string, scripts: number) =>
    sql<{ lines: ReadonlyArray<{ readonly text: string }> | null }>`
      SELECT coalesce(
        a.state->'status'->'script', a.state->'status'->'made'->'script',
        a.state->'status'->'resume'->'script', a.state->'status'->'resume'->'made'->'script'
      )->'lines' AS lines
      FROM script_fingerprint f JOIN actor a ON a.id = f.asset_id
      WHERE f.account_id = ${accountId} AND f.plan_id <> ${planId} ORDER BY f.seq DESC LIMIT ${scripts}`.pipe(
      Effect.map((rows) => rows.flatMap(({ lines }) => (lines ?? []).map(({ text }) => text))),
      Effect.withTracerEnabled(false)
    )

  return {
    known,
    said,
    remember: (own) =>
      transaction(sql)(
        // Held to the end of the transaction: numbers are then given in the order in which they can be seen.
        sql`SELECT pg_advisory_xact_lock(hashtextextended(${own.accountId}, 7420003))`.pipe(
          Effect.zipRight(store(own)),
          Effect.zipRight(known(own.accountId))
        )
      )
  }
}
