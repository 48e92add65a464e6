import { GuestMay, ReviewAnswerKind } from "@callsheet/domain/api/calls/review"
import { PlanId, ReviewLinkId } from "@callsheet/domain/Ids"
import { SettingsChange } from "@callsheet/domain/plan/PlanCommand"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Context, Effect, Layer, Option, Redacted, Schema } from "effect"
import { createHmac, timingSafeEqual } from "node:crypto"
import { transaction } from "../Transaction.ts"
import { Vault } from "./Vault.ts"

/** A guest's page stays readable: more answers than this are no review. */
export const MOST_ANSWERS = 200
/** More guests than anybody asks about one video: links of a plan that are open at a time. */
export const MOST_OPEN_LINKS = 50
/** Of a plan's closed links without an answer the newest are kept. */
const MOST_CLOSED_LINKS = 200
/** Any number that nothing else in this database uses as an advisory lock of two parts. */
const PLAN_LOCK = 7_420_017

const ReleaseTerms = Schema.Struct({ settings: SettingsChange, musicUsageConfirmed: Schema.Boolean })

const Answer = Schema.Struct({
  kind: ReviewAnswerKind,
  name: Schema.String,
  said: Schema.String,
  atMillis: Schema.NullOr(Schema.Number),
  at: Schema.Number
})

const ReviewLinkRow = Schema.Struct({
  id: ReviewLinkId,
  orgId: Schema.String,
  planId: PlanId,
  digest: Schema.String,
  may: GuestMay,
  /** What an approval by the guest releases the plan with; null: it is only noted. */
  release: Schema.NullOr(ReleaseTerms),
  by: Schema.String,
  /** The API key that made it; null where an earlier release did. */
  keyId: Schema.NullOr(Schema.String),
  createdAt: Schema.Number,
  expiresAt: Schema.Number,
  /** When the link or the key that made it was revoked. */
  revokedAt: Schema.NullOr(Schema.Number),
  /** When the key that made it ends by itself. */
  keyEndsAt: Schema.NullOr(Schema.Number),
  answers: Schema.Array(Answer)
})
export type ReviewLink = typeof ReviewLinkRow.Type
export type NewReviewLink = Omit<ReviewLink, "createdAt" | "revokedAt" | "keyEndsAt" | "answers">

/** When a link stops working, unless it is revoked before. Its own time is part of its signature and stays. */
export const endOf = ({ expiresAt, keyEndsAt }: ReviewLink): number => Math.min(expiresAt, keyEndsAt ?? expiresAt)

