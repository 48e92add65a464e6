import { PgClient } from "@effect/sql-pg"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect, Layer, Redacted, Schedule, Schema } from "effect"
import { makeSessions } from "../Session.ts"
import { codeOf, isSqlError } from "../SqlFault.ts"
import { transaction } from "../Transaction.ts"
import foundation from "./0001_foundation.ts"
import webhooks from "./0002_webhooks.ts"
import scriptFingerprint from "./0003_script_fingerprint.ts"
import paidCalls from "./0004_paid_calls.ts"
import oneAccountOneOrg from "./0005_one_account_one_org.ts"
import rememberedCalls from "./0007_remembered_calls.ts"
import fewerIndexEntries, { after as afterFewerIndexEntries } from "./0008_fewer_index_entries.ts"
import paidCallsEnd from "./0009_paid_calls_end.ts"
import jobsByOwner, { after as afterJobsByOwner } from "./0010_jobs_by_owner.ts"
import installation from "./0015_installation.ts"
import sessions from "./0016_sessions.ts"
import reviewLinks from "./0017_review_links.ts"
import media from "./0018_media.ts"
import pictureChoices from "./0019_picture_choices.ts"
import lastStands from "./0020_last_stands.ts"
import brandKits from "./0021_brand_kits.ts"
import consentBrowsers from "./0022_consent_browsers.ts"
import presets from "./0023_presets.ts"
import voiceKits from "./0024_voice_kits.ts"
import mediaOwners, { after as afterMediaOwners } from "./0025_media_owners.ts"
import moments from "./0026_moments.ts"
import whoseCalls, { after as afterWhoseCalls } from "./0027_whose_calls.ts"

interface Migration {
  readonly id: number
  readonly name: string
  /** One short transaction: it waits at most a second for a table, and keeps none for longer than its statements take. */
  readonly up: Effect.Effect<void, SqlError, SqlClient.SqlClient>
  /**
   * What takes time on a table with rows: indexes, and what is derived from rows. It comes after `up`, outside of a transaction,
   * and is repeated from its beginning where it was cut off; so is `up`, which has to bear that.
   */
  readonly after?: Effect.Effect<void, SqlError, SqlClient.SqlClient>
  readonly breaking?: boolean
}

/**
 * Forward only, in this order. A migration that was released is never edited. While a release is rolled out the one
 * before it goes on working on the new tables, so a migration adds and never renames or drops; one that cannot help it
 * says `breaking: true`, and older releases refuse to start from then on.
 */
const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "foundation", up: foundation },
  { id: 2, name: "webhooks", up: webhooks },
  { id: 3, name: "script fingerprint", up: scriptFingerprint },
  { id: 4, name: "paid calls", up: paidCalls },
  { id: 5, name: "one account one org", up: oneAccountOneOrg },
  { id: 7, name: "remembered calls", up: rememberedCalls },
  { id: 8, name: "fewer index entries", up: fewerIndexEntries, after: afterFewerIndexEntries },
  { id: 9, name: "paid calls end", up: paidCallsEnd },
  { id: 10, name: "jobs by owner", up: jobsByOwner, after: afterJobsByOwner },
  { id: 15, name: "installation", up: installation },
  { id: 16, name: "sessions", up: sessions },
  { id: 17, name: "review links", up: reviewLinks },
  { id: 18, name: "media", up: media },
  { id: 19, name: "picture choices", up: pictureChoices },
  { id: 20, name: "last stands", up: lastStands },
  { id: 21, name: "brand kits", up: brandKits },
  { id: 22, name: "consent browsers", up: consentBrowsers },
  { id: 23, name: "presets", up: presets },
  { id: 24, name: "voice kits", up: voiceKits },
  { id: 25, name: "media owners", up: mediaOwners, after: afterMediaOwners },
  { id: 26, name: "moments", up: moments },
  { id: 27, name: "whose calls", up: whoseCalls, after: afterWhoseCalls }
]

