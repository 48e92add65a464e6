import { jobKindsWhere } from "@callsheet/domain/facts/jobKinds"
import type { Amount } from "@callsheet/domain/org/Org"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** The buyer: a job under its lease. */
export interface Buyer {
  readonly job: string
  readonly token: number
}

/** One content that an org wants from a provider. `requestId` is used only if nothing was asked for it before. */
export interface Wanted {
  readonly orgId: string
  /** The hash of everything that decides the answer. */
  readonly key: string
  readonly requestId: string
  readonly provider: string
  readonly planId: string | null
  readonly estimate: ReadonlyArray<Amount>
}

export type Taken =
  /** It was bought before. */
  | {
    readonly _tag: "Answered"
    readonly requestId: string
    readonly answer: Uint8Array
    readonly amounts: ReadonlyArray<Amount>
    readonly settled: boolean
  }
  /** Ours to buy. `sent`: so many calls under this id have left already, and nobody knows what became of them. */
  | { readonly _tag: "Mine"; readonly requestId: string; readonly sent: number }
  /** Somebody whose lease still holds is buying it. */
  | { readonly _tag: "Held" }

/**
 * A call that nobody will come back to, and that still holds its reservation. `amounts`: what it cost, or at most may have.
 * `sent` is 0 where it never left.
 */
export interface Abandoned {
  readonly orgId: string
  readonly requestId: string
  readonly provider: string
  readonly planId: string | null
  readonly sent: number
  readonly answered: boolean
  readonly amounts: ReadonlyArray<Amount>
}

/** What was bought, kept under the hash of what was asked for, and what may have been bought. */
export class PaidCalls extends Context.Tag("@callsheet/database/PaidCalls")<PaidCalls, {
  readonly take: (wanted: Wanted, buyer: Buyer, now: number) => Effect.Effect<Taken, SqlError>
  /** Written down before a call leaves. False: the hold is lost, and nothing may leave. */
  readonly leaving: (requestId: string, buyer: Buyer, now: number) => Effect.Effect<boolean, SqlError>
  /** The provider said that the call that left has bought nothing. Returns how many others are still open. */
  readonly declined: (requestId: string) => Effect.Effect<number, SqlError>
  /** The first answer counts, no matter who brings it. */
  readonly answered: (
    requestId: string,
    answer: Uint8Array,
    amounts: ReadonlyArray<Amount>,
    now: number
  ) => Effect.Effect<void, SqlError>
  /** The ledger has it. */
  readonly settled: (requestId: string, now: number) => Effect.Effect<void, SqlError>
  /** Gives up the hold, so that others need not wait for the lease. */
  readonly release: (requestId: string, buyer: Buyer) => Effect.Effect<void, SqlError>
  /**
   * Unsettled calls of which nothing was heard since `before` and that no job holds or may take up again. From
   * now on nothing leaves under their ids: anyone who wants the same content buys it under a new one. Told again until settled.
   */
  readonly abandoned: (before: number, now: number, limit: number) => Effect.Effect<ReadonlyArray<Abandoned>, SqlError>
  /**
   * Removes settled calls that nobody has taken since `before`, except those of a plan whose jobs may still ask for them.
   * Returns how many.
   */
  readonly prune: (before: number, limit: number) => Effect.Effect<number, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}

/** The kinds of work that may buy something. */
const BUYING: ReadonlyArray<string> = jobKindsWhere(({ buys }) => buys)

