import { REMEMBERED_DAYS } from "@callsheet/domain/Envelope"
import { days, seconds } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Data, Effect, Layer } from "effect"

/** A call as its caller named it. `bodyHash` is the SHA-256 of everything that was asked, the key apart. */
export interface KeyedCall {
  readonly orgId: string
  /** The API key that asks. What one was answered, secrets included, is not for another one. */
  readonly keyId: string
  readonly key: string
  readonly call: string
  readonly bodyHash: string
}

export type Claim = Data.TaggedEnum<{
  /** Nobody asked this before; or, not `first`, anyone who did has long been silent. */
  Mine: { readonly first: boolean }
  /** The same was asked before and is being answered, or its actor keeps the answer. */
  Asked: {}
  /** The same was asked before and ended like this. */
  Answered: { readonly answer: unknown }
  /** The key names another request, or one of another API key. */
  Other: {}
}>
export const Claim = Data.taggedEnum<Claim>()

/** A server that died in the middle of a call holds its key no longer than this; a living one answers far sooner. */
const CLAIM_MILLIS = seconds(30)
/** One statement forgets no more than this: it keeps no caller waiting. */
const FORGOTTEN_AT_ONCE = 1_000

/** One row a key: which request it names, no matter in which call it was first used. */
export class IdempotencyStore extends Context.Tag("@callsheet/database/IdempotencyStore")<IdempotencyStore, {
  readonly claim: (call: KeyedCall) => Effect.Effect<Claim, SqlError>
  /** From now on the same request gets this answer. JSON. */
  readonly keep: (call: KeyedCall, answer: unknown) => Effect.Effect<void, SqlError>
  /** Nothing was done: the key is free again. An answer that was kept stays. */
  readonly forget: (call: KeyedCall) => Effect.Effect<void, SqlError>
  /** Forgets what was asked more than `REMEMBERED_DAYS` ago: its keys are free again. How many there were. */
  readonly forgetOld: Effect.Effect<number, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

interface Row {
  readonly call: string
  readonly bodyHash: string
  readonly keyId: string | null
  readonly answer: unknown
}

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<IdempotencyStore> => ({
  claim: ({ bodyHash, call, key, keyId, orgId }) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const [mine] = yield* sql<{ readonly first: boolean }>`
        INSERT INTO remembered_call AS known (org_id, key, call, body_hash, claimed_at, key_id)
        VALUES (${orgId}, ${key}, ${call}, ${bodyHash}, ${now}, ${keyId})
        ON CONFLICT (org_id, key) DO UPDATE SET claimed_at = excluded.claimed_at
        WHERE known.answer IS NULL AND known.call = excluded.call AND known.body_hash = excluded.body_hash
          AND coalesce(known.key_id, excluded.key_id) = excluded.key_id
          AND known.claimed_at <= ${now - CLAIM_MILLIS}
        RETURNING xmax = 0 AS first`
      if (mine !== undefined) return Claim.Mine(mine)
      const [row] = yield* sql<Row>`
        SELECT call, body_hash AS "bodyHash", key_id AS "keyId", answer FROM remembered_call
        WHERE org_id = ${orgId} AND key = ${key}`
      // Freed between the two statements: anyone who asks again finds it free.
      if (row === undefined) return Claim.Asked()
      if (row.call !== call || row.bodyHash !== bodyHash || (row.keyId ?? keyId) !== keyId) return Claim.Other()
      return row.answer === null ? Claim.Asked() : Claim.Answered({ answer: row.answer })
    }),

  keep: ({ key, orgId }, answer) =>
    Effect.asVoid(sql`
      UPDATE remembered_call SET answer = ${JSON.stringify(answer)}::jsonb
      WHERE org_id = ${orgId} AND key = ${key} AND answer IS NULL`),

  forget: ({ key, orgId }) =>
    Effect.asVoid(sql`DELETE FROM remembered_call WHERE org_id = ${orgId} AND key = ${key} AND answer IS NULL`),

  forgetOld: Effect.gen(function*() {
    const before = (yield* Clock.currentTimeMillis) - days(REMEMBERED_DAYS)
    const forgotten = yield* sql`
      DELETE FROM remembered_call WHERE claimed_at < ${before} AND (org_id, key) IN (
        SELECT org_id, key FROM remembered_call WHERE claimed_at < ${before}
        ORDER BY claimed_at LIMIT ${FORGOTTEN_AT_ONCE})
      RETURNING 1`
    return forgotten.length
  }).pipe(Effect.repeat({ while: (count) => count === FORGOTTEN_AT_ONCE }))
})