export const latestMigration = migrations[migrations.length - 1]!.id

/** Any number that nothing else in this database uses as an advisory lock. */
const MIGRATION_LOCK = 7_420_001

/** The database was changed by a newer release in a way that this one cannot work with. */
export class DatabaseIsNewer extends Schema.TaggedError<DatabaseIsNewer>()("DatabaseIsNewer", {
  found: Schema.Number,
  known: Schema.Number
}) {
  override get message() {
    return `The database is at migration ${this.found}; this release knows ${this.known}.`
  }
  get remedy() {
    return "Run the newer release, or restore a backup that fits this one."
  }
}

/** A change of a big table may take as long as it needs. */
const PATIENCE_MILLIS = 6 * 3_600_000
/** Anyone who waits for a table keeps all who come later waiting too: a migration lets them pass and tries again. */
const TABLE_LOCK_MILLIS = 1_000

/** Another transaction used a table that a migration wanted for itself, or waited for this one while it was waited for. */
const isTableBusy = (error: unknown): boolean => isSqlError(error) && ["55P03", "40P01"].includes(codeOf(error) ?? "")

/** A session without the limits of all other sessions. */
const patientClient = Effect.flatMap(PgClient.PgClient, ({ config }) =>
  Layer.build(PgClient.layerFromPool({
    acquire: makeSessions({
      url: config.url === undefined ? undefined : Redacted.value(config.url),
      applicationName: config.applicationName,
      sessions: 1,
      patienceMillis: PATIENCE_MILLIS,
      settings: ["statement_timeout = 0", "lock_timeout = 0", "idle_in_transaction_session_timeout = 60000"]
    })
  })))

/**
 * One migrator at a time. It asks again instead of waiting: a statement that waits holds a snapshot, and an index that is built
 * beside writers waits for every snapshot.
 */
const turn = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const asked = Effect.map(
    sql<{ mine: boolean }>`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS mine`,
    ([row]) => row?.mine === true
  )
  yield* Effect.repeat(asked, { until: (mine) => mine, schedule: Schedule.spaced("250 millis") })
})

const one = ({ after, breaking = false, id, name, up }: Migration) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const done = sql`INSERT INTO migration (id, name, breaking) VALUES (${id}, ${name}, ${breaking})`
    yield* transaction(sql)(Effect.gen(function*() {
      yield* sql.unsafe(`SET LOCAL lock_timeout = ${TABLE_LOCK_MILLIS}`)
      yield* up
      if (after === undefined) yield* done
    }))
    if (after !== undefined) yield* Effect.zipRight(after, done)
    return id
  })

/** Brings the database to this release, once, however many processes start together. Returns the ids that were run. */
const run = (last: number) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* turn
    yield* sql`
      CREATE TABLE IF NOT EXISTS migration (id integer PRIMARY KEY, name text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())`
    yield* sql`ALTER TABLE migration ADD COLUMN IF NOT EXISTS breaking boolean NOT NULL DEFAULT false`
    const rows = yield* sql<{ found: number; breaking: number }>`
      SELECT coalesce(max(id), 0)::int AS found, coalesce(max(id) FILTER (WHERE breaking), 0)::int AS breaking
      FROM migration`
    const { breaking, found } = rows[0] ?? { breaking: 0, found: 0 }
    if (breaking > latestMigration) return yield* new DatabaseIsNewer({ found, known: latestMigration })
    return yield* Effect.forEach(migrations.filter(({ id }) => id > found && id <= last), one)
  })

/** As `migrate`, up to one migration: for tests of what a later one meets. */
export const migrateTo = (last: number) =>
  Effect.flatMap(patientClient, (client) => Effect.provide(run(last), client)).pipe(
    Effect.retry({ while: isTableBusy, schedule: Schedule.spaced("1 second").pipe(Schedule.upTo("10 minutes")) }),
    Effect.scoped,
    Effect.withSpan("Migrations.migrate")
  )

export const migrate = migrateTo(latestMigration)
