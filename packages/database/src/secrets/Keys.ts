import { type Refused, refused } from "@callsheet/domain/api/ApiError"
import type { KeyView } from "@callsheet/domain/api/calls/key"
import { Role } from "@callsheet/domain/api/Role"
import { REMEMBERED_DAYS } from "@callsheet/domain/Envelope"
import { encodeId, KeyId, OrgId } from "@callsheet/domain/Ids"
import { days, iso, minutes } from "@callsheet/domain/Instant"
import { step } from "@callsheet/domain/Remedy"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Context, Effect, Layer, Option, Redacted, Schema } from "effect"
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { HINT_CHANNEL, tellHint } from "../feed/Hints.ts"
import { transaction } from "../Transaction.ts"

/** Anyone who holds a key may act for its org in its role. */
export interface KeyHolder {
  readonly keyId: KeyId
  readonly orgId: OrgId
  readonly role: Role
  readonly name: string
}

export interface KeyWish {
  readonly orgId: OrgId
  readonly role: Role
  readonly name: string
  /** Epoch milliseconds; null: until revoked. */
  readonly expiresAt: number | null
  readonly by: string
  /**
   * The key's own id, where the wish has a name: made again after a death nobody heard the first secret of, it is the same
   * key with a new secret, and the first one opens nothing. One that was used, revoked or is older than idempotency keys are
   * kept is another wish's: it stays as it is, and this wish makes a key of its own.
   */
  readonly id?: string
}

export class Keys extends Context.Tag("@callsheet/database/Keys")<Keys, {
  /** The key itself is in no row and is given out here alone. */
  readonly create: (
    wish: KeyWish
  ) => Effect.Effect<{ readonly view: KeyView; readonly key: Redacted.Redacted }, SqlError>
  /** Whose key this is; none for one that is unknown, revoked or past its end, which all cost the same time. */
  readonly find: (bearer: Redacted.Redacted) => Effect.Effect<Option.Option<KeyHolder>, SqlError>
  readonly list: (orgId: string) => Effect.Effect<ReadonlyArray<KeyView>, SqlError>
  /**
   * From now on the key opens nothing. Revoking twice changes nothing. The last lasting owner key of an org stays: without
   * it nobody could make another.
   */
  readonly revoke: (orgId: string, id: string) => Effect.Effect<Option.Option<KeyView>, SqlError | Refused>
  /** Notes that the key was used; at most one write a minute. */
  readonly touch: (id: string) => Effect.Effect<void, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

interface KeyRow {
  readonly id: string
  readonly orgId: string
  readonly role: string
  readonly name: string
  readonly prefix: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

const isoOrNull = (at: number | null) => (at === null ? null : iso(at))
const decodeRole = Schema.decodeUnknownSync(Role)

const viewOf = (row: KeyRow): KeyView => ({
  ...row,
  id: KeyId.make(row.id),
  orgId: OrgId.make(row.orgId),
  role: decodeRole(row.role),
  createdAt: iso(row.createdAt),
  expiresAt: isoOrNull(row.expiresAt),
  lastUsedAt: isoOrNull(row.lastUsedAt),
  revokedAt: isoOrNull(row.revokedAt)
})

/** 256 random bits need no slow hash; the hash only keeps a stolen table from being a bunch of keys. */
const hashOf = (key: string): Buffer => createHash("sha256").update(key).digest()

/** Compared against where the prefix is unknown, so that finding out costs the same. */
const nobody = hashOf(randomBytes(32).toString("hex"))

/** `cs_<10 characters>_<32 random bytes in base64url>`. The prefix finds the row and may be shown. */
const shape = /^cs_([0-9a-f]{10})_[A-Za-z0-9_-]{43}$/

const isUsable = (row: { readonly revokedAt: number | null; readonly expiresAt: number | null }, now: number) =>
  row.revokedAt === null && (row.expiresAt === null || row.expiresAt > now)

const outlasts = (other: KeyRow, row: KeyRow): boolean =>
  other.expiresAt === null || (row.expiresAt !== null && other.expiresAt >= row.expiresAt)

const make = (sql: SqlClient.SqlClient): Context.Tag.Service<Keys> => {
  const columns = sql`
    id, org_id AS "orgId", role, name, prefix, created_at::float8 AS "createdAt", expires_at::float8 AS "expiresAt",
    last_used_at::float8 AS "lastUsedAt", revoked_at::float8 AS "revokedAt"`
  const select = (where: Fragment) =>
    Effect.map(sql<KeyRow>`SELECT ${columns} FROM api_key WHERE ${where} ORDER BY id`, (rows) => rows.map(viewOf))

  return {
    create: ({ by, expiresAt, id: named, name, orgId, role }) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const prefix = randomBytes(5).toString("hex")
        const key = `cs_${prefix}_${randomBytes(32).toString("base64url")}`
        const insert = (id: KeyId) =>
          sql`
          INSERT INTO api_key AS known (id, org_id, role, name, prefix, hash, created_at, created_by, expires_at)
          VALUES (${id}, ${orgId}, ${role}, ${name}, ${prefix}, ${hashOf(key)}, ${now}, ${by}, ${expiresAt})
          ON CONFLICT (id) DO UPDATE
          SET prefix = excluded.prefix, hash = excluded.hash, created_at = excluded.created_at
          WHERE known.last_used_at IS NULL AND known.revoked_at IS NULL AND known.created_at > ${
            now - days(REMEMBERED_DAYS)
          }
            AND known.role = excluded.role AND known.name = excluded.name
          RETURNING id`.pipe(
            // A driver may quote the values of a failed statement.
            Effect.withTracerEnabled(false),
            Effect.map((rows) => rows.length > 0)
          )
        const own = KeyId.make(encodeId("key", now, randomBytes(10)))
        const isNamed = named !== undefined && (yield* insert(KeyId.make(named)))
        if (!isNamed) yield* insert(own)
        const id = isNamed ? KeyId.make(named) : own
        yield* tellHint(sql, "key", orgId)
        return {
          key: Redacted.make(key),
          view: viewOf({ id, orgId, role, name, prefix, createdAt: now, expiresAt, lastUsedAt: null, revokedAt: null })
        }
      }),

