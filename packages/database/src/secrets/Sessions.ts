import type { SessionView } from "@callsheet/domain/api/calls/session"
import { Role } from "@callsheet/domain/api/Role"
import { encodeId, KeyId, OrgId, SessionId } from "@callsheet/domain/Ids"
import { days, hours, iso, minutes } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Context, Effect, Layer, Option, Redacted, Schema } from "effect"
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { HINT_CHANNEL, tellHint } from "../feed/Hints.ts"
import { transaction } from "../Transaction.ts"
import type { KeyHolder } from "./Keys.ts"

/** A sign-in link works once, and no longer than this. */
export const LINK_MILLIS = minutes(10)
/** A session ends after this, no matter what happens, and earlier when it rests for `REST_MILLIS`. */
export const SESSION_MILLIS = days(30)
const REST_MILLIS = days(7)
/** An older secret is replaced when its browser asks who it is. */
const ROTATE_AFTER_MILLIS = hours(1)
/** More browsers than anybody has, and more links than anybody opens: of one key the newest are kept. */
const MOST_SESSIONS = 100
const MOST_LINKS = 100
/** Two tabs may ask at once: the secret before the newest one still opens for this long. */
const EARLIER_SECRET_MILLIS = minutes(2)

export interface SessionHolder extends KeyHolder {
  readonly sessionId: SessionId
}

/** The text of the cookie, and who it stands for. */
export interface OpenedSession {
  readonly cookie: Redacted.Redacted
  readonly holder: SessionHolder
}

/** Sessions of browsers. Each acts with one API key and ends with it; no row holds a secret. */
export class Sessions extends Context.Tag("@callsheet/database/Sessions")<Sessions, {
  /** Makes a link for anyone who holds this key. */
  readonly link: (
    keyId: string
  ) => Effect.Effect<{ readonly token: Redacted.Redacted; readonly expiresAt: number }, SqlError>
  /** Turns a link into a session. None: the link is unknown, used, too old, or its key is revoked. */
  readonly redeem: (token: Redacted.Redacted, browser: string) => Effect.Effect<Option.Option<OpenedSession>, SqlError>
  readonly open: (holder: KeyHolder, browser: string) => Effect.Effect<OpenedSession, SqlError>
  /** Who this cookie stands for; none where the session or its key has ended. */
  readonly find: (cookie: Redacted.Redacted) => Effect.Effect<Option.Option<SessionHolder>, SqlError>
  /** Whether a key, and the session that acts with it, can still be used. */
  readonly stands: (
    who: { readonly keyId: string; readonly sessionId?: string | undefined }
  ) => Effect.Effect<boolean, SqlError>
  /** The next secret of a session whose secret is old; none: keep the one there is. */
  readonly rotate: (cookie: Redacted.Redacted) => Effect.Effect<Option.Option<Redacted.Redacted>, SqlError>
  /** Notes that a session was used; at most one write a minute. */
  readonly touch: (id: string) => Effect.Effect<void, SqlError>
  /** Living sessions of an org, or of one of its keys. */
  readonly list: (orgId: string, keyId?: string) => Effect.Effect<ReadonlyArray<SessionView>, SqlError>
  /** Ends a session at once. Ending it twice changes nothing. */
  readonly end: (orgId: string, id: string, keyId?: string) => Effect.Effect<Option.Option<SessionView>, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, (sql) => make(sql)))
}

interface SessionRow {
  readonly id: string
  readonly keyId: string
  readonly orgId: string
  readonly role: string
  readonly name: string
  readonly browser: string
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
  readonly rotatedAt: number
  readonly endedAt: number | null
  readonly hash: Uint8Array
  readonly earlierHash: Uint8Array | null
}

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest()
const newSecret = () => randomBytes(32).toString("base64url")
const decodeRole = Schema.decodeUnknownSync(Role)
const browserOf = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, "").slice(0, 300)

const holderOf = (row: SessionRow): SessionHolder => ({
  sessionId: SessionId.make(row.id),
  keyId: KeyId.make(row.keyId),
  orgId: OrgId.make(row.orgId),
  role: decodeRole(row.role),
  name: row.name
})

const viewOf = (row: SessionRow): SessionView => ({
  ...holderOf(row),
  id: SessionId.make(row.id),
  browser: row.browser,
  createdAt: iso(row.createdAt),
  lastUsedAt: iso(row.lastUsedAt),
  expiresAt: iso(row.expiresAt),
  endedAt: row.endedAt === null ? null : iso(row.endedAt)
})

