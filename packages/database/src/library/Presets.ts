import { AccountId, PresetId } from "@callsheet/domain/Ids"
import {
  makesOf,
  type OfferedPreset,
  Preset,
  type PresetChoice,
  type PresetOffer,
  writesOf
} from "@callsheet/domain/org/Preset"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { tellHint } from "../feed/Hints.ts"
import { tellFeed } from "../feed/TellFeed.ts"
import { transaction } from "../Transaction.ts"

const Row = Schema.Struct({
  id: PresetId,
  name: Schema.String,
  version: Schema.Number,
  preset: Preset,
  writes: Schema.String,
  makes: Schema.String,
  by: Schema.String,
  at: Schema.Number,
  accounts: Schema.Array(AccountId)
})
export type KeptPreset = typeof Row.Type

/** The most presets an org may have at once. */
export const MOST_PRESETS = 200

const decode = Schema.decodeUnknownSync(Row)
const decodeBody = Schema.decodeUnknownSync(Preset)

/** Any number that no other pair of advisory locks of this database begins with. */
const PRESET_LOCK = 7_420_022

const choiceOf = ({ id, makes, name, version, writes }: Omit<PresetChoice, "id"> & { readonly id: PresetId }) => ({
  id,
  name,
  version,
  writes,
  makes
})

export const offeredOf = ({ preset: { hashtags, language }, ...kept }: KeptPreset): OfferedPreset => ({
  choice: choiceOf(kept),
  language: language ?? null,
  hashtags: hashtags ?? null
})

type Service = Context.Tag.Service<Presets>

/** Anyone who changes an org's presets takes turns with the others. */
const inTurn = (sql: SqlClient.SqlClient) => <A, E, R>(orgId: string, work: Effect.Effect<A, E, R>) =>
  transaction(sql)(Effect.zipRight(sql`SELECT pg_advisory_xact_lock(${PRESET_LOCK}, hashtext(${orgId}))`, work))

const reading = (sql: SqlClient.SqlClient): Pick<Service, "named" | "list" | "version" | "offer"> => {
  const rows = (where: Fragment) =>
    sql`
      SELECT p.id, p.name, v.version, v.body AS preset, v.writes, v.makes, v.by, v.at::float8 AS at,
        ARRAY(SELECT d.account_id FROM preset_default d WHERE d.org_id = p.org_id AND d.preset_id = p.id
          ORDER BY d.account_id) AS accounts
      FROM preset p JOIN preset_version v ON v.org_id = p.org_id AND v.preset_id = p.id
      WHERE ${where} ORDER BY lower(p.name), v.version DESC`.pipe(
      Effect.map((found) => found.map((row) => decode(row)))
    )
  const first = (where: Fragment) => Effect.map(rows(where), ([row]) => Option.fromNullable(row))
  const newest = sql`v.version = (SELECT max(n.version) FROM preset_version n
    WHERE n.org_id = p.org_id AND n.preset_id = p.id)`

  const named = (orgId: string, name: string, version?: number) =>
    first(
      sql`p.org_id = ${orgId} AND lower(p.name) = lower(${name}) AND p.removed_at IS NULL AND ${
        version === undefined ? newest : sql`v.version = ${version}`
      }`
    )

  return {
    named,
    list: (orgId) => rows(sql`p.org_id = ${orgId} AND p.removed_at IS NULL AND ${newest}`),

    version: (orgId, id, version) =>
      sql`SELECT body FROM preset_version WHERE org_id = ${orgId} AND preset_id = ${id} AND version = ${version}`.pipe(
        Effect.map(([row]) => Option.map(Option.fromNullable(row), ({ body }) => decodeBody(body)))
      ),

    offer: (orgId) =>
      Effect.gen(function*() {
        const found = yield* sql<
          Omit<PresetChoice, "id"> & {
            readonly id: PresetId
            readonly language: string | null
            readonly hashtags: ReadonlyArray<string> | null
          }
        >`
          SELECT DISTINCT ON (p.id) p.id, p.name, v.version, v.writes, v.makes, v.body->>'language' AS language,
            v.body->'hashtags' AS hashtags
          FROM preset p JOIN preset_version v ON v.org_id = p.org_id AND v.preset_id = p.id
          WHERE p.org_id = ${orgId} AND p.removed_at IS NULL ORDER BY p.id, v.version DESC`
        const defaults = yield* sql<{ readonly accountId: string; readonly presetId: string }>`
          SELECT account_id AS "accountId", preset_id AS "presetId" FROM preset_default WHERE org_id = ${orgId}`
        return {
          presets: new Map(
            found.map((row) => [row.id, { choice: choiceOf(row), language: row.language, hashtags: row.hashtags }])
          ),
          defaults: new Map(defaults.map(({ accountId, presetId }) => [accountId, presetId]))
        }
      }).pipe(Effect.withTracerEnabled(false))
  }
}

