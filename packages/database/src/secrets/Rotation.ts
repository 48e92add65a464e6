import { tokenOf, uploadUrlOf } from "@callsheet/domain/account/SealedFor"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { transaction } from "../Transaction.ts"
import { type Belongs, Vault, type VaultError } from "./Vault.ts"

/** Rows read at once. Each is written by itself, so a walk that is cut off has lost nothing and goes on where it was. */
const BATCH = 100

/** A row whose secret does not open under either key: it stays as it is, and someone has to know. */
export interface NotRewrapped {
  readonly id: string
  readonly reason: string
}

export interface Rotated {
  readonly keyId: string
  /** Rows brought under the current key by this walk. */
  readonly rewrapped: number
  /** Rows that are under another key still. */
  readonly left: ReadonlyArray<NotRewrapped>
}

/** Any sealed value that is not under this key. Key ids are hexadecimal, so they mean nothing in a pattern. */
const notUnder = (keyId: string) => `"cs1\\.(?!${keyId}\\.)`

/** Reads sealed values where they stand in a stored state, by the names the states give them. */
const belongsTo = (
  owner: { readonly id: string; readonly orgId: string },
  field: string,
  siblings: Readonly<Record<string, unknown>>
): Belongs | null => {
  if (field === "access" || field === "refresh") return tokenOf(owner, field)
  const { publishId } = siblings
  return field === "uploadUrl" && typeof publishId === "string" ? uploadUrlOf(owner.orgId, publishId) : null
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The same value with every seal in it under the current key. */
const rewrapIn = (
  vault: Vault["Type"],
  owner: { readonly id: string; readonly orgId: string },
  value: unknown
): Effect.Effect<unknown, VaultError> => {
  if (Array.isArray(value)) return Effect.forEach(value, (item: unknown) => rewrapIn(vault, owner, item))
  if (!isRecord(value)) return Effect.succeed(value)
  return Effect.map(
    Effect.forEach(Object.entries(value), ([field, inner]) => {
      const belongs = typeof inner === "string" && inner.startsWith("cs1.") ? belongsTo(owner, field, value) : null
      return Effect.map(
        belongs === null || typeof inner !== "string" ? rewrapIn(vault, owner, inner) : vault.rewrap(inner, belongs),
        (changed) => [field, changed] as const
      )
    }),
    Object.fromEntries
  )
}

/** A row that holds seals somewhere in its JSON. */
interface SealedRow {
  readonly ownerId: string
  readonly orgId: string
  readonly json: unknown
}

/** How many rows hold a secret that is not under the current master key. */
export const rowsUnderOtherKeys = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { keyId } = yield* Vault
  const rows = yield* sql<{ count: number }>`
    SELECT (SELECT count(*) FROM actor WHERE kind IN ('account', 'asset') AND state::text ~ ${notUnder(keyId)})::int
      + (SELECT count(*) FROM job
         WHERE state NOT IN ('completed', 'cancelled') AND payload::text ~ ${notUnder(keyId)})::int AS count`.pipe(
    Effect.withTracerEnabled(false)
  )
  return rows[0]?.count ?? 0
})

/**
 * Brings every stored secret under the current master key. Workers may run: a row is held for the moment in which it is
 * rewritten, and written as a version of its own, so an actor that holds the old state in memory is refused and reads the
 * row again. Past events and work that has ended keep what they were written with; nobody opens them.
 */
export const rotateMasterKey = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const vault = yield* Vault
  const pattern = notUnder(vault.keyId)
  const left: Array<NotRewrapped> = []
  let rewrapped = 0

  /** False where somebody else brought the row under the key, or ended it, since it was listed. */
  const rewrap = <E>(
    hold: Effect.Effect<ReadonlyArray<SealedRow>, E>,
    write: (json: string) => Effect.Effect<unknown, E>
  ) =>
    transaction(sql)(Effect.gen(function*() {
      const row = (yield* hold)[0]
      if (row === undefined) return false
      yield* write(JSON.stringify(yield* rewrapIn(vault, { id: row.ownerId, orgId: row.orgId }, row.json)))
      return true
    }))

  /** In the order of ids, so that a walk that is cut off goes on where it was. */
  const walk = <E, F>(
    page: (after: string) => Effect.Effect<ReadonlyArray<{ readonly id: string }>, E>,
    one: (id: string) => Effect.Effect<boolean, F | VaultError>,
    first: string,
    nameOf: (id: string) => string
  ) =>
    Effect.gen(function*() {
      let after = first
      for (;;) {
        const rows = yield* page(after)
        for (const { id } of rows) {
          after = id
          const written = yield* Effect.either(one(id))
          if (written._tag === "Right") {
            if (written.right) rewrapped++
            continue
          }
          const error: F | VaultError = written.left
          if (!isVaultError(error)) return yield* Effect.fail(error)
          left.push({ id: nameOf(id), reason: error.message })
        }
        if (rows.length < BATCH) return
      }
    })

  yield* walk(
    (after) =>
      sql<{ id: string }>`
        SELECT id FROM actor
        WHERE kind IN ('account', 'asset') AND id > ${after} AND state::text ~ ${pattern}
        ORDER BY id LIMIT ${BATCH}`,
    (id) =>
      rewrap(
        sql<SealedRow>`
          SELECT id AS "ownerId", org_id AS "orgId", state AS json FROM actor
          WHERE id = ${id} AND state::text ~ ${pattern} FOR UPDATE`,
        (json) => sql`UPDATE actor SET state = ${json}::jsonb, version = version + 1 WHERE id = ${id}`
      ),
    "",
    (id) => id
  )
  yield* walk(
    (after) =>
      sql<{ id: string }>`
        SELECT id::text FROM job
        WHERE state NOT IN ('completed', 'cancelled') AND id > ${after}::bigint AND payload::text ~ ${pattern}
        ORDER BY job.id LIMIT ${BATCH}`,
    (id) =>
      rewrap(
        sql<SealedRow>`
          SELECT owner_id AS "ownerId", org_id AS "orgId", payload AS json FROM job
          WHERE id = ${id}::bigint AND payload::text ~ ${pattern} FOR UPDATE`,
        (json) => sql`UPDATE job SET payload = ${json}::jsonb WHERE id = ${id}::bigint`
      ),
    "0",
    (id) => `job_${id}`
  )
  return { keyId: vault.keyId, rewrapped, left } satisfies Rotated
}).pipe(Effect.withTracerEnabled(false), Effect.withSpan("Rotation.rotateMasterKey"))

const isVaultError = (error: unknown): error is VaultError =>
  isRecord(error) && (error["_tag"] === "MasterKeyUnknown" || error["_tag"] === "SealBroken")