/** `<session id>.<secret>`: the id finds the row, so the secret is compared and never looked up. */
const shape = /^(ses_[0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/
const nobody = hashOf(randomBytes(32).toString("hex"))

const isSecret = (row: SessionRow | undefined, secret: string, now: number): boolean => {
  const given = hashOf(secret)
  const isNewest = timingSafeEqual(given, row?.hash ?? nobody)
  const isEarlier = timingSafeEqual(given, row?.earlierHash ?? nobody) &&
    row !== undefined && now < row.rotatedAt + EARLIER_SECRET_MILLIS
  return isNewest || isEarlier
}

type Service = Context.Tag.Service<Sessions>
type Rows = ReturnType<typeof rowsOf>

const rowsOf = (sql: SqlClient.SqlClient) => {
  const columns = sql`
    s.id, s.key_id AS "keyId", k.org_id AS "orgId", k.role, k.name, s.browser, s.hash, s.earlier_hash AS "earlierHash",
    s.created_at::float8 AS "createdAt", s.last_used_at::float8 AS "lastUsedAt", s.expires_at::float8 AS "expiresAt",
    s.rotated_at::float8 AS "rotatedAt", s.ended_at::float8 AS "endedAt"`
  const usable = (now: number) => sql`k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now})`
  const alive = (now: number) =>
    sql`s.ended_at IS NULL AND s.expires_at > ${now} AND s.last_used_at > ${now - REST_MILLIS} AND ${usable(now)}`
  const rows = (where: Fragment) =>
    sql<SessionRow>`SELECT ${columns} FROM session s JOIN api_key k ON k.id = s.key_id WHERE ${where}
      ORDER BY s.last_used_at DESC`.pipe(Effect.withTracerEnabled(false))

  return { usable, alive, rows }
}

/** How a session begins: by a key, or by a link made with one. */
const opening = (sql: SqlClient.SqlClient, { usable }: Rows): Pick<Service, "open" | "link" | "redeem"> => {
  const open = (holder: KeyHolder, browser: string) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const id = SessionId.make(encodeId("ses", now, randomBytes(10)))
      const secret = newSecret()
      yield* sql`
        INSERT INTO session (id, key_id, hash, rotated_at, browser, created_at, last_used_at, expires_at)
        VALUES (${id}, ${holder.keyId}, ${hashOf(secret)}, ${now}, ${browserOf(browser)}, ${now}, ${now},
          ${now + SESSION_MILLIS})`.pipe(Effect.withTracerEnabled(false))
      yield* sql`
        DELETE FROM session WHERE key_id = ${holder.keyId} AND (expires_at < ${now} OR id IN (
          SELECT id FROM session WHERE key_id = ${holder.keyId}
          ORDER BY ended_at IS NULL DESC, created_at DESC, id DESC OFFSET ${MOST_SESSIONS}))`
      yield* tellHint(sql, "session", holder.orgId)
      return { cookie: Redacted.make(`${id}.${secret}`), holder: { ...holder, sessionId: id } }
    })

  return {
    open,

    link: (keyId) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const token = newSecret()
        const expiresAt = now + LINK_MILLIS
        yield* sql`DELETE FROM sign_in_link WHERE expires_at < ${now - days(1)}`
        yield* sql`INSERT INTO sign_in_link (hash, key_id, expires_at) VALUES (${
          hashOf(token)
        }, ${keyId}, ${expiresAt})`
          .pipe(Effect.withTracerEnabled(false))
        yield* sql`
          DELETE FROM sign_in_link WHERE key_id = ${keyId} AND hash IN (
            SELECT hash FROM sign_in_link WHERE key_id = ${keyId} ORDER BY expires_at DESC, hash OFFSET ${MOST_LINKS})
          `
        return { token: Redacted.make(token), expiresAt }
      }),

    redeem: (token, browser) =>
      transaction(sql)(Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const [holder] = yield* sql<{ keyId: string; orgId: string; role: string; name: string }>`
          UPDATE sign_in_link l SET used_at = ${now} FROM api_key k
          WHERE l.hash = ${hashOf(Redacted.value(token))} AND l.used_at IS NULL AND l.expires_at > ${now}
            AND k.id = l.key_id AND ${usable(now)}
          RETURNING k.id AS "keyId", k.org_id AS "orgId", k.role, k.name`.pipe(Effect.withTracerEnabled(false))
        if (holder === undefined) return Option.none()
        return Option.some(
          yield* open({
            keyId: KeyId.make(holder.keyId),
            orgId: OrgId.make(holder.orgId),
            role: decodeRole(holder.role),
            name: holder.name
          }, browser)
        )
      }))
  }
}