const changing = (
  sql: SqlClient.SqlClient,
  { named }: Pick<Service, "named">
): Pick<Service, "put" | "assign" | "remove"> => ({
  put: (orgId, { by, id, name, preset, seen }) =>
    inTurn(sql)(
      orgId,
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const standing = yield* named(orgId, name)
        const version = Option.match(standing, { onNone: () => 0, onSome: (kept) => kept.version })
        if (seen !== undefined && seen !== version) return { _tag: "changed" as const, version }
        if (Option.isNone(standing)) {
          const [{ count } = { count: 0 }] = yield* sql<{ count: number }>`
              SELECT count(*)::int AS count FROM preset WHERE org_id = ${orgId} AND removed_at IS NULL`
          if (count >= MOST_PRESETS) return { _tag: "full" as const }
          yield* sql`INSERT INTO preset (org_id, id, name) VALUES (${orgId}, ${id}, ${name})`
        }
        yield* sql`
            INSERT INTO preset_version (org_id, preset_id, version, body, writes, makes, by, at)
            VALUES (${orgId}, ${Option.match(standing, { onNone: () => id, onSome: (kept) => kept.id })}, ${
          version + 1
        },
              ${JSON.stringify(preset)}::jsonb, ${writesOf(preset)}, ${makesOf(preset)}, ${by}, ${now})`
        const kept = Option.getOrThrow(yield* named(orgId, name))
        yield* tellFeed(sql, { orgId, subject: "preset", id: kept.id, event: "PresetSaved", by })
        return { _tag: "put" as const, kept }
      })
    ),

  assign: (orgId, accountId, presetId) =>
    Effect.zipRight(
      presetId === null
        ? sql`DELETE FROM preset_default WHERE org_id = ${orgId} AND account_id = ${accountId}`
        : sql`
          INSERT INTO preset_default (org_id, account_id, preset_id) VALUES (${orgId}, ${accountId}, ${presetId})
          ON CONFLICT (org_id, account_id) DO UPDATE SET preset_id = excluded.preset_id`,
      tellHint(sql, "preset", orgId)
    ),

  remove: (orgId, name) =>
    inTurn(sql)(
      orgId,
      Effect.gen(function*() {
        const standing = yield* named(orgId, name)
        if (Option.isNone(standing)) return standing
        const { id } = standing.value
        const now = yield* Clock.currentTimeMillis
        yield* sql`UPDATE preset SET removed_at = ${now} WHERE org_id = ${orgId} AND id = ${id}`
        yield* sql`DELETE FROM preset_default WHERE org_id = ${orgId} AND preset_id = ${id}`
        yield* tellHint(sql, "preset", orgId)
        return standing
      })
    )
})