    find: (bearer) =>
      Effect.gen(function*() {
        const key = Redacted.value(bearer)
        const prefix = shape.exec(key)?.[1] ?? ""
        const now = yield* Clock.currentTimeMillis
        const rows = yield* sql<KeyRow & { readonly hash: Uint8Array }>`
          SELECT ${columns}, hash FROM api_key WHERE prefix = ${prefix}`.pipe(Effect.withTracerEnabled(false))
        const row = rows[0]
        const isTheKey = timingSafeEqual(hashOf(key), row?.hash ?? nobody)
        if (row === undefined || !isTheKey || !isUsable(row, now)) return Option.none()
        const { id, name, orgId, role } = viewOf(row)
        return Option.some({ keyId: id, orgId, role, name })
      }),

    list: (orgId) => select(sql`org_id = ${orgId}`),

    revoke: (orgId, id) =>
      transaction(sql)(Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        // The org's keys are locked together: two owners revoking each other must not both succeed.
        const rows = yield* sql<KeyRow>`
          SELECT ${columns} FROM api_key WHERE org_id = ${orgId} ORDER BY id FOR UPDATE`
        const row = rows.find((one) => one.id === id)
        if (row === undefined) return Option.none()
        if (row.revokedAt !== null) return Option.some(viewOf(row))
        const others = rows.filter((one) => one.role === "owner" && one.id !== id && isUsable(one, now))
        // A key that ends sooner is no successor: without a lasting one the org would lock itself out.
        if (row.role === "owner" && isUsable(row, now) && !others.some((one) => outlasts(one, row))) {
          return yield* refused(
            `Key ${id} is the last owner key of ${orgId} that lasts; without it nobody could make another.`,
            step("Make its successor first, without an end", "key.create", { orgId, role: "owner" })
          )
        }
        yield* sql`UPDATE api_key SET revoked_at = ${now} WHERE id = ${id}`
        // The sessions of a key end with it.
        yield* Effect.zipRight(tellHint(sql, "key", orgId), tellHint(sql, "session", orgId))
        return Option.some(viewOf({ ...row, revokedAt: now }))
      })),

    touch: (id) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        sql`
          UPDATE api_key SET last_used_at = ${now}
          WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at <= ${now - minutes(1)})
          RETURNING pg_notify(${HINT_CHANNEL}, 'key ' || org_id)`).pipe(
          Effect.asVoid,
          Effect.withTracerEnabled(false)
        )
  }
}