/** What a cookie stands for, and its next secret. */
const recognising = (
  sql: SqlClient.SqlClient,
  { alive, rows, usable }: Rows
): Pick<Service, "find" | "stands" | "rotate"> => {
  const found = (cookie: Redacted.Redacted) =>
    Effect.gen(function*() {
      const [, id = "", secret = ""] = shape.exec(Redacted.value(cookie)) ?? []
      const now = yield* Clock.currentTimeMillis
      const [row] = yield* rows(sql`s.id = ${id} AND ${alive(now)}`)
      return isSecret(row, secret, now) && row !== undefined ? Option.some({ row, secret, now }) : Option.none()
    })

  return {
    find: (cookie) => Effect.map(found(cookie), Option.map(({ row }) => holderOf(row))),

    stands: ({ keyId, sessionId }) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const [row] = yield* (sessionId === undefined
          ? sql<{ stands: boolean }>`
            SELECT EXISTS (SELECT 1 FROM api_key k WHERE k.id = ${keyId} AND ${usable(now)}) AS stands`
          : sql<{ stands: boolean }>`
            SELECT EXISTS (SELECT 1 FROM session s JOIN api_key k ON k.id = s.key_id
              WHERE s.id = ${sessionId} AND ${alive(now)}) AS stands`)
        return row?.stands === true
      }).pipe(Effect.withTracerEnabled(false)),

    rotate: (cookie) =>
      Effect.gen(function*() {
        const current = yield* found(cookie)
        if (Option.isNone(current)) return Option.none()
        const { now, row, secret } = current.value
        if (now < row.rotatedAt + ROTATE_AFTER_MILLIS) return Option.none()
        const next = newSecret()
        // Of two tabs at once one rotates; the other goes on with the earlier secret and learns the newest next time.
        const changed = yield* sql<{ id: string }>`
          UPDATE session SET hash = ${hashOf(next)}, earlier_hash = ${hashOf(secret)}, rotated_at = ${now}
          WHERE id = ${row.id} AND hash = ${hashOf(secret)} RETURNING id`.pipe(Effect.withTracerEnabled(false))
        return changed.length === 0 ? Option.none() : Option.some(Redacted.make(`${row.id}.${next}`))
      })
  }
}

/** Sessions as their org sees them. */
const keeping = (sql: SqlClient.SqlClient, { alive, rows }: Rows): Pick<Service, "touch" | "list" | "end"> => ({
  touch: (id) =>
    Effect.flatMap(
      Clock.currentTimeMillis,
      (now) =>
        sql`
          WITH used AS (
            UPDATE session SET last_used_at = ${now} WHERE id = ${id} AND last_used_at <= ${now - minutes(1)}
            RETURNING key_id
          )
          SELECT pg_notify(${HINT_CHANNEL}, 'session ' || k.org_id) FROM used JOIN api_key k ON k.id = used.key_id`
    ).pipe(
      Effect.asVoid,
      Effect.withTracerEnabled(false)
    ),

  list: (orgId, keyId) =>
    Effect.flatMap(
      Clock.currentTimeMillis,
      (now) =>
        rows(sql`k.org_id = ${orgId} AND ${alive(now)} AND ${keyId === undefined ? sql`true` : sql`k.id = ${keyId}`}`)
    )
      .pipe(Effect.map((all) => all.map(viewOf))),

  end: (orgId, id, keyId) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const mine = sql`s.id = ${id} AND k.org_id = ${orgId} AND ${
        keyId === undefined ? sql`true` : sql`k.id = ${keyId}`
      }`
      const [row] = yield* rows(mine)
      if (row === undefined) return Option.none()
      yield* sql`UPDATE session SET ended_at = ${now} WHERE id = ${id} AND ended_at IS NULL`
      yield* tellHint(sql, "session", orgId)
      return Option.some(viewOf({ ...row, endedAt: row.endedAt ?? now }))
    })
})

const make = (sql: SqlClient.SqlClient): Service => {
  const rows = rowsOf(sql)
  return { ...opening(sql, rows), ...recognising(sql, rows), ...keeping(sql, rows) }
}
