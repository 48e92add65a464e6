import { tokenOf, uploadUrlOf } from "@callsheet/domain/account/SealedFor"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import { type Belongs, Vault, type VaultError } from "./Vault.ts"

/** Rows read at once. Each is written by itself, so a walk that is cut off has lost nothing and goes on where it was. */
const BATCH = 100

/** How often a row is read anew that an actor moved meanwhile. A busy account commits a few times a second. */
const TRIES = 20

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

interface StateRow {
  readonly id: string
  readonly orgId: string
  readonly version: number
  readonly state: unknown
}
interface JobRow {
  readonly id: string
  readonly orgId: string
  readonly ownerId: string
  readonly payload: unknown
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
 * Brings every stored secret under the current master key. Workers may run: a row is written only in the version it was
 * read in, and as a version of its own, so an actor that holds the old state in memory is refused and reads the row anew.
 * Past events and work that has ended keep what they were written with; nobody opens them.
 */
export const rotateMasterKey = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const vault = yield* Vault
  const pattern = notUnder(vault.keyId)
  const left: Array<NotRewrapped> = []
  let rewrapped = 0

  const actor = (row: StateRow) =>
    rewrapIn(vault, row, row.state).pipe(
      Effect.flatMap((state) =>
        sql`
          UPDATE actor SET state = ${JSON.stringify(state)}::jsonb, version = version + 1
          WHERE id = ${row.id} AND version = ${row.version} RETURNING id`
      ),
      Effect.map((rows) => rows.length === 1),
      Effect.withTracerEnabled(false)
    )
  const job = (row: JobRow) =>
    rewrapIn(vault, { id: row.ownerId, orgId: row.orgId }, row.payload).pipe(
      Effect.flatMap((payload) =>
        sql`
          UPDATE job SET payload = ${JSON.stringify(payload)}::jsonb WHERE id = ${row.id}::bigint RETURNING id`
      ),
      Effect.map((rows) => rows.length === 1),
      Effect.withTracerEnabled(false)
    )

  /** Walks in the order of ids; whatever was moved meanwhile is read again. */
  const walk = <Row extends { readonly id: string }, E, F>(
    page: (after: string) => Effect.Effect<ReadonlyArray<Row>, E>,
    one: (row: Row) => Effect.Effect<boolean, F | VaultError>,
    again: (id: string) => Effect.Effect<ReadonlyArray<Row>, E>,
    first: string,
    nameOf: (row: Row) => string
  ) =>
    Effect.gen(function*() {
      let after = first
      for (;;) {
        const rows = yield* page(after)
        for (const found of rows) {
          after = found.id
          let row: Row | undefined = found
          for (let tries = 0; row !== undefined; tries++) {
            const written = yield* Effect.either(one(row))
            if (written._tag === "Left") {
              const error: F | VaultError = written.left
              if (!isVaultError(error)) return yield* Effect.fail(error)
              left.push({ id: nameOf(row), reason: error.message })
              break
            }
            if (written.right) {
              rewrapped++
              break
            }
            if (tries === TRIES) {
              left.push({ id: nameOf(row), reason: "It changed each time it was read; run the command once more." })
              break
            }
            row = (yield* again(row.id))[0]
          }
        }
        if (rows.length < BATCH) return
      }
    })

  yield* walk(
    (after) =>
      sql<StateRow>`
        SELECT id, org_id AS "orgId", version, state FROM actor
        WHERE kind IN ('account', 'asset') AND id > ${after} AND state::text ~ ${pattern}
        ORDER BY id LIMIT ${BATCH}`.pipe(Effect.withTracerEnabled(false)),
    actor,
    (id) =>
      sql<StateRow>`
        SELECT id, org_id AS "orgId", version, state FROM actor WHERE id = ${id} AND state::text ~ ${pattern}`.pipe(
        Effect.withTracerEnabled(false)
      ),
    "",
    ({ id }) => id
  )
  yield* walk(
    (after) =>
      sql<JobRow>`
        SELECT id::text, org_id AS "orgId", owner_id AS "ownerId", payload FROM job
        WHERE state NOT IN ('completed', 'cancelled') AND id > ${after}::bigint AND payload::text ~ ${pattern}
        ORDER BY job.id LIMIT ${BATCH}`.pipe(Effect.withTracerEnabled(false)),
    job,
    () => Effect.succeed([]),
    "0",
    ({ id }) => `job_${id}`
  )
  return { keyId: vault.keyId, rewrapped, left } satisfies Rotated
}).pipe(Effect.withSpan("Rotation.rotateMasterKey"))

const isVaultError = (error: unknown): error is VaultError =>
  isRecord(error) && (error["_tag"] === "MasterKeyUnknown" || error["_tag"] === "SealBroken")