interface Row {
  readonly requestId: string
  readonly sent: number
  readonly answer: Uint8Array | null
  readonly amounts: ReadonlyArray<Amount> | null
  readonly settled: boolean
}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  return PaidCalls.of({
    take: (wanted, { job, token }, now) =>
      Effect.gen(function*() {
        const [mine] = yield* sql<Pick<Row, "requestId" | "sent">>`
          INSERT INTO paid_call AS p (org_id, key, request_id, provider, plan_id, estimate, job_id, job_token, created_at)
          VALUES (${wanted.orgId}, ${wanted.key}, ${wanted.requestId}, ${wanted.provider}, ${wanted.planId},
            ${JSON.stringify(wanted.estimate)}::jsonb, ${job}::bigint, ${token}, ${now})
          ON CONFLICT (org_id, key) DO UPDATE SET job_id = excluded.job_id, job_token = excluded.job_token
          WHERE p.answered_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM job
            WHERE job.id = p.job_id AND job.lease_token = p.job_token AND job.state = 'in_progress' AND job.lease_until > ${now}
          )
          RETURNING request_id AS "requestId", sent`
        if (mine !== undefined) return { _tag: "Mine" as const, ...mine }
        const [known] = yield* sql<Row>`
          UPDATE paid_call SET used_at = ${now}
          WHERE org_id = ${wanted.orgId} AND key = ${wanted.key} AND answered_at IS NOT NULL
          RETURNING request_id AS "requestId", sent, answer, amounts, settled_at IS NOT NULL AS settled`
        return known === undefined || known.answer === null
          ? { _tag: "Held" as const }
          : {
            _tag: "Answered" as const,
            requestId: known.requestId,
            answer: new Uint8Array(known.answer),
            amounts: known.amounts ?? [],
            settled: known.settled
          }
      }),
    leaving: (requestId, { job, token }, now) =>
      sql`
        UPDATE paid_call SET sent = sent + 1, sent_at = ${now}
        WHERE request_id = ${requestId} AND job_id = ${job}::bigint AND job_token = ${token} AND answered_at IS NULL
        RETURNING sent`.pipe(Effect.map((rows) => rows.length === 1)),
    declined: (requestId) =>
      sql<{ sent: number }>`
        UPDATE paid_call SET sent = greatest(0, sent - 1) WHERE request_id = ${requestId} RETURNING sent`.pipe(
        Effect.map((rows) => rows[0]?.sent ?? 0)
      ),
    answered: (requestId, answer, amounts, now) =>
      Effect.asVoid(sql`
        UPDATE paid_call SET answered_at = ${now}, answer = ${answer}, amounts = ${JSON.stringify(amounts)}::jsonb,
          job_id = NULL, job_token = NULL
        WHERE request_id = ${requestId} AND answered_at IS NULL`),
    settled: (requestId, now) =>
      Effect.asVoid(
        sql`UPDATE paid_call SET settled_at = ${now} WHERE request_id = ${requestId} AND settled_at IS NULL`
      ),
    release: (requestId, { job, token }) =>
      Effect.asVoid(sql`
        UPDATE paid_call SET job_id = NULL, job_token = NULL
        WHERE request_id = ${requestId} AND job_id = ${job}::bigint AND job_token = ${token}`),
    abandoned: (before, now, limit) =>
      sql<Abandoned>`
        WITH left_behind AS (
          SELECT org_id, key FROM paid_call AS p
          WHERE settled_at IS NULL AND greatest(created_at, sent_at, answered_at, used_at) < ${before}
            AND NOT EXISTS (
              SELECT 1 FROM job
              WHERE job.state IN ('pending', 'waiting', 'in_progress') AND (
                job.plan_id = p.plan_id AND job.kind = ANY(${BUYING})
                OR job.id = p.job_id AND job.lease_token = p.job_token AND job.lease_until > ${now}
              )
            )
          ORDER BY created_at, request_id LIMIT ${limit} FOR UPDATE
        )
        UPDATE paid_call AS p SET job_id = NULL, job_token = NULL,
          key = CASE WHEN p.answered_at IS NULL THEN 'abandoned ' || p.request_id ELSE p.key END
        FROM left_behind AS l WHERE p.org_id = l.org_id AND p.key = l.key
        RETURNING p.org_id AS "orgId", p.request_id AS "requestId", p.provider, p.plan_id AS "planId", p.sent,
          p.answered_at IS NOT NULL AS answered, coalesce(p.amounts, p.estimate) AS amounts`,
    prune: (before, limit) =>
      sql`
        DELETE FROM paid_call WHERE (org_id, key) IN (
          SELECT org_id, key FROM paid_call AS p
          WHERE settled_at < ${before} AND (used_at IS NULL OR used_at < ${before}) AND NOT EXISTS (
            SELECT 1 FROM job WHERE job.plan_id = p.plan_id AND job.kind = ANY(${BUYING})
              AND job.state IN ('pending', 'waiting', 'in_progress', 'dead')
          )
          ORDER BY settled_at, request_id LIMIT ${limit} FOR UPDATE
        ) RETURNING request_id`.pipe(Effect.map((rows) => rows.length))
  })
})