const numbering = (sql: SqlClient.SqlClient): Pick<Service, "part"> => ({
  part: ({ accountId, orgId, planId, presetId }) =>
    inTurn(sql)(
      orgId,
      Effect.gen(function*() {
        const [known] = yield* sql<{ part: number }>`
            SELECT part FROM series_part WHERE org_id = ${orgId} AND preset_id = ${presetId} AND plan_id = ${planId}`
        if (known !== undefined) return known.part
        // What was called off was never posted: its number is free again.
        yield* sql`
            DELETE FROM series_part s USING actor a
            WHERE s.org_id = ${orgId} AND s.preset_id = ${presetId} AND a.id = s.plan_id AND a.status = 'cancelled'`
        const plans = yield* sql<{ readonly id: string; readonly part: number | null }>`
            SELECT a.id, s.part FROM actor a
            LEFT JOIN series_part s ON s.org_id = a.org_id AND s.preset_id = ${presetId} AND s.plan_id = a.id
            WHERE a.kind = 'plan' AND a.org_id = ${orgId} AND a.account_id = ${accountId}
              AND a.state->'preset'->>'id' = ${presetId}
              AND (s.part IS NOT NULL OR a.status NOT IN ('draft', 'cancelled', 'rejected'))
            ORDER BY a.slot, a.id`
        const given = new Set(plans.flatMap(({ part }) => part ?? []))
        const place = plans.filter(({ part }) => part === null).findIndex(({ id }) => id === planId)
        const free = Array.from({ length: plans.length + 1 }, (_, at) => at + 1).filter((part) => !given.has(part))
        const part = free[Math.max(0, place)] ?? given.size + 1
        yield* sql`
            INSERT INTO series_part (org_id, preset_id, account_id, part, plan_id)
            VALUES (${orgId}, ${presetId}, ${accountId}, ${part}, ${planId})`
        return part
      })
    )
})

const make = (sql: SqlClient.SqlClient) => {
  const read = reading(sql)
  return Presets.of({ ...read, ...changing(sql, read), ...numbering(sql) })
}

interface Put {
  /** Of a preset that is new. */
  readonly id: PresetId
  readonly name: string
  readonly preset: Preset
  readonly by: string
  /** The version that was looked at. */
  readonly seen?: number | undefined
}

export type PutOutcome =
  | { readonly _tag: "put"; readonly kept: KeptPreset }
  | { readonly _tag: "changed"; readonly version: number }
  | { readonly _tag: "full" }

/** What an org decides once for many plans, each version kept. */
export class Presets extends Context.Tag("@callsheet/database/Presets")<Presets, {
  /** The newest version of each. */
  readonly list: (orgId: string) => Effect.Effect<ReadonlyArray<KeptPreset>, SqlError>
  /** By its name, no matter what the case; the newest version, or one. */
  readonly named: (orgId: string, name: string, version?: number) => Effect.Effect<Option.Option<KeptPreset>, SqlError>
  /** One version, also of a preset that is removed. */
  readonly version: (orgId: string, id: string, version: number) => Effect.Effect<Option.Option<Preset>, SqlError>
  readonly offer: (orgId: string) => Effect.Effect<PresetOffer, SqlError>
  readonly put: (orgId: string, preset: Put) => Effect.Effect<PutOutcome, SqlError>
  /** Makes it the default of an account; null takes the default away. */
  readonly assign: (orgId: string, accountId: string, presetId: string | null) => Effect.Effect<void, SqlError>
  readonly remove: (orgId: string, name: string) => Effect.Effect<Option.Option<KeptPreset>, SqlError>
  /** Which part of its preset's series a plan is: its place in the calendar, given once and to one plan. */
  readonly part: (plan: {
    readonly orgId: string
    readonly accountId: string
    readonly presetId: string
    readonly planId: string
  }) => Effect.Effect<number, SqlError>
}>() {
  static readonly layer = Layer.effect(this, Effect.map(SqlClient.SqlClient, make))

  /** Where nobody ever made one. */
  static readonly none = Presets.of({
    list: () => Effect.succeed([]),
    named: () => Effect.succeedNone,
    version: () => Effect.succeedNone,
    offer: () => Effect.succeed({ presets: new Map(), defaults: new Map() }),
    put: () => Effect.succeed({ _tag: "full" }),
    assign: () => Effect.void,
    remove: () => Effect.succeedNone,
    part: () => Effect.succeed(1)
  })
}