const decode = Schema.decodeUnknownSync(ReviewLinkRow)
const SHAPE = /^(rvl_[0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/

const make = (sql: SqlClient.SqlClient, vault: Context.Tag.Service<Vault>) => {
  const keys = vault.derived("review links")
  const signature = (key: (typeof keys)[number], { digest, expiresAt, id, orgId, planId }: NewReviewLink) =>
    createHmac("sha256", Redacted.value(key.bytes))
      .update(JSON.stringify([id, orgId, planId, digest, expiresAt])).digest()

  const rows = (where: Fragment, limit: number) =>
    sql`
      SELECT l.id, l.org_id AS "orgId", l.plan_id AS "planId", l.digest, l.may, l.release, l.by, l.key_id AS "keyId",
        l.created_at::float8 AS "createdAt", l.expires_at::float8 AS "expiresAt", least(l.revoked_at, k.revoked_at)::float8 AS "revokedAt", k.expires_at::float8 AS "keyEndsAt",
        coalesce((SELECT jsonb_agg(jsonb_build_object('kind', a.kind, 'name', a.name, 'said', a.said, 'at', a.at,
          'atMillis', a.at_millis)
          ORDER BY a.id) FROM review_answer a WHERE a.link_id = l.id), '[]'::jsonb) AS answers
      FROM review_link l LEFT JOIN api_key k ON k.id = l.key_id WHERE ${where} ORDER BY l.created_at DESC, l.id LIMIT ${limit}`
      .pipe(
        Effect.map((found) => found.map((row) => decode(row)))
      )

  const one = (where: Fragment) => Effect.map(rows(where, 1), ([row]) => Option.fromNullable(row))

  return ReviewLinks.of({
    create: (link) =>
      transaction(sql)(Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        yield* sql`SELECT pg_advisory_xact_lock(${PLAN_LOCK}, hashtext(${link.planId}))`
        const known = yield* one(sql`l.id = ${link.id}`)
        if (Option.isSome(known)) return known
        const closed = sql`(l.expires_at <= ${now} OR l.revoked_at IS NOT NULL OR k.revoked_at IS NOT NULL
          OR k.expires_at <= ${now})`
        const [{ count } = { count: 0 }] = yield* sql<{ count: number }>`
          SELECT count(*)::int AS count FROM review_link l LEFT JOIN api_key k ON k.id = l.key_id
          WHERE l.plan_id = ${link.planId} AND ${closed} IS NOT TRUE`
        if (count >= MOST_OPEN_LINKS) return Option.none()
        yield* sql`
          DELETE FROM review_link WHERE id IN (
            SELECT l.id FROM review_link l LEFT JOIN api_key k ON k.id = l.key_id
            WHERE l.plan_id = ${link.planId} AND ${closed}
              AND NOT EXISTS (SELECT 1 FROM review_answer a WHERE a.link_id = l.id)
            ORDER BY l.created_at DESC, l.id OFFSET ${MOST_CLOSED_LINKS})`
        const release = link.release === null ? null : JSON.stringify(link.release)
        yield* sql`
          INSERT INTO review_link (id, org_id, plan_id, digest, may, release, by, key_id, created_at, expires_at)
          VALUES (${link.id}, ${link.orgId}, ${link.planId}, ${link.digest}, ${link.may}, ${release}::jsonb, ${link.by},
            ${link.keyId}, ${now}, ${link.expiresAt})`
        return yield* one(sql`l.id = ${link.id}`)
      })),

    token: (link) => {
      const [key] = keys
      return Redacted.make(`${link.id}.${signature(key, link).toString("base64url")}`)
    },

    find: (token) =>
      Effect.gen(function*() {
        const [, id, signed = ""] = SHAPE.exec(token) ?? []
        if (id === undefined) return Option.none()
        const link = yield* one(sql`l.id = ${id}`)
        const given = Buffer.from(signed, "base64url")
        return Option.filter(link, (found) =>
          keys.some((key) => {
            const right = signature(key, found)
            return right.length === given.length && timingSafeEqual(right, given)
          }))
      }),

    list: (orgId, { limit, planId }) =>
      rows(sql`l.org_id = ${orgId} AND ${planId === undefined ? sql`true` : sql`l.plan_id = ${planId}`}`, limit),

    revoke: (orgId, id) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        yield* sql`
          UPDATE review_link SET revoked_at = ${now}
          WHERE id = ${id} AND org_id = ${orgId} AND revoked_at IS NULL`
        return yield* one(sql`l.id = ${id} AND l.org_id = ${orgId}`)
      }),

    answer: (id, { atMillis = null, kind, name, said, wish }) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        yield* sql`
          INSERT INTO review_answer (link_id, wish, kind, name, said, at, at_millis)
          SELECT ${id}, ${wish}, ${kind}, ${name}, ${said}, ${now}, ${atMillis}::integer
          WHERE (SELECT count(*) FROM review_answer WHERE link_id = ${id}) < ${MOST_ANSWERS}
          ON CONFLICT (link_id, wish) DO NOTHING`
        const kept = yield* sql`SELECT 1 FROM review_answer WHERE link_id = ${id} AND wish = ${wish}`
        return kept.length > 0
      })
  })
}

/** Pages for people without an account: one video, a while, and what they answered. */
export class ReviewLinks extends Context.Tag("@callsheet/database/ReviewLinks")<ReviewLinks, {
  /** The same id again gives the link that is there. None: `MOST_OPEN_LINKS` of the plan are open. */
  readonly create: (link: NewReviewLink) => Effect.Effect<Option.Option<ReviewLink>, SqlError>
  /** The secret part of the link's address: its id, signed together with what the link is about. */
  readonly token: (link: NewReviewLink) => Redacted.Redacted
  /** The link of a token, whether or not its time is over. */
  readonly find: (token: string) => Effect.Effect<Option.Option<ReviewLink>, SqlError>
  readonly list: (
    orgId: string,
    filter: { readonly planId: string | undefined; readonly limit: number }
  ) => Effect.Effect<ReadonlyArray<ReviewLink>, SqlError>
  readonly revoke: (orgId: string, id: string) => Effect.Effect<Option.Option<ReviewLink>, SqlError>
  /** Notes what a guest answered, each `wish` once. False: the page is full. */
  readonly answer: (
    id: string,
    answer: {
      readonly kind: ReviewAnswerKind
      readonly name: string
      readonly said: string
      readonly atMillis?: number | null
      readonly wish: string
    }
  ) => Effect.Effect<boolean, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function*() {
      return make(yield* SqlClient.SqlClient, yield* Vault)
    })
  )
}
